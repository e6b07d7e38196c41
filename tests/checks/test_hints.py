"""Each exercise meets its two commonest wrong answers with a sentence that names the mistake."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib import checks

E = np.exp


def counts(protocol: str) -> np.ndarray:
    table = np.zeros((2, 2))
    for now, after in pairwise(protocol):
        table["AB".index(now), "AB".index(after)] += 1
    return table


def total_variation_steps(P, start, tolerance, share, first):
    """Steps until close, with the two mistakes as settings."""
    pi, n = ssc.MarkovChain(P).stationary(), first
    while share * abs(np.linalg.matrix_power(P, n - first)[start] - pi).sum() >= tolerance:
        n += 1
    return n


def windows(matrix, n, extra=0, step=1):
    starts = range(0, len(matrix) - n + extra, step)
    return np.stack([matrix[i : i + n] for i in starts]), matrix[n:]


def spelled(notes, steps, rest, hold):
    events = np.full(steps + 1, -2)
    for pitch, start, end in notes:
        events[start:end] = pitch if hold else -2
        events[start] = pitch
        events[end] = -1 if rest else -2
    return events[:steps]


def cell(x, h, c, W, U, b, swap=False, old=False):
    i, f, g, o = np.split(x @ W + h @ U + b, 4)
    if swap:
        i, f = f, i
    new = c / (1 + E(-f)) + np.tanh(g) / (1 + E(-i))
    return np.tanh(c if old else new) / (1 + E(-o)), new


def softmax(z):
    return E(z) / E(z).sum()


def always(melody):
    return lambda *_: melody


C4 = ssc.Melody([60, -2] * 48)
QUOTED = ssc.corpus.load("airds", split="train")[0].melody.squashed().resized(96)
SEQUENCE = [60, 62, 64, 65, 67, 69, -1, *[-2] * 25]

WRONG = [
    ("markov-1", lambda: (0.4, 0.15), "divide by the sum"),
    ("markov-1", lambda: (3 / 11, 8 / 11), "swapped"),
    ("markov-2", lambda P, s, t: total_variation_steps(P, s, t, 1, 0), "half the sum"),
    ("markov-2", lambda P, s, t: total_variation_steps(P, s, t, 0.5, 1), "one too many"),
    ("markov-3", lambda p: counts(p) / [[p.count("A")], [p.count("B")]], "departures"),
    ("markov-3", lambda p: counts(p) / counts(p).sum(axis=0), "columns sum to 1"),
    ("markov-4", lambda P, i: ssc.MarkovChain(P).stationary()[i], "its inverse"),
    ("markov-4", lambda P, i: 1 / P[i, i], "one step only"),
    ("markov-5", lambda P: 0.8454, "work one small case"),
    ("markov-5", lambda P: -(8 / 11 * np.log2(8 / 11) + 3 / 11 * np.log2(3 / 11)), "forgot"),
    ("markov-6", lambda P: P > 0, "one step only"),
    ("markov-6", lambda P: np.linalg.matrix_power(P, 4) > 0, "zero steps"),
    ("markov-7", always(C4), "another rng gave the same"),
    ("markov-7", lambda rng: ssc.Melody(rng.integers(60, 72, 8)), "at least 64"),
    ("one-hot-1", lambda e: e - 48 if e >= 0 else e + 2, "two too low"),
    ("one-hot-1", lambda e: e if e < 0 else e - 46, "add 2 to each"),
    (
        "one-hot-2",
        lambda: [18, 0, 14, 0, 16, 0, 13, 0, 1, 0, 0, 0, 13, 0, 0, 0],
        "an octave too low",
    ),
    ("one-hot-2", lambda: [30, 0, 26, 0, 28, 0, 25, 0, 0, 0, 0, 0, 25, 0, 0, 0], "note off"),
    ("one-hot-3", lambda t, q, s: t * s // q, "round down"),
    ("one-hot-3", lambda t, q, s: round(t * s / q), "even neighbour"),
    ("one-hot-4", lambda m, n: windows(m, n, extra=1), "no row after it"),
    ("one-hot-4", lambda m, n: (windows(m, n)[0], m[n - 1 : -1]), "the row after it"),
    ("one-hot-5", lambda: (38 * np.log10(128), 38 * np.log2(128)), "the other way round"),
    ("one-hot-5", lambda: (128 * np.log10(36), 128 * np.log2(36)), "not 36"),
    ("one-hot-6", lambda n, s: spelled(n, s, rest=False, hold=False), "silence is not marked"),
    ("one-hot-6", lambda n, s: spelled(n, s, rest=True, hold=True), "strikes it anew"),
    ("one-hot-7", lambda: ssc.Melody(SEQUENCE * 2), "at least a semitone"),
    ("one-hot-7", lambda: ssc.Melody([*SEQUENCE, *SEQUENCE[::-1]]), "rhythm of the first"),
    ("network-1", lambda x, h: h * (x + h) + h, "four blocks"),
    ("network-1", lambda x, h: 4 * h * (x + h), "biases"),
    ("network-2", lambda z, t: softmax(z * t), "divide"),
    ("network-2", lambda z, t: softmax(z) / t, "before the softmax"),
    ("network-2", lambda z, t: softmax(z / t), "nan"),
    ("network-3", lambda *a: cell(*a, swap=True), "exchanged"),
    ("network-3", lambda *a: cell(*a, old=True), "before the step"),
    ("network-4", lambda f, s: int(np.ceil((1 - s) / (1 - f))), "same share"),
    ("network-4", lambda f, s: int(np.log(s) / np.log(f)), "one step too few"),
    ("network-5", lambda p, t: np.where(p >= 0.3, p, 0), "not normalised"),
    ("network-5", lambda p, t: np.where(p == p.max(), 1.0, 0), "crosses the line"),
    ("network-6", lambda p: -np.log2(p).mean(), "2 to that power"),
    ("network-6", lambda p: 1 / np.mean(p), "mean of the logarithms"),
    ("network-7", always(C4), "more than half of the bars"),
    ("network-7", always(QUOTED), "one printed tune"),
]


@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_wrong_answer_is_told_its_mistake(name, answer, words, capsys) -> None:
    checks.check(name, answer)
    said = capsys.readouterr().out
    assert said.startswith(f"✗ {name}: ")
    assert words in said


def test_every_exercise_meets_two_wrong_answers() -> None:
    tried = [name for name, *_ in WRONG]
    assert all(tried.count(name) >= 2 for name in checks.exercises())


@pytest.mark.parametrize("name", checks.exercises())
def test_nothing_is_no_answer(name, capsys) -> None:
    checks.check(name, lambda *_: None)
    assert capsys.readouterr().out.startswith(f"✗ {name}: ")


@pytest.mark.parametrize("name", checks.exercises())
def test_a_stub_is_a_stub(name, capsys) -> None:
    def stub(*_):
        raise NotImplementedError(f"exercise {name}")

    checks.check(name, stub)
    assert capsys.readouterr().out.startswith(f"○ {name}: still a stub")


def test_an_answer_that_fails_is_named_by_its_line(capsys) -> None:
    checks.check("markov-1", lambda: 1 / 0)
    assert "raised ZeroDivisionError in line" in capsys.readouterr().out


def test_a_call_in_place_of_a_function(capsys) -> None:
    checks.check("markov-1", (8 / 11, 3 / 11))
    assert "the function itself" in capsys.readouterr().out


def test_an_unknown_exercise_lists_the_known() -> None:
    with pytest.raises(ValueError, match=r"no exercise 'markov-99'; there are markov-1, "):
        checks.check("markov-99", lambda: None)
