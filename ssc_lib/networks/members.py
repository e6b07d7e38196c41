"""Who votes in the juries that ship: names alone, so that a command can list them at no cost.

Chapter: When the tune votes.
"""

from __future__ import annotations

JURIES: dict[str, tuple[str, ...]] = {
    "votes": ("Markov 4", "Markov 8"),
    "jury": ("copy", "basic", "lookback", "Markov 8"),
}
