"""What is loaded by name beside the networks of the ladder: names alone, listed at no cost.

Chapters: When the tune votes; Hierarchy.
"""

from __future__ import annotations

TUNED = ("mozart",)  # networks that learned more from other music than the dances
COUNTED = ("hierarchy",)  # tables that are counted anew from the training tunes, in some seconds
JURIES: dict[str, tuple[str, ...]] = {
    "votes": ("Markov 4", "Markov 8"),
    "jury": ("transformer", "copy", "basic", "lookback", "Markov 8"),
}
