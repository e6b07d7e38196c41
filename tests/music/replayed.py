"""The key encoding a second time: the obvious way, which replays the melody for each position."""

from __future__ import annotations

from collections.abc import Sequence

from ssc_lib import KeyMelody
from ssc_lib.music.pitches import MAJOR_SCALE


def replayed(encoding: KeyMelody, indices: Sequence[int]) -> list[list[float]]:
    """The inputs of a key encoding, each worked out from the whole melody before it."""
    return [_replayed_input(encoding, indices[: p + 1]) for p in range(len(indices))]


def _replayed_input(encoding: KeyMelody, prefix: Sequence[int]) -> list[float]:
    sounding, attack, direction = None, False, 0
    pitches: list[int] = []
    for index in prefix:
        if index == 0:
            attack = False
        elif index == 1:
            sounding = None
        else:
            sounding, attack = index - 2 + encoding.low, True
            if pitches and pitches[-1] != sounding:
                direction = 1 if sounding > pitches[-1] else -1
            pitches.append(sounding)
    different: list[int] = []
    for pitch in reversed(pitches):
        if pitch not in different and len(different) < 3:
            different.append(pitch)
    n = len(prefix)
    x = [float(pitch == sounding) for pitch in range(encoding.low, encoding.high)]
    x += [float(sounding is not None), float(sounding is None), float(attack), float(direction)]
    x += [float(n > d and prefix[-1] == prefix[-1 - d]) for d in encoding.distances]
    x += [1.0 if n & 1 << bit else -1.0 for bit in range(encoding.counter_bits)]
    x.append(float(n % encoding.bar == 0))
    return x + _best_keys(pitches) + _best_keys(different)


def _best_keys(pitches: Sequence[int]) -> list[float]:
    held = [sum((pitch - key) % 12 in MAJOR_SCALE for pitch in pitches) for key in range(12)]
    return [float(count == max(held)) for count in held]
