"""What a network is checked for before it plays: its settings, its numbers and their shapes.

Files come from anywhere. A memory of a million slots, weights that are no numbers or layers that
do not fit are refused in a sentence, before anything of their size is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ssc_lib.music.arrays import quoted
from ssc_lib.music.copies import Copies
from ssc_lib.music.encoding import Encoding
from ssc_lib.music.keymelody import KeyMelody
from ssc_lib.music.lookback import Lookback
from ssc_lib.music.onehot import OneHot
from ssc_lib.music.pitches import MAX_PITCH
from ssc_lib.music.places import Places

ENCODINGS: dict[str, type[Encoding]] = {
    "one-hot": OneHot,
    "lookback": Lookback,
    "key": KeyMelody,
    "copy": Copies,
    "place": Places,
}
MOST_SLOTS = 1000  # of an attention memory; the original has 40
MOST_REACH = 4096  # steps that a transformer looks back


class NetworkFileError(ValueError):
    """A file that is not a network saved by this library."""


def check_settings(settings: Mapping[str, Any]) -> None:
    """Raise NetworkFileError unless a network can have these settings: see `ssc_lib.Network`."""
    encoding = settings.get("encoding", "one-hot")
    if not isinstance(encoding, str) or encoding not in ENCODINGS:
        shown = f" {quoted(encoding)}" if isinstance(encoding, str) else ""
        raise NetworkFileError(f"unknown encoding{shown}; there are {', '.join(ENCODINGS)}")
    _check_whole(settings, "low", MAX_PITCH)
    _check_whole(settings, "high", MAX_PITCH + 1)
    if settings["low"] >= settings["high"]:
        raise NetworkFileError(
            f"the settings low and high are {settings['low']} and {settings['high']}; expected "
            "low below high"
        )
    if settings.get("attention") is not None:
        _check_whole(settings, "attention", MOST_SLOTS)
    if settings.get("heads"):
        _check_whole(settings, "heads", MOST_SLOTS)
        _check_whole(settings, "reach", MOST_REACH)
        if not settings["reach"] or encoding != "place":
            raise NetworkFileError(
                "a transformer, which has heads, needs a reach of at least 1 step and the "
                'encoding "place"'
            )
    if settings.get("key") is not None:
        _check_whole(settings, "key", 11)
    if not isinstance(settings.get("follow_bar", False), bool):
        raise NetworkFileError("the setting follow_bar is neither true nor false")


def _check_whole(settings: Mapping[str, Any], name: str, most: int) -> None:
    value: Any = settings.get(name)
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or not 0 <= value <= most:
        said = "missing" if value is None else f"{value:d}"[:20] if whole else "no whole number"
        raise NetworkFileError(
            f"the setting {name} is {said}; expected a whole number from 0 to {most}"
        )


def check_weights(arrays: Mapping[str, np.ndarray]) -> None:
    """Raise NetworkFileError unless all numbers are finite."""
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise NetworkFileError(f"the array {quoted(name)} has numbers that are not finite")


def check_shapes(
    what: str, arrays: Sequence[np.ndarray], shapes: Sequence[tuple[int, ...]]
) -> None:
    """Raise NetworkFileError unless the arrays have these shapes; ``what`` names their place."""
    found = [a.shape for a in arrays]
    if found != list(shapes):
        raise NetworkFileError(
            f"{what} has arrays of shapes {_in_words(found)}; expected {_in_words(shapes)}"
        )


def _in_words(shapes: Sequence[tuple[int, ...]]) -> str:
    return ", ".join(" x ".join(map(str, shape)) or "a single number" for shape in shapes)
