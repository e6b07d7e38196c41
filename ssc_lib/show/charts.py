"""Small charts of a data set, as pieces of SVG that stand in a page themselves.

Their texts have the colour of the words around, so they are read on a light page and on a dark one.
They are drawn without matplotlib, and the same numbers give the same bytes everywhere.

Chapter: A data set of your own.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import numpy as np

from ssc_lib.music.collections import Tune
from ssc_lib.music.families import SPLITS
from ssc_lib.music.filerows import count_empty_bars
from ssc_lib.music.keys import Key, correlations, durations
from ssc_lib.music.melody import Melody
from ssc_lib.music.pitches import pitch_name
from ssc_lib.show.html import Html

WIDTH, HEIGHT, HEAD, FOOT, SIZE = 340, 150, 18, 18, 12
COLOUR = "#3987c9"  # more than 3:1 on white and on near black
FEW = 14  # bars that have their number above and their name below
WIDEST = 64  # a bar and the gap beside it
APART = 26  # units between two names
MOST_NAMES = 11  # of metres and keys that have a bar of their own
BARS = (4, 8, 16, 32, 64)  # lengths of melodies, up to and with
SHARES = (0, 5, 10, 25, 50)  # of empty bars, in per cent, up to and with
SIZES = (1, 2, 3, 4, 5)  # of families
SHORT = {0.25: "1/16", 0.5: "1/8", 0.75: "1/8.", 1.0: "1/4", 1.5: "1/4.", 2.0: "1/2", 3.0: "1/2."}


def bars(counts: Mapping[str, int], *, title: str, names: Mapping[str, str] | None = None) -> Html:
    """Draw a bar for each count, in the order of the mapping, and say them for a screen reader.

    Parameters
    ----------
    counts : mapping of str to int, at least one and none negative
        Name of each bar -> its height.
    title : str
        What is counted: the caption.
    names : mapping of str to str, optional
        What to write under the bar of a name, where there are many bars; by default its name.

    Examples
    --------
    >>> svg = bars({"3/4": 2, "4/4": 5}, title="Metres")
    >>> 'aria-label="Bar chart. Metres: 3/4 2, 4/4 5."' in svg
    True
    """
    most, few = max(counts.values(), default=0), len(counts) <= FEW
    slot = min(WIDTH / max(len(counts), 1), WIDEST)
    width = slot * 0.8 if few else max(slot - 0.5, 0.5)
    height, base = HEIGHT - HEAD - FOOT, HEIGHT - FOOT
    drawn: list[str] = []
    written: list[str] = []
    free = -float(APART)
    for number, (name, count) in enumerate(counts.items()):
        tall = height * count / (most or 1)
        left = slot * number + (slot - width) / 2
        if count:
            tall = max(tall, 1)
            drawn.append(f"M{left:.1f} {base}v-{tall:.1f}h{width:.1f}v{tall:.1f}z")
        middle = min(max(left + width / 2, APART / 2), WIDTH - APART / 2)
        if few or (count == most and not any(f">{most:,}<" in text for text in written)):
            written.append(_text(middle, base - tall - 4, f"{count:,}"))
        said = name if names is None else names.get(name, "")
        if said and (few or middle - free >= APART):
            written.append(_text(middle, HEIGHT - 5, said))
            free = middle
    return Html(
        f'<figure class="ssc-bars"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{html.escape(_told(counts, title))}">'
        f'<path fill="{COLOUR}" d="{"".join(drawn)}"/>'
        f'<path stroke="currentColor" stroke-opacity=".5" d="M0 {base}h{WIDTH}"/>'
        f'<g fill="currentColor" font-family="sans-serif" font-size="{SIZE}" '
        f'text-anchor="middle">{"".join(written)}</g></svg>'
        f"<figcaption>{html.escape(title)}</figcaption></figure>"
    )


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}">{html.escape(words)}</text>'


def _told(counts: Mapping[str, int], title: str) -> str:
    """The chart in words; of many bars, those that are not empty."""
    told = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
    return f"Bar chart. {title}: {told or 'nothing'}."


# -- of a data set ---------------------------------------------------------------------------------


def charts(tunes: Sequence[Tune]) -> Iterable[Html]:
    """Draw pitches, lengths, note lengths, metres, keys, empty bars, families and the split."""
    melodies = [tune.melody for tune in tunes]
    pitches = Counter(pitch for melody in melodies for pitch in melody.pitches.tolist())
    low, high = min(pitches, default=60), max(pitches, default=60)
    named = {pitch_name(p): pitches[p] for p in range(low, high + 1)}
    octaves = {name: name for name in named if name[:-1] in "C" and name[-1].isdigit()}
    yield bars(named, title="Notes of each pitch", names=octaves if len(named) > 14 else None)
    lengths = [-(-len(m) // m.steps_per_bar) for m in melodies]
    yield bars(binned(lengths, BARS), title="Melodies by their length in bars")
    yield bars(_note_lengths(melodies), title="Notes by their length")
    yield bars(_common(t.time_signature for t in tunes), title="Melodies in each metre")
    yield bars(_common(_keys(melodies)), title="Melodies in each key, as their notes suggest")
    empty = [100 * count_empty_bars(m) / n for m, n in zip(melodies, lengths, strict=True) if n]
    yield bars(binned(empty, SHARES, " %"), title="Melodies by their share of empty bars")
    families = Counter(Counter(tune.family for tune in tunes).values())
    yield bars(binned(families.elements(), SIZES), title="Families by their number of melodies")
    splits = Counter(tune.split for tune in tunes)
    yield bars({name: splits[name] for name, _ in SPLITS}, title="Melodies in each part")


def binned(values: Iterable[float], edges: Sequence[int], unit: str = "") -> dict[str, int]:
    """Count values up to and with each edge, and those above the last.

    Examples
    --------
    >>> binned([1, 4, 5, 9], (4, 8))
    {'1-4': 2, '5-8': 1, '9+': 1}
    """
    found, names, low = list(values), {}, 1
    left = 0
    for edge in edges:
        here = sum(1 for value in found if value <= edge)
        name = f"{edge}" if low >= edge or unit else f"{low}-{edge}"
        names[f"{'to ' if unit and edge else ''}{name}{unit}"] = here - left
        low, left = edge + 1, here
    return names | {f"{'over ' + str(edges[-1]) + unit if unit else f'{low}+'}": len(found) - left}


def _note_lengths(melodies: Sequence[Melody]) -> dict[str, int]:
    """Count notes by their length, as fractions of a whole note, a dot for half as much again."""
    found: Counter[float] = Counter()
    for melody in melodies:
        for _, start, end in melody.notes():
            found[(end - start) / melody.steps_per_quarter] += 1
    told = {short: found.pop(quarters, 0) for quarters, short in SHORT.items()}
    return told | {"other": found.total()}


def _keys(melodies: Sequence[Melody]) -> list[str]:
    """Find the key of each melody that has notes, as `ssc_lib.key` does, but all at once."""
    weights = np.array([durations(m) for m in melodies if len(m.pitches)]).reshape(-1, 12)
    names = [Key(tonic, mode).name for mode in ("major", "minor") for tonic in range(12)]
    return [names[best] for best in correlations(weights).round(12).argmax(axis=1)]


def _common(names: Iterable[str]) -> dict[str, int]:
    """Count names, the most frequent first; those that are rare together."""
    counted: Mapping[str, int] = Counter(names)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    told = dict(islice(ranked, MOST_NAMES))
    rest = sum(count for _, count in ranked[MOST_NAMES:])
    return told | ({"rest": rest} if rest else {})
