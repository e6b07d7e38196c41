"""What is loaded by name and is no network: names alone, so that a command lists them at no cost.

Chapters: When the tune votes; Hierarchy.
"""

from __future__ import annotations

COUNTED = ("hierarchy",)  # tables that are counted anew from the training tunes, in some seconds
JURIES: dict[str, tuple[str, ...]] = {
    "votes": ("Markov 4", "Markov 8"),
    "jury": ("transformer", "copy", "basic", "lookback", "Markov 8"),
}
