"""Following a run: the bar, and who follows."""

from __future__ import annotations

import pytest

from ssc_lib.networks.training.progress import EpochBar, Update, follower


def shown(err: str) -> list[str]:
    """The states of the bar, in order, without what clears the line."""
    return [state.strip() for state in err.split("\r") if state.strip()]


def test_the_bar_names_the_epoch_and_is_gone_at_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with EpochBar(3) as bar:
        for epoch in (1, 2):
            for done in range(3):
                bar(Update(epoch, done, 2, 5 * done))
    err = capsys.readouterr().err
    assert shown(err)[0].startswith("epoch 1/3:   0%|")
    assert any(state.startswith("epoch 2/3:   0%|") for state in shown(err))
    assert "| 0/2 " in err and "updates" in err
    assert "\n" not in err
    assert err.endswith("\r")


def test_the_bar_shows_the_bits_so_far() -> None:
    with EpochBar(1) as bar:
        bar(Update(1, 0, 2, 0))
        assert "bits" not in str(bar._bar)
        bar(Update(1, 1, 2, 3, 2.1234))
        assert "bits=2.123, tunes=3" in str(bar._bar)


def test_a_run_that_is_stopped_leaves_no_bar_behind(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), EpochBar(1) as bar:
        bar(Update(1, 0, 9, 0))
        bar(Update(1, 1, 9, 2))
        raise KeyboardInterrupt
    err = capsys.readouterr().err
    assert err.endswith("\r") and not err.split("\r")[-2].strip()


def test_who_follows(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[Update] = []
    update = Update(1, 0, 4, 0)
    with follower(told.append, 1) as follow:
        follow(update)
    assert told == [update]
    with follower(False, 1) as follow:
        follow(update)
    assert capsys.readouterr() == ("", "")
    assert isinstance(follower(True, 1), EpochBar)
