"""Training: a tiny run, a run that was stopped, and one that loses patience."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

from ssc_lib import OneHot, Unigram, bits_per_event, load_network
from ssc_lib.networks.training import Settings, loop, train
from ssc_lib.networks.training.events import FILES
from ssc_lib.networks.training.loop import epochs_since_best
from ssc_lib.networks.training.progress import Update
from ssc_lib.networks.training.segments import Course, as_pairs
from tests.made import TINY, TRAIN, VALIDATION


def test_nothing_to_train_on() -> None:
    for pair in (([], VALIDATION), (TRAIN, [])):
        with pytest.raises(ValueError, match="at least one training tune and one validation tune"):
            train(*pair, TINY, progress=False)


# -- runs ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of both epochs without a stop."""
    folder = tmp_path_factory.mktemp("whole")
    train(TRAIN, VALIDATION, TINY, run_dir=folder, progress=False)
    return folder


def test_it_learns(whole_run: Path) -> None:
    """Tunes are held steps and a scale: even two tiny epochs beat the loaded die."""
    history = json.loads((whole_run / "log.json").read_text())
    assert [row["epoch"] for row in history] == [1, 2]
    assert history[1]["train_bits"] < history[0]["train_bits"] < np.log2(14)
    assert history[1]["validation_bits"] < history[0]["validation_bits"]
    net = load_network(whole_run / "network.npz", dtype=np.float32)
    best = min(row["validation_bits"] for row in history)
    assert bits_per_event(net, VALIDATION) == pytest.approx(best, abs=1e-6)
    assert best < bits_per_event(Unigram.fit(TRAIN, 14), VALIDATION)
    assert (net.settings["epoch"], net.settings["units"]) == (2, [8, 6])
    assert {p.name for p in whole_run.iterdir() if not p.match(FILES)} == {
        "settings.json",
        "log.json",
        "checkpoint.npz",
        "network.npz",
    }


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_a_stopped_run_ends_where_it_would_have_ended(
    whole_run: Path, tmp_path: Path, share: float
) -> None:
    """Stopped as epoch 2 begins, or in the middle of it: bit-identical all the same."""

    def the_power_fails(now: Update) -> None:
        if now.epoch == 2 and now.done >= share * now.updates:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(TRAIN, VALIDATION, TINY, run_dir=tmp_path, progress=the_power_fails)
    assert len(json.loads((tmp_path / "log.json").read_text())) == 1
    train(TRAIN, VALIDATION, TINY, run_dir=tmp_path, progress=False)
    with (
        np.load(whole_run / "checkpoint.npz") as whole,
        np.load(tmp_path / "checkpoint.npz") as stopped,
    ):
        assert whole.files == stopped.files
        for name in whole.files:
            if name not in ("history", "best/settings"):  # these hold times
                np.testing.assert_array_equal(whole[name], stopped[name], err_msg=name)


@pytest.mark.usefixtures("without_xla")
def test_a_network_that_copies_learns_and_goes_on_after_a_stop(tmp_path: Path) -> None:
    """Scales say themselves again after 24 steps, three bars of 8: better than one that cannot."""
    learn, judge = (
        [OneHot(60, 72).decode(row, steps_per_bar=8) for row in rows]
        for rows in (TRAIN, VALIDATION)
    )
    settings = Settings(**{**TINY.__dict__, "encoding": "copy", "follow_bar": True, "key": None})
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    network, history = train(learn, judge, settings, run_dir=whole, progress=False)
    assert history[1]["train_bits"] < history[0]["train_bits"] < np.log2(14)
    best = min(row["validation_bits"] for row in history)
    assert bits_per_event(network, judge) == pytest.approx(best, abs=1e-5)
    assert best < bits_per_event(Unigram.fit(TRAIN, 14), VALIDATION)

    def the_power_fails(now: Update) -> None:
        if now.epoch == 2 and now.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(learn, judge, settings, run_dir=stopped, progress=the_power_fails)
    again, _ = train(learn, judge, settings, run_dir=stopped, progress=False)
    for name, array in network.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array, err_msg=name)


def test_a_finished_run_is_read_back(whole_run: Path) -> None:
    before = {p: p.read_bytes() for p in whole_run.iterdir()}
    network, history = train(TRAIN, VALIDATION, TINY, run_dir=whole_run, progress=False)
    assert len(history) == 2
    assert network.units == [8, 6]
    assert {p: p.read_bytes() for p in whole_run.iterdir()} == before


def test_a_folder_of_another_run_is_left_alone(whole_run: Path) -> None:
    other = Settings(**{**TINY.__dict__, "rate": 0.01, "seed": 6})
    before = {p: p.read_bytes() for p in whole_run.iterdir()}
    with pytest.raises(ValueError, match=r"other settings \(rate, seed\)"):
        train(TRAIN, VALIDATION, other, run_dir=whole_run, progress=False)
    assert {p: p.read_bytes() for p in whole_run.iterdir()} == before


def test_a_damaged_checkpoint_is_named(whole_run: Path, tmp_path: Path) -> None:
    for name in ("settings.json", "checkpoint.npz"):
        data = (whole_run / name).read_bytes()
        (tmp_path / name).write_bytes(data if name == "settings.json" else data[:-100])
    with pytest.raises(ValueError, match=r"checkpoint\.npz is damaged .* delete it"):
        train(TRAIN, VALIDATION, TINY, run_dir=tmp_path, progress=False)


@pytest.mark.usefixtures("without_xla")
def test_whoever_follows_is_told_of_every_update(capsys: pytest.CaptureFixture[str]) -> None:
    """As each epoch begins and after each update; and nothing is printed or drawn."""
    told: list[Update] = []
    _, history = train(TRAIN, VALIDATION, TINY, progress=told.append)
    course = Course(as_pairs(TRAIN, TINY), TINY)
    expected = []
    for epoch, updates in enumerate(course.updates):
        seen = [0, *(part.tunes_seen for part in course.segments(epoch))]
        expected += [Update(epoch + 1, n, updates, tunes) for n, tunes in enumerate(seen)]
    assert [now._replace(bits=None) for now in told] == expected
    assert all((now.bits is None) == (now.done == 0) for now in told)
    ends = [now.bits for now in told if now.done == now.updates]
    assert ends == pytest.approx([row["train_bits"] for row in history], abs=1e-9)
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("without_xla")
def test_an_epoch_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    _, history = train(TRAIN, VALIDATION, TINY)
    out, err = capsys.readouterr()
    assert [line.split(": ")[0] for line in out.splitlines()] == ["epoch 1", "epoch 2"]
    for line, row in zip(out.splitlines(), history, strict=True):
        assert f"{row['train_bits']:.3f} bits per event in training" in line
        assert f"{row['validation_bits']:.3f} on validation tunes" in line
    assert "epoch 1/2" in err


@pytest.mark.usefixtures("without_xla")
def test_both_scores_are_told_where_weights_are_averaged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Also of a run so short that an average with a fixed momentum would still be random."""
    settings = Settings(**{**TINY.__dict__, "average": 0.999})
    network, history = train(TRAIN, VALIDATION, settings)
    for line, row in zip(capsys.readouterr().out.splitlines(), history, strict=True):
        assert f"tunes ({row['plain_bits']:.3f} without the average), " in line
    best = min(row["validation_bits"] for row in history)
    assert bits_per_event(network, VALIDATION) == pytest.approx(best, abs=1e-6)
    assert best < (np.log2(14) + history[-1]["plain_bits"]) / 2  # nearer to what was learnt
    _, plain = train(TRAIN, VALIDATION, TINY, progress=False)
    assert [row["plain_bits"] for row in history] == [row["validation_bits"] for row in plain]


def test_a_loss_that_is_no_number_ends_the_run() -> None:
    wild = Settings(**{**TINY.__dict__, "rate": float("inf")})
    with pytest.raises(
        FloatingPointError, match="became nan in epoch 1; try a lower rate than inf"
    ):
        train(TRAIN, VALIDATION, wild, progress=False)


# -- patience ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bits", "epochs"),
    [([], 0), ([2.0], 0), ([2.0, 1.9], 0), ([2.0, 2.0], 1), ([2.0, 1.9, 1.95, 1.9], 2)],
)
def test_epochs_since_best(bits: list[float], epochs: int) -> None:
    assert epochs_since_best([{"validation_bits": b} for b in bits]) == epochs


@pytest.mark.usefixtures("without_xla")
def test_a_run_stops_when_its_patience_ends_also_after_a_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Best at epoch 2, then two that are no better: four epochs of six, however often stopped.

    And a finished run asks for no fifth.
    """
    settings = Settings(**{**TINY.__dict__, "epochs": 6, "patience": 2})
    script = iter([3.0, 2.0, 2.5, KeyboardInterrupt, 2.0])

    def scripted(*_, **__):  # type: ignore[no-untyped-def]
        bits = next(script)
        if bits is KeyboardInterrupt:
            raise KeyboardInterrupt
        return bits

    monkeypatch.setattr(loop, "bits_per_event", scripted)
    with pytest.raises(KeyboardInterrupt):
        train(TRAIN, VALIDATION, settings, run_dir=tmp_path, progress=False)
    for _ in range(2):
        network, history = train(TRAIN, VALIDATION, settings, run_dir=tmp_path, progress=False)
        assert [row["validation_bits"] for row in history] == [3.0, 2.0, 2.5, 2.0]
        assert network.settings["epoch"] == 2
    assert list(script) == []
