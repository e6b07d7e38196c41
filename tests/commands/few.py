"""A corpus so small that a command is through with it at once."""

from __future__ import annotations

import pytest

from ssc_lib.music import corpus


def few_tunes(monkeypatch: pytest.MonkeyPatch, *splits: str) -> None:
    """Let the corpus be the four shortest tunes of each split."""
    tunes = sorted(corpus.load(), key=lambda t: len(t.melody))
    few = [t for s in splits for t in [t for t in tunes if t.split == s][:4]]
    monkeypatch.setattr(
        corpus, "load", lambda *_, split=None: [t for t in few if split in (None, t.split)]
    )
