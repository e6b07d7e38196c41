"""Exercises of the chapter *Hierarchy*."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from ssc_lib.checks.exercise import Exercise, Piece
from ssc_lib.checks.pieces import entropy, long_enough
from ssc_lib.music.melody import Melody

Exercise(
    name="hierarchy-1",
    right=lambda counts, steps: entropy(counts) / steps,
    cases=[([4, 2, 1, 1], 8), ([1, 1], 12), ([5], 16)],
    asks="the bits a step of profiles counted {0} in bars of {1} steps",
    mistakes={
        "that is per bar; divide by its steps": lambda counts, steps: entropy(counts),
        "use base 2 for bits": lambda counts, steps: entropy(counts) * np.log(2) / steps,
        "the probabilities are counts divided by their sum": (
            lambda counts, steps: -sum(n * np.log2(n) for n in counts) / steps
        ),
        "all profiles are not alike; weigh each by its share": (
            lambda counts, steps: np.log2(len(counts)) / steps
        ),
    },
    praise="in 6/8, .30 bits a step, where a coin for each step needs 1",
)


def _covering(counts: Sequence[int], share: float, fault: str = "") -> int:
    ranked = sorted(counts, reverse=fault != "rare") if fault != "order" else list(counts)
    reached = np.cumsum(ranked) >= share * sum(ranked) - 1e-9
    return int(np.argmax(reached)) + (fault != "one")


Exercise(
    name="hierarchy-2",
    right=_covering,
    cases=[([1, 5, 2, 2], 0.8), ([1, 1, 1, 1], 0.5), ([2, 7, 1], 0.7), ([1, 9, *6 * [1]], 0.5)],
    asks="how many of the profiles counted {0} cover {1} of the bars",
    mistakes={
        "begin with the most frequent": partial(_covering, fault="order"),
        "begin with the most frequent, not the rarest": partial(_covering, fault="rare"),
        "count the profile that reaches the share, too": partial(_covering, fault="one"),
        "the share is of the bars, not of the kinds of profile": (
            lambda counts, share: int(np.ceil(share * len(counts)))
        ),
    },
    praise="that is why a table of bars is small enough to count",
)


def _settled(profiles: Sequence[str], bar: str) -> int:
    return next(t for t in range(len(bar) + 1) if sum(p[:t] == bar[:t] for p in profiles) == 1)


_TRIE = ["xx..", "x.x.", "x..."]
Exercise(
    name="hierarchy-3",
    right=_settled,
    cases=[(_TRIE, "x.x."), (_TRIE, "xx.."), ([".xx", "xxx"], "xxx"), (["x."], "x.")],
    asks="after how many steps of {1} one of the profiles {0} is left",
    mistakes={
        "a profile is settled before its end, as soon as no other fits": (
            lambda profiles, bar: len(bar)
        ),
        "count the step that settled it, too": lambda profiles, bar: max(
            _settled(profiles, bar) - 1, 0
        ),
        "compare the whole beginning, not the number of notes in it": lambda profiles, bar: next(
            t
            for t in range(len(bar) + 1)
            if t == len(bar) or sum(p[:t].count("x") == bar[:t].count("x") for p in profiles) == 1
        ),
        "with one profile in the list nothing has to be heard": lambda profiles, bar: max(
            _settled(profiles, bar), 1
        ),
    },
    praise="after that step its profile costs nothing more",
)


def _scores(p: Any, fit: Any, chosen: int) -> tuple[float, float, float]:
    prior, likelihood = np.asarray(p), np.asarray(fit)
    given, coded = likelihood[chosen], prior[chosen] * likelihood[chosen]
    return tuple((-np.log2([given, coded, prior @ likelihood])).tolist())


Exercise(
    name="hierarchy-4",
    right=_scores,
    cases=[([0.6, 0.4], [0.09, 0.81], 1), ([0.5, 0.25, 0.25], [0.5, 0.1, 0.2], 0)],
    asks="the bits of the bar, given, coded and marginal, with p = {0}, fit = {1}, chosen {2}",
    tolerance=1e-3,
    mistakes={
        "these are probabilities; give -log2 of each": lambda p, fit, chosen: tuple(
            2.0 ** -np.array(_scores(p, fit, chosen))
        ),
        "the marginal weighs each fit by the profile's probability": lambda p, fit, chosen: (
            *_scores(p, fit, chosen)[:2],
            float(-np.log2(np.mean(fit))),
        ),
        "coded pays for the profile and for the notes: multiply": lambda p, fit, chosen: (
            _scores(p, fit, chosen)[0],
            float(-np.log2(p[chosen])),
            _scores(p, fit, chosen)[2],
        ),
        "the mean of logarithms is not the logarithm of the mean": lambda p, fit, chosen: (
            *_scores(p, fit, chosen)[:2],
            float(-np.dot(p, np.log2(fit))),
        ),
    },
    praise="given is never the bill; coded is never less than marginal",
)


def _weights(w: Any, says: Sequence[str], kind: str, fault: str = "") -> np.ndarray:
    fits = np.array([sign == kind for sign in says], dtype=float)
    left = fits if fault == "prior" else np.asarray(w) * fits
    return np.asarray(left if fault == "sum" else left / left.sum())


Exercise(
    name="hierarchy-5",
    right=_weights,
    cases=[([0.5, 0.3, 0.2], "x..", "."), ([0.25, 0.5, 0.25], "x.x", "x")],
    asks="the weights {0} after {2!r} was heard where the profiles say {1!r}",
    mistakes={
        "what is left must sum to 1 again": partial(_weights, fault="sum"),
        "keep the weights that they had before": partial(_weights, fault="prior"),
        "you kept those that do not fit": lambda w, says, kind: _weights(
            w, [str(int(sign == kind)) for sign in says], "0"
        ),
    },
    praise="Bayes' rule, with likelihoods of 0 and 1",
)
Exercise(
    name="hierarchy-6",
    right=lambda K, bars: (K**bars, K),
    cases=[(16, 8), (2, 3), (5, 1)],
    asks="the hypotheses for {0} profiles and {1} bars, without bar lines and with them",
    mistakes={
        "each bar multiplies them": lambda K, bars: (K * bars, K),
        "at the bar line the profile is known, and only the running bar is open": (
            lambda K, bars: (K**bars, K * bars)
        ),
        "each of the bars has one of K profiles: K to the power of bars": (
            lambda K, bars: (bars**K, K)
        ),
    },
    praise="a tune of eight bars goes from 4.3 billion to 16 at a time",
)


def _copying(chances: Sequence[float], notes: int, fault: str = "") -> float:
    shift = int(fault == "shift")
    at = [min(n + shift, len(chances) - 1) for n in range(notes)]
    if fault == "first":
        at = [0] * notes
    return float(-np.log2([chances[n] for n in at]).sum())


_CHANCES = [0.14, 0.559, 0.827, 0.882, 0.903, 0.921, 0.901]
Exercise(
    name="hierarchy-7",
    right=_copying,
    cases=[(_CHANCES, 7), ([0.25, 0.5], 4), ([0.5], 2)],
    asks="the bits of {1} copied notes at the chances {0}",
    tolerance=1e-3,
    mistakes={
        "the first note has a run of 0": partial(_copying, fault="shift"),
        "with each copied note the run grows, and the chance with it": partial(
            _copying, fault="first"
        ),
        "bits add up: -log2 of each": lambda chances, notes: float(2 ** -_copying(chances, notes)),
    },
    praise="the first note tells that it is a copy, and pays for more than half of it",
)


def _returns(bars: Sequence[Any], lag: int, fault: str = "") -> float:
    pairs = [(bars[n], bars[n - lag]) for n in range(0 if fault == "wrap" else lag, len(bars))]
    same = sum(one == other for one, other in pairs)
    return same / (len(bars) if fault == "all" else len(pairs))


Exercise(
    name="hierarchy-8",
    right=_returns,
    cases=[("ABACABAD", 4), ("AABBA", 1), ("ABABAA", 2)],
    asks="the share of the bars of {0} that return after {1}",
    mistakes={
        "bars[-1] is the last bar: begin with the bar number lag": partial(_returns, fault="wrap"),
        "divide by the bars that have one so far before them": partial(_returns, fault="all"),
        "only the bar lag bars before counts, not any bar before": lambda bars, lag: (
            sum(bars[n] in bars[:n] for n in range(lag, len(bars))) / (len(bars) - lag)
        ),
    },
    praise="in the dances, one bar in six returns after four, one in 140 at once",
)


def _spelt(events: Sequence[int], bar: int, fault: str = "") -> list[str]:
    signs = "".join("." if e == -2 else "o" if e == -1 else "x" for e in events)
    if fault == "off":
        signs = signs.replace("o", ".")
    end = len(signs) if fault == "rest" else len(signs) - bar + 1
    return [signs[at : at + bar] for at in range(0, end, bar)]


Exercise(
    name="hierarchy-9",
    right=_spelt,
    cases=[([60, -2, 62, -1, 64, -2], 4), ([60, 62, -2, -2, 48, -2, 0, -2], 4), ([-2, -2], 1)],
    asks="the profiles of {0} in bars of {1} steps",
    mistakes={
        "a bar that is cut short has no profile": partial(_spelt, fault="rest"),
        "a note off is written o": partial(_spelt, fault="off"),
        "every pitch from 0 on is a note": lambda events, bar: [
            bar_.replace("0", ".") for bar_ in _spelt([-2 if e == 0 else e for e in events], bar)
        ],
    },
    praise="all that is left of a tune when its pitches are gone",
)


def _rhythm(bar: Melody) -> bytes:
    return np.minimum(bar.events, 0).tobytes()


def _form(melody: Melody) -> tuple[float, float]:
    """Shares of the bars from the fifth on with the rhythm, and with the notes, of four before."""
    bars = melody.bars()
    pairs = [(bars[n], bars[n - 4]) for n in range(4, len(bars))]
    rhythm = np.mean([_rhythm(one) == _rhythm(other) for one, other in pairs])
    notes = np.mean([one.events.tobytes() == other.events.tobytes() for one, other in pairs])
    return float(rhythm), float(notes)


def _has_form(melody: Melody) -> Iterator[str]:
    yield from long_enough(melody, 96)
    if len(melody) < 8 * melody.steps_per_bar:
        yield f"yours has {len(melody.bars())} bars; write at least eight"
        return
    rhythm, notes = _form(melody)
    if rhythm < 0.5:
        yield f"{rhythm:.0%} of the bars have the rhythm of four bars before; half should"
    if not 0.2 <= notes <= 0.8:
        yield f"{notes:.0%} of the bars are those of four before, note for note; 20 to 80 % may"
    if len({_rhythm(bar) for bar in melody.bars()[:4]}) < 2:
        yield "the first four bars have one rhythm; let at least two differ"


Piece(
    name="hierarchy-10",
    asks="a Melody",
    kind=Melody,
    rules=_has_form,
    praise=lambda melody: (
        "after four bars {:.0%} of the rhythms and {:.0%} of the bars return".format(*_form(melody))
    ),
)
