"""The limit on copying: the promise it keeps, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib import MarkovChain, NGram, Uniform, bits_per_event, corpus, longest_copy, sample
from ssc_lib.chance.copylimit import CopyLimit
from ssc_lib.generator import Generator
from ssc_lib.judging.originality import longest_copies

TUNE = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])


def after(generator, events):
    """The distribution after these events, for one output."""
    state = generator.start(1)
    for event in events:
        state = generator.step(state, np.array([event]))
    return generator.distribution(state)[0]


def test_by_hand() -> None:
    """After 0 1 the tune goes on with 2. A limit of 2 forbids it, and shares its third."""
    limited = CopyLimit(Uniform(3), [TUNE], 2)
    assert isinstance(limited, Generator)
    assert after(limited, [0]) == pytest.approx([1 / 3] * 3)
    assert after(limited, [0, 1]) == pytest.approx([1 / 2, 1 / 2, 0])
    assert after(limited, [0, 1, 1]) == pytest.approx([1 / 3] * 3)
    assert after(limited, [1, 2]) == pytest.approx([0, 1 / 2, 1 / 2])


def test_probabilities_keep_their_proportions() -> None:
    chain = MarkovChain([[0.2, 0.3, 0.5]] * 3)
    assert after(CopyLimit(chain, [TUNE], 2), [0, 1]) == pytest.approx([0.4, 0.6, 0])


def test_when_the_generator_leaves_nothing() -> None:
    """A ring can only go on as the tune does; forbidden that, it takes any other event."""
    ring = MarkovChain([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert after(CopyLimit(ring, [TUNE], 2), [0, 1]) == pytest.approx([1 / 2, 1 / 2, 0])


def test_stretches_end_with_their_tune() -> None:
    """2 3 stands in neither tune: one ends with 2, the other begins with 3."""
    limited = CopyLimit(Uniform(4), [np.array([0, 1, 2]), np.array([3, 1])], 1)
    assert after(limited, [2]) == pytest.approx([1 / 4] * 4)
    assert after(limited, [1]) == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])
    assert after(limited, [3]) == pytest.approx([1 / 3, 0, 1 / 3, 1 / 3])


@given(
    st.lists(st.lists(st.integers(0, 3), max_size=25), max_size=3),
    st.integers(3, 6),
    st.integers(0, 2**16),
)
def test_no_piece_copies_more(tunes, longest, seed) -> None:
    rows = [np.array(t, dtype=np.int64) for t in tunes]
    try:
        limited = CopyLimit(Uniform(4), rows, longest)
    except ValueError:
        return  # all four events came after one stretch
    pieces = sample(limited, 60, outputs=3, rng=np.random.default_rng(seed))
    assert max(longest_copies(list(pieces), rows)) <= longest


def test_real_tunes() -> None:
    """A scrapbook of order 16 copies at length; with a limit of 12 it copies 12."""
    tunes = corpus.sequences(split="train")[:200]
    book = NGram.fit(tunes, 38, order=16)
    free = sample(book, 96, primer=[21], outputs=8, rng=np.random.default_rng(0))
    limited = sample(
        CopyLimit(book, tunes, 12), 96, primer=[21], outputs=8, rng=np.random.default_rng(0)
    )
    assert max(longest_copies(list(free), tunes)) > 30
    assert max(longest_copies(list(limited), tunes)) == 12


def test_outputs_side_by_side_are_those_alone() -> None:
    limited = CopyLimit(MarkovChain([[0.2, 0.3, 0.5]] * 3), [TUNE], 2)
    state = limited.start(3)
    for column in np.array([[0, 1, 2], [1, 1, 0]]):
        state = limited.step(state, column)
    together = limited.distribution(state)
    alone = [after(limited, pair) for pair in ([0, 1], [1, 1], [2, 0])]
    assert together == pytest.approx(np.array(alone))
    assert together.sum(axis=1) == pytest.approx(np.ones(3))


def test_what_is_not_forbidden_keeps_its_bits() -> None:
    tunes = [np.array([0, 1, 2, 2, 1, 0])]
    free = NGram.fit(tunes, 3, order=2)
    limited = CopyLimit(free, tunes, 3)
    original = [[2, 0, 2, 0, 1, 1, 0, 0]]
    assert longest_copy(original[0], tunes) < 3
    assert bits_per_event(limited, original) < np.inf
    loose = CopyLimit(free, tunes, 6)
    assert bits_per_event(loose, original) == bits_per_event(free, original)
    assert bits_per_event(loose, tunes) == bits_per_event(free, tunes)
    assert bits_per_event(limited, tunes) == np.inf


def test_a_state_is_never_changed() -> None:
    limited = CopyLimit(Uniform(3), [TUNE], 2)
    state = limited.start(1)
    limited.step(state, np.array([0]))
    assert (state[1] == 255).all()


def test_tunes_shorter_than_the_limit_forbid_nothing() -> None:
    limited = CopyLimit(Uniform(3), [np.array([], dtype=int), np.array([0]), TUNE], 20)
    assert after(limited, TUNE) == pytest.approx([1 / 3] * 3)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="longest must be at least 1"):
        CopyLimit(Uniform(3), [TUNE], 0)
    with pytest.raises(ValueError, match="knows up to 255"):
        CopyLimit(Uniform(300), [TUNE], 2)
    with pytest.raises(ValueError, match="nothing would be allowed"):
        CopyLimit(Uniform(2), [np.array([0, 0, 1, 0])], 1)
    with pytest.raises(ValueError, match="values of tune 0 run"):
        CopyLimit(Uniform(2), [TUNE], 1)
