"""Damaged files of every kind, a few of each; ``benchmarks/hostile.py`` reads many."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import KINDS, NEED_KERAS, Kind, complaint, outcome

FEW = 60


@pytest.mark.parametrize("name", KINDS)
def test_each_gives_a_result_or_one_sentence(tmp_path: Path, name: str) -> None:
    if name in NEED_KERAS:
        pytest.importorskip("keras", reason="Keras is not installed")
    found = outcome(KINDS[name], tmp_path, FEW)
    assert found.read + found.refused == FEW
    assert found.read >= 3, "the damage is such that nothing can be read: it tests little"
    assert len(found.reasons) >= 4, found.reasons


def test_what_is_no_sentence_for_people() -> None:
    good = "a.npz is no network, or a damaged one; give another"
    assert complaint(good) == ""
    for bad in (
        *("EOFError", "max() arg\nis an empty sequence", "it steers a terminal \x1b[2J with this"),
        *("a.npz cannot be read (7)", "a.npz cannot be read (KeyError: 'settings')", "short"),
        *("it holds pickled data, so set allow_pickle=True", "a <class 'int'> where text was", ""),
    ):
        assert complaint(bad), bad


def test_whatever_else_is_raised_ends_the_count(tmp_path: Path) -> None:
    def read(path: Path) -> None:
        raise KeyError(path.name)

    def warn(path: Path) -> None:
        import warnings

        warnings.warn("overflow in multiply", RuntimeWarning, stacklevel=1)

    for way in (read, warn):
        kind = Kind(".x", 1, lambda rng: iter([b"x"]), way)
        with pytest.raises(AssertionError, match=r"file 0: (KeyError|RuntimeWarning)"):
            outcome(kind, tmp_path, 1)
