"""Five numbers for bars of several tracks, as the papers on MuseGAN print them.

All take a **tensor** of on and off in the house's order: (bars, steps, pitches, tracks). None of
them knows what is good. Print each beside that of the training bars.

=====  =============================  ==========================================
EB     `empty_bars`                   share of the bars of a track that are empty
UPC    `used_pitch_classes`           pitch classes in a bar that is not empty
QN     `qualified_notes`              share of notes that are long enough
PP     `polyphonic_steps`             share of steps with several pitches
TD     `tonal_distance`               how far apart two tracks' harmonies are
=====  =============================  ==========================================

The papers and their programs do not agree. Dong and Yang count notes of *three* steps or more in
print and of two or more in their program, and ask for *more than two* pitches at once in print and
for two or more in the program. A later program of theirs returns, for the share of empty bars, the
share of those that are not. So the numbers here take what they count as a parameter, and
say it by name.

Chapter: Coins, thresholds and voices. Sources: H.-W. Dong, W.-Y. Hsiao, L.-C. Yang and Y.-H. Yang,
*MuseGAN*, AAAI 2018; H.-W. Dong and Y.-H. Yang, ISMIR 2018, and their program *bmusegan*; C. Harte,
M. Sandler and M. Gasser, *Detecting Harmonic Change in Musical Audio*, 2006, for the distance.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike


def empty_bars(x: ArrayLike) -> np.ndarray:
    """The share of bars in which a track has no note: shape (tracks,).

    Examples
    --------
    >>> x = np.zeros((4, 16, 128, 1), dtype=bool)
    >>> x[0, :, 60] = True
    >>> empty_bars(x).tolist()
    [0.75]
    """
    share: np.ndarray = 1 - tensor(x).any(axis=(1, 2)).mean(axis=0)
    return share


def used_pitch_classes(x: ArrayLike, low: int = 0) -> np.ndarray:
    """Different pitch classes in a bar, on average over a track's bars with notes: (tracks,).

    Parameters
    ----------
    x : array, shape (bars, steps, pitches, tracks)
    low : int
        MIDI pitch of the first row of pitches.
    """
    used = _classes(np.asarray(tensor(x).any(axis=1)), low).sum(axis=1)
    return _mean_where(used, used > 0)


def qualified_notes(x: ArrayLike, steps: int = 2) -> np.ndarray:
    """The share of a track's notes that last so many steps or more: shape (tracks,).

    A note is a run of steps of one pitch; it ends at the bar line. NaN without notes.

    Examples
    --------
    A long note and a short one:

    >>> x = np.zeros((1, 16, 128, 1), dtype=bool)
    >>> x[0, :8, 60] = x[0, 9, 60] = True
    >>> qualified_notes(x).tolist()
    [0.5]
    """
    if steps < 1:
        raise ValueError(f"a note lasts a step or more, so steps is at least 1, not {steps}")
    plane = tensor(x)
    long_, all_ = runs(plane, steps), runs(plane, 1)
    return _share(long_, all_)


def runs(x: np.ndarray, steps: int) -> np.ndarray:
    """How many runs of so many steps or more each track has: shape (tracks,)."""
    if steps > x.shape[1]:
        return np.zeros(x.shape[3], dtype=np.int64)
    first = x.copy()
    first[:, 1:] &= ~x[:, :-1]  # where a run begins
    whole = first[:, : x.shape[1] - steps + 1].copy()
    for later in range(1, steps):
        whole &= x[:, later : x.shape[1] - steps + 1 + later]
    return np.asarray(whole.sum(axis=(0, 1, 2)))


def polyphonic_steps(x: ArrayLike, pitches: int = 2) -> np.ndarray:
    """The share of steps in which a track sounds so many pitches or more: shape (tracks,)."""
    if pitches < 1:
        raise ValueError(f"count one pitch or more, not {pitches}")
    share: np.ndarray = (tensor(x).sum(axis=2) >= pitches).mean(axis=(0, 1))
    return share


def tonal_distance(x: ArrayLike, low: int = 0) -> dict[tuple[int, int], float]:
    """The distance of two tracks' harmonies, for each pair, on average over the bars.

    A bar of a track is a row of twelve weights that sum to 1, how long each pitch class sounds. It
    becomes a point in a space of six dimensions, in which fifths and thirds are near. Bars in which
    one of the two is silent are left out.

    Examples
    --------
    C against G is a fifth, C against F sharp as far as it goes, the square root of 8:

    >>> x = np.zeros((2, 16, 128, 2), dtype=bool)
    >>> x[:, :, 60, 0] = x[0, :, 55, 1] = x[1, :, 66, 1] = True
    >>> round(tonal_distance(x[:1])[0, 1], 3), round(tonal_distance(x[1:])[0, 1], 3)
    (1.737, 2.828)
    """
    plane = tensor(x)
    weights = _classes(plane.sum(axis=1), low).astype(float)
    total = weights.sum(axis=1)
    points = np.einsum("dc,bct->bdt", harte(), weights) / np.maximum(total, 1)[:, None]
    found = {}
    for one, other in combinations(range(plane.shape[3]), 2):
        both = (total[:, one] > 0) & (total[:, other] > 0)
        apart = np.linalg.norm(points[:, :, one] - points[:, :, other], axis=1)
        found[one, other] = float(apart[both].mean()) if both.any() else float("nan")
    return found


def harte() -> np.ndarray:
    """The place of each pitch class in the space of fifths, minor and major thirds: (6, 12)."""
    k = np.arange(12)
    turns = [(1.0, 7 / 6), (1.0, 3 / 2), (0.5, 2 / 3)]
    return np.array([r * f(turn * np.pi * k) for r, turn in turns for f in (np.sin, np.cos)])


def tensor(x: ArrayLike) -> np.ndarray:
    """Bars as an array of bool; ValueError if they have no four axes."""
    plane = np.asarray(x) != 0
    if plane.ndim != 4 or not plane.size:
        raise ValueError(
            f"bars have the shape (bars, steps, pitches, tracks), none of them 0; got {plane.shape}"
        )
    return plane


def _classes(pitches: np.ndarray, low: int) -> np.ndarray:
    """Pitches, along axis 1, added up (or any) by pitch class."""
    counts = [pitches[:, (k - low) % 12 :: 12] for k in range(12)]
    ways = np.any if pitches.dtype == bool else np.sum
    return np.stack([ways(c, axis=1) for c in counts], axis=1)


def _mean_where(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    return _share(np.where(where, values, 0).sum(axis=0), where.sum(axis=0))


def _share(some: np.ndarray, of: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        result: np.ndarray = np.where(of > 0, some / np.maximum(of, 1), np.nan)
    return result
