"""Chains of higher order: by hand, and against a slow implementation with dictionaries."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import MarkovChain, NGram, Unigram, bits_per_event, sample

BEGIN = "begin"


def after(model: NGram, *events: int) -> np.ndarray:
    """Distribution after a tune that began with these events."""
    state = model.start(1)
    for event in events:
        state = model.step(state, np.array([event]))
    return model.distribution(state)[0]


class SlowKneserNey:
    """Interpolated Kneser-Ney with three discounts, straight from Chen and Goodman, section 3."""

    def __init__(self, sequences: list[list[int]], vocabulary: int, order: int) -> None:
        self.vocabulary, self.order = vocabulary, order
        counts: list[dict] = [defaultdict(Counter) for _ in range(order + 1)]
        befores: list[dict] = [defaultdict(set) for _ in range(order + 1)]
        for tune in sequences:
            heard = [BEGIN, *tune]
            for end in range(1, len(heard)):
                for length in range(min(order, end) + 1):
                    context = tuple(heard[end - length : end])
                    counts[length][context][heard[end]] += 1
                    if length < end:
                        befores[length][context, heard[end]].add(heard[end - length - 1])
        for length in range(order):  # shorter contexts count what came before, not how often
            for context, row in counts[length].items():
                for event in row:
                    if befores[length][context, event]:
                        row[event] = len(befores[length][context, event])
        self.counts = counts
        self.discounts = [self._discounts(level) for level in counts]

    @staticmethod
    def _discounts(level: dict) -> list[float]:
        n = Counter(min(count, 5) for row in level.values() for count in row.values())
        if not all(n[c] for c in (1, 2, 3, 4)):
            return [0, 0.5, 0.75, 0.75]
        y = n[1] / (n[1] + 2 * n[2])
        raw = [c - (c + 1) * y * n[c + 1] / n[c] for c in (1, 2, 3)]
        return [0, *(d if d > 0 else min(c, 1.5) / 2 for c, d in enumerate(raw, 1))]

    def probability(self, event: int, context: tuple) -> float:
        context = context[len(context) - self.order :] if len(context) > self.order else context
        p = 1 / self.vocabulary
        for length in range(len(context) + 1):
            row = self.counts[length].get(context[len(context) - length :])
            if row is None:
                break
            total = sum(row.values())
            discount = {e: min(self.discounts[length][min(c, 3)], c) for e, c in row.items()}
            own = (row[event] - discount[event]) / total if event in row else 0
            p = own + sum(discount.values()) / total * p
        return p


def random_tunes(seed: int, vocabulary: int = 5, tunes: int = 30) -> list[list[int]]:
    """Tunes from a lopsided chain, so that counts of all sizes occur."""
    rng = np.random.default_rng(seed)
    P = rng.random((vocabulary, vocabulary)) ** 5
    chain = MarkovChain(P / P.sum(axis=1, keepdims=True))
    return [sample(chain, int(n), rng=rng)[0].tolist() for n in rng.integers(1, 30, tunes)]


# -- Kneser-Ney ----------------------------------------------------------------------------------


def test_kneser_ney_by_hand() -> None:
    """The tunes 0 1 and 0 0 over three events, order 1; every discount is the fallback.

    Level 0 counts after how many different events each came. Event 0 came after the beginning
    (twice) and after 0: two; event 1 after 0: one. Of 3, less discounts 0.75 and 0.5, with
    1.25/3 handed to the uniform law: p(0) = 1.25/3 + 1.25/9 = 5/9, p(1) = 0.5/3 + 1.25/9 = 11/36,
    p(2) = 5/36. After 0 came 0 and 1 once each, less 0.5 each, with 1/2 handed on.
    """
    model = NGram.fit([[0, 1], [0, 0]], 3, order=1)
    lower = np.array([5 / 9, 11 / 36, 5 / 36])
    np.testing.assert_allclose(after(model, 0), [0.25, 0.25, 0] + lower / 2)
    # The beginning was followed by 0 twice: (2 - 0.75)/2 + 0.75/2 of the lower law.
    np.testing.assert_allclose(after(model), [0.625, 0, 0] + 0.375 * lower)
    # Nothing came after 1: the lower law alone.
    np.testing.assert_allclose(after(model, 0, 1), lower)


@pytest.mark.parametrize("order", [0, 1, 2, 3, 6])
@pytest.mark.parametrize("seed", [0, 1])
def test_kneser_ney_equals_the_slow_one(order: int, seed: int) -> None:
    tunes = random_tunes(seed)
    model, slow = NGram.fit(tunes, 5, order=order), SlowKneserNey(tunes, 5, order)
    if order == 2:  # at least one level has enough counts to estimate its discounts
        assert any(d != [0, 0.5, 0.75, 0.75] for d in slow.discounts)
    rng = np.random.default_rng(seed)
    for heard in [*tunes[:4], rng.integers(0, 5, 20).tolist()]:
        for end in range(len(heard)):
            context = (BEGIN, *heard[:end])
            expected = [slow.probability(e, context) for e in range(5)]
            np.testing.assert_allclose(after(model, *heard[:end]), expected, atol=1e-12)


@given(
    st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1).filter(any),
    st.integers(0, 7),
    st.sampled_from(["kneser-ney", "additive"]),
    st.lists(st.integers(0, 3), max_size=12),
)
def test_rows_sum_to_one_after_anything(
    tunes: list[list[int]], order: int, method: str, heard: list[int]
) -> None:
    """Also where the order is longer than every tune."""
    p = after(NGram.fit(tunes, 4, order=order, method=method), *heard)
    assert p.sum() == pytest.approx(1)
    assert (p > 0).all()


def test_a_discount_that_cannot_be_estimated() -> None:
    """Of pairs, 8 came once, 2 twice, 4 three times, 2 four times: y = 2/3, D2 = 2 - 2 * 4/2 < 0.

    With no discount at all, the context 0 (followed by 1, twice) would leave nothing for the rest.
    """
    pairs = {(0, 1): 2, (2, 3): 3, (4, 5): 3, (6, 7): 4, (8, 9): 1, (9, 8): 1}
    pairs |= {(10, 11): 1, (11, 10): 1}
    tunes = [list(pair) for pair, count in pairs.items() for _ in range(count)]
    p = after(NGram.fit(tunes, 12, order=1), 0)
    assert (p > 0).all()
    assert p[1] > (2 - 0.75) / 2  # what is left of its own count, and a share of the rest


def test_an_unseen_context_backs_off() -> None:
    """2 1 was never heard, 1 was: the law is that of the context 1 alone."""
    tunes = [[0, 1, 2, 0, 1, 2, 0, 1], [2, 0, 1, 2]]
    model, slow = NGram.fit(tunes, 3, order=2), SlowKneserNey(tunes, 3, 2)
    expected = [slow.probability(event, (1,)) for event in range(3)]
    np.testing.assert_allclose(after(model, 0, 2, 1), expected)
    assert after(model, 0, 2, 1).argmax() == 2


def test_a_batch_is_its_rows() -> None:
    model = NGram.fit(random_tunes(3), 5, order=3)
    rows = [[0, 1, 2, 3], [4, 4, 4, 4], [1, 0, 3, 1]]
    state = model.start(3)
    for column in np.array(rows).T:
        state = model.step(state, column)
    together = model.distribution(state)
    np.testing.assert_allclose(together, [after(model, *row) for row in rows])


# -- additive, and relations to other generators -------------------------------------------------


@pytest.mark.parametrize("alpha", [0.1, 1.0])
def test_order_one_additive_is_the_markov_chain(alpha: float) -> None:
    tunes = random_tunes(4)
    model = NGram.fit(tunes, 5, order=1, method="additive", smoothing=alpha)
    chain = MarkovChain.fit(tunes, 5, smoothing=alpha)
    np.testing.assert_allclose([after(model, i) for i in range(5)], chain.P)


def test_order_zero_additive_is_the_unigram() -> None:
    tunes = random_tunes(5)
    model = NGram.fit(tunes, 5, order=0, method="additive")
    np.testing.assert_allclose(after(model, 3), Unigram.fit(tunes, 5).p)
    assert model.contexts == 1


def test_maximum_likelihood_of_order_two_by_hand() -> None:
    """0 1 0 0 1 2: after 0 1 came 0 and 2; after 1 0 came 0; 1 1 was never heard."""
    model = NGram.fit([[0, 1, 0, 0, 1, 2]], 3, order=2, method="additive", smoothing=0)
    np.testing.assert_allclose(after(model, 0, 1), [0.5, 0, 0.5])
    np.testing.assert_allclose(after(model, 1, 0), [1, 0, 0])
    np.testing.assert_allclose(after(model, 1, 1), [1 / 3, 1 / 3, 1 / 3])


def test_contexts_are_counted() -> None:
    """0 1 2: of length 2 there are (begin, 0) and (0, 1)."""
    model = NGram.fit([[0, 1, 2]], 3, order=2)
    assert model.contexts == 2
    assert repr(model) == "<NGram: order 2, 3 events, 2 contexts, kneser-ney>"


def test_an_order_longer_than_every_tune() -> None:
    model = NGram.fit([[0, 1]], 2, order=9)
    assert model.contexts == 0
    assert after(model, 0, 1, 0, 1).sum() == pytest.approx(1)


def test_longer_contexts_help_where_the_music_has_them() -> None:
    """A tune of period 4 in which the event alone does not tell what follows."""
    tunes = [[0, 1, 0, 2] * 10] * 3
    bits = [bits_per_event(NGram.fit(tunes, 3, order=k), tunes) for k in (0, 1, 2)]
    assert bits[0] > bits[1] > 0.4 > 0.1 > bits[2]


# -- at the door ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sequences", "settings", "words"),
    [
        ([[0]], {"order": -1}, "order must be 0 or more"),
        ([[0]], {"order": 1, "method": "none"}, "choose 'kneser-ney' or 'additive'"),
        ([[0]], {"order": 1, "smoothing": -1}, "smoothing=-1 is no number of at least 0"),
        ([[0]], {"order": 1, "smoothing": float("nan")}, "smoothing=nan is no number"),
        ([[0]], {"order": 1, "smoothing": "additive"}, "the way of smoothing is method='additive'"),
        ([], {"order": 1}, "no events"),
        ([[], []], {"order": 1}, "no events"),
        ([[0, 3]], {"order": 1}, "values of sequence 0 run from 0 to 3"),
        ([[0, -1]], {"order": 1}, "values of sequence 0 run from -1 to 0"),
    ],
)
def test_bad_requests(sequences: list, settings: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        NGram.fit(sequences, 3, **settings)
    with pytest.raises(TypeError, match="integers"):
        NGram.fit([[0.5]], 3, order=1)
