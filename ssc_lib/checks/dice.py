"""Checkers of the exercises in the chapter on dice, tables and memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import log2, prod
from typing import Any

import numpy as np

from ssc_lib.chance.dice import TRIO, TWO_DICE, WALTZ
from ssc_lib.checks import Hint, compare, composed, copied_events, entropy, exercise

TEXT = "CDECDECDEGFEDCDECDEFGCDECG"


@exercise("dice-1")
def die_entropy(answer: Callable[[list[float]], Any]) -> str:
    for p in ([1 / 2, 1 / 4, 1 / 8, 1 / 8], [0.5, 0.1, 0.1, 0.1, 0.1, 0.1], TWO_DICE.tolist()):
        right = entropy(np.array(p))
        compare(
            answer(p),
            right,
            what=f"the entropy of {[round(x, 3) for x in p]}",
            wrong={
                "that is in nats; use base-2 logarithms for bits": right * np.log(2),
                "the sign is turned: logarithms of probabilities are negative": -right,
                "that is the mean of the surprises; weigh each by how often it comes": (
                    -np.mean(np.log2(p))
                ),
                "that is the entropy of a fair die with as many faces": log2(len(p)),
            },
        )
    value = answer([0.0, 1.0, 0.0])
    if value is None or not np.isfinite(value):
        raise Hint(f"a die that always shows 1 gave {value}; 0 log 0 counts as 0")
    compare(value, 0.0, what="the entropy of a die that always shows the same face")
    return (
        f"two dice surprise by {entropy(TWO_DICE):.4f} bits, a loaded die by less than a fair one"
    )


@exercise("dice-2")
def nothing_in_common(answer: Callable[..., Any]) -> str:
    for p, bars, name in (
        (TWO_DICE, 16, "two dice and 16 bars"),
        (np.full(6, 1 / 6), 16, "one die and 16 bars"),
        (np.array([0.5, 0.5]), 2, "a coin and 2 bars"),
    ):
        same = float((p**2).sum())
        compare(
            answer(p.tolist(), bars),
            (1 - same) ** bars,
            what=f"the probability for {name}",
            wrong={
                f"that is the probability of at least one shared bar, for {name}": (
                    1 - (1 - same) ** bars
                ),
                "that is how many bars they share on average, which can be more than 1": (
                    bars * same
                ),
                "that is the probability that all bars are shared": same**bars,
                "that is the probability of one bar that differs; all of them must": 1 - same,
                "the rows are not equally likely; weigh each by p": (1 - 1 / len(p)) ** bars,
            },
        )
    return "with two dice 0.148: six pairs of evenings in seven share a bar"


@exercise("dice-3")
def pieces_in(answer: Callable[[np.ndarray], Any]) -> str:
    music = WALTZ.copy()
    music[:, 7] = 30
    music[:, 15] = np.where(np.arange(11) % 2, 14, 83)
    small = np.array([[1, 1, 5], [2, 1, 6], [1, 1, 7]])
    for table, name in (
        (small, "[[1, 1, 5], [2, 1, 6], [1, 1, 7]]"),
        (music, "the waltz as it sounds"),
        (WALTZ, "the waltz by its numbers"),
    ):
        different = [len(set(column)) for column in table.T.tolist()]
        right = prod(different)
        got = answer(table.copy())
        compare(
            float(got) if isinstance(got, (int, float, np.number)) else got,
            float(right),
            what=f"the number of pieces in {name}",
            tolerance=0.001 * right,
            wrong={
                f"in {name} some bars of a column are equal; count the different ones": (
                    float(len(table) ** table.shape[1])
                ),
                "add up the choices and you count bars; each choice goes with all the others, so "
                "multiply": float(sum(different)),
                "that is how many different bars there are in the whole table": (
                    float(len(np.unique(table)))
                ),
                "you went along the rows; a throw is made for each column": (
                    float(prod(len(set(row)) for row in table.tolist()))
                ),
            },
        )
        if int(got) != right:
            raise Hint(
                f"{int(got):,} for {name} is off by {abs(int(got) - right):,}: floating-point "
                "numbers have 53 bits; multiply whole numbers of Python"
            )
    return "two different bars at the end and one in bar 8: 2 x 11^14 waltzes for the ear"


@exercise("dice-4")
def misprint(answer: Callable[[np.ndarray], Any]) -> str:
    for table, old, new in ((WALTZ, 54, 53), (WALTZ, 123, 23), (TRIO, 96, 1), (TRIO, 1, 95)):
        typed = table.copy()
        typed[typed == old] = new
        compare(
            answer(typed),
            (old, new),
            what=f"the pair for a table of 1 to {table.size} in which {old} was typed as {new}",
            wrong={
                "swapped: the missing number comes first": (new, old),
                "you counted from 0; the numbers of a table begin with 1": (old - 1, new - 1),
                "0 is in no table and is not missing; begin the count with 1": (0, new),
            },
        )
    return "53 for 54, 23 for 123: every single slip is found"


@exercise("dice-5")
def surprise_after(answer: Callable[..., Any]) -> str:
    for text, k in ((TEXT, 0), (TEXT, 1), (TEXT, 2), ("CDCDCDE", 1)):
        total = len(text) - k
        longer = Counter(text[i : i + k + 1] for i in range(total))
        left = Counter(text[i : i + k] for i in range(total))
        visited = Counter(text[i : i + k] for i in range(total + 1))
        right = -sum(n / total * log2(n / left[s[:-1]]) for s, n in longer.items())
        blocks = -sum(n / total * log2(n / total) for n in longer.values())
        by_visits = -sum(n / total * log2(n / visited[s[:-1]]) for s, n in longer.items())
        rows: dict[str, list[int]] = {}
        for s, n in longer.items():
            rows.setdefault(s[:-1], []).append(n)
        row_entropy = [entropy(np.array(r)) for r in rows.values()]
        compare(
            answer(text, k),
            right,
            what=f"the conditional entropy of {text!r} with memory {k}",
            wrong={
                f"with memory {k} that is the entropy of whole stretches of {k + 1} letters; "
                "subtract that of their contexts": blocks,
                "you counted the last context, which nothing follows; count departures, not "
                "visits": by_visits,
                "that is in nats; use base-2 logarithms for bits": right * np.log(2),
                "the contexts count equally there; weigh each by how often it comes": float(
                    np.mean(row_entropy)
                ),
            },
        )
    return "more memory, less surprise; in so short a text, too little"


@exercise("dice-6")
def mean_surprise(answer: Callable[..., Any]) -> str:
    even = np.full(11, 1 / 11)
    for p, q in (
        ([1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 4, 1 / 2]),
        (TWO_DICE.tolist(), even.tolist()),
        ([1 / 2, 1 / 2, 0], [1 / 8, 5 / 8, 1 / 4]),
        ([1.0, 0.0], [1.0, 0.0]),
    ):
        a, b = np.array(p), np.array(q)
        with np.errstate(divide="ignore", invalid="ignore"):
            right = float(-np.sum(np.where(a > 0, a * np.log2(b), 0)))
            turned = float(-np.sum(np.where(b > 0, b * np.log2(a), 0)))
        value = answer(p, q)
        if isinstance(value, float | np.floating) and np.isnan(value):
            raise Hint("you got nan: what never happens costs nothing, whatever you believed")
        compare(
            value,
            right,
            what=f"H(p, q) for p = {[round(x, 3) for x in p]}",
            wrong={
                "turned round: p says what happens and weighs, q says what you believe": turned,
                "that is the entropy of p, the surprise of someone who knows p": entropy(a),
                "that is the entropy of q; the events come from p": entropy(b),
                "that is what the wrong belief adds; the entropy of p is to be paid as well": (
                    right - entropy(a)
                ),
                "that is in nats; use base-2 logarithms for bits": right * np.log(2),
            },
        )
    impossible = answer([0.5, 0.5], [1.0, 0.0])
    if impossible is None or not np.isposinf(impossible):
        raise Hint(
            f"what happens half of the time was called impossible, and you got {impossible}; that "
            "surprise is infinite"
        )
    return (
        f"eleven even rows cost {log2(11) - entropy(TWO_DICE):.3f} bits a bar more than the truth"
    )


@exercise("dice-7")
def allowed(answer: Callable[..., Any]) -> str:
    tunes = [[0, 1, 2, 3, 0, 1, 3], [2, 3, 1], [1]]
    for heard, longest in (
        ([0, 1], 2),
        ([3, 0, 1], 2),
        ([2, 3], 2),
        ([1, 3], 2),
        ([2], 2),
        ([], 1),
    ):
        right = _mask(heard, tunes, longest)
        joined = [[event for tune in tunes for event in tune]]
        compare(
            answer(list(heard), [list(t) for t in tunes], longest, 4),
            right,
            what=f"the mask after {heard} with longest = {longest}",
            wrong={
                "turned round: True is for what may come": ~right,
                f"after {heard}: a stretch of {longest} may still be copied, only one more event "
                "is too many": _mask(heard, tunes, longest - 1),
                f"after {heard}: your stretch runs from the end of one tune into the next; search "
                "each by itself": _mask(heard, joined, longest),
                f"after {heard}: the stretch may stand in a tune more than once; look on after "
                "the first": _mask(heard, tunes, longest, only_first=True),
            },
        )
    return "after 0 1 neither 2 nor 3 may come, and where nothing is copied all may"


def _mask(
    heard: list[int], tunes: list[list[int]], longest: int, *, only_first: bool = False
) -> np.ndarray:
    mask = np.ones(4, dtype=bool)
    if len(heard) < longest:
        return mask
    last = heard[len(heard) - longest :]
    for tune in tunes:
        places = [i for i in range(len(tune) - longest) if tune[i : i + longest] == last]
        for i in places[:1] if only_first else places:
            mask[tune[i + longest]] = False
    return mask


@exercise("dice-8")
def composition(answer: Callable[..., Any]) -> str:
    melody = composed(answer, 96)
    if melody == answer(np.random.default_rng(2)):
        raise Hint("another rng gave the same melody; let chance decide something")
    if len(melody.pitches) < 24:
        raise Hint(f"{len(melody.pitches)} notes; write at least 24")
    copied = copied_events(melody, 20, "set the limit of CopyLimit lower")
    return f"{len(melody)} steps, {len(melody.pitches)} notes, at most {copied} events copied"
