"""What exercises of several chapters share: mostly rules, which yield what is not met."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ssc_lib.sound.tone import perform

if TYPE_CHECKING:
    from ssc_lib.music.melody import Melody


def entropy(weights: ArrayLike) -> float:
    """Entropy in bits of weights that are not negative, once they are normalised."""
    p = np.asarray(weights)[np.asarray(weights) > 0] / np.sum(weights)
    return float(-(p * np.log2(p)).sum())


def normalised(weights: np.ndarray) -> np.ndarray:
    """Weights divided by their sum."""
    return np.asarray(weights / weights.sum())


def long_enough(melody: Melody, steps: int) -> Iterator[str]:
    """At least so many steps."""
    if len(melody) < steps:
        yield f"{len(melody)} steps; write at least {steps}"


def lasting(tones: Any, least: int, low_s: float, high_s: float) -> Iterator[str]:
    """At least so many tones, all of which can sound, and so many seconds."""
    try:
        played = perform(tones)
    except (TypeError, ValueError) as error:  # says which tone, and why it cannot sound
        yield str(error)
    else:
        if len(played.tones) < least or not low_s <= played.duration_s <= high_s:
            count = f"{len(played.tones)} tones in {played.duration_s:.1f} s"
            yield f"{count}; write {least} or more in {low_s:g} to {high_s:g} s"


def varied(melody: Melody, cure: str) -> Iterator[str]:
    """At least half of the bars differ from each other."""
    if different_bars(melody) < len(melody.bars()) / 2:
        yield f"more than half of the bars repeat another; {cure}"


def different_bars(melody: Melody) -> int:
    """How many different bars a melody has."""
    return len({bar.events.tobytes() for bar in melody.bars()})


def original(melody: Melody, most: int, cure: str) -> Iterator[str]:
    """No more than so many events in a row that one printed tune has too."""
    if (copied := copied_events(melody)) > most:
        yield f"{copied} successive events stand in one printed tune; {cure}"


@lru_cache(maxsize=16)
def copied_events(melody: Melody) -> int:
    """How many events in a row one printed tune has too."""
    from ssc_lib.judging.originality import longest_copy
    from ssc_lib.music import corpus
    from ssc_lib.music.onehot import OneHot

    row = OneHot().encode(melody.squashed())
    return longest_copy(row, corpus.sequences(split="train"))


def variety(melody: Melody) -> str:
    """How many different bars a melody has, and how much of a printed tune."""
    bars = f"{different_bars(melody)} different bars of {len(melody.bars())}"
    return f"{bars}, at most {copied_events(melody)} events in a row copied"
