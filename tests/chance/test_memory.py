"""Memory of the tune: by hand, against the formula, in music, and what it learns."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib import (
    Melody,
    Memory,
    NGram,
    OneHot,
    Uniform,
    Unigram,
    beam_search,
    bits_per_event,
    compose,
    corpus,
    load_network,
    sample,
)
from ssc_lib.chance.votes import Jury
from ssc_lib.generator import Generator
from tests.made import Bare, changes, small_network

DIE = Uniform(38)
SONG = [14, 16, 18, 14, 14, 16, 18, 14, 18, 19, 21, 0, 18, 19]  # Frère Jacques, until its last G


def said(memory: Memory, row: list[int]) -> np.ndarray:
    """What a memory says after a row, shape (vocabulary,)."""
    state = memory.start(1)
    for event in row:
        state = memory.step(state, np.array([event]))
    return memory.distribution(state)[0]


# -- by hand ---------------------------------------------------------------------------------------


def test_a_song_by_hand() -> None:
    """Bars of 4. One bar ago E F stood here, as now: score 2. Two and three bars ago none."""
    total = np.exp(1) + np.exp(2) + 1 + 1
    p = said(Memory(DIE, 1, 1).in_bars_of(4), SONG)
    die = np.exp(1) / 38
    assert p[21] == pytest.approx((np.exp(2) + die) / total)  # the G after E F
    assert p[18] == pytest.approx((1 + 1 + die) / total)  # the E after C D, twice
    assert p[14] == pytest.approx(die / total)


def test_sharpness_doubt_and_events() -> None:
    """No sharpness: a vote each. Much: the best place alone. Few events: no longer runs."""
    far = -40.0
    level = said(Memory(DIE, 0, far).in_bars_of(4), SONG)
    assert level[[18, 21]] == pytest.approx([2 / 3, 1 / 3])
    assert said(Memory(DIE, 50, far).in_bars_of(4), SONG)[21] == pytest.approx(1)
    one = said(Memory(DIE, np.log(2), far, events=1).in_bars_of(4), SONG)
    assert one[21] == pytest.approx(2 / 4)  # of E F only the F counts
    assert said(Memory(DIE, 1, 40).in_bars_of(4), SONG) == pytest.approx(np.full(38, 1 / 38))


def test_nothing_before_is_nothing_to_copy() -> None:
    """Before a bar is full there is no place to look at, and places never filled weigh nothing."""
    table = NGram.fit([SONG * 3], 38, order=2)
    memory = Memory(table).in_bars_of(4)
    state, inside = memory.start(1), table.start(1)
    for event in SONG[:3]:
        state, inside = memory.step(state, np.array([event])), table.step(inside, np.array([event]))
        assert memory.distribution(state) == pytest.approx(table.distribution(inside))
        assert memory.weights(state)[0].tolist() == [1.0] + [0.0] * 32


def by_the_formula(inner: np.ndarray, row: list[int], bar: int, memory: Memory) -> np.ndarray:
    """The same from the module's formula, place by place."""
    p, total = np.exp(memory.doubt) * inner, np.exp(memory.doubt)
    for back in range(bar, min(len(row), 32 * bar) + 1, bar):
        agree = 0
        while (
            agree < memory.events
            and back + agree < len(row)
            and row[-1 - agree] == row[-1 - agree - back]
        ):
            agree += 1
        weight = np.exp(memory.sharpness * agree)
        p[row[len(row) - back]] += weight
        total += weight
    return np.asarray(p / total)


def test_it_is_the_formula() -> None:
    """Random rows that repeat themselves, in bars of 3, a batch of five at once."""
    rng = np.random.default_rng(0)
    table = NGram.fit([SONG], 38, order=1)
    memory = Memory(table, 0.7, 1.5, events=4).in_bars_of(3)
    rows = rng.choice([14, 16, 18], size=(5, 120), p=[0.6, 0.3, 0.1])
    rows[:, 60:90] = rows[:, 30:60]
    state, inner = memory.start(5), table.start(5)
    for step in range(120):
        state, inner = memory.step(state, rows[:, step]), table.step(inner, rows[:, step])
        p, alone = memory.distribution(state), table.distribution(inner)
        np.testing.assert_allclose(p.sum(axis=1), 1)
        np.testing.assert_allclose(memory.weights(state).sum(axis=1), 1)
        for i in range(5):
            expected = by_the_formula(alone[i], rows[i, : step + 1].tolist(), 3, memory)
            np.testing.assert_allclose(p[i], expected)


def test_a_level_gaze_is_an_urn() -> None:
    """Without sharpness, in bars of one: any two events agree with the share of Hoppe's urn."""
    q = np.bincount([14, 16, 18, 21, 23, 26, 14, 21], minlength=38) / 8
    theta, same = 3.0, float(np.sum(q**2))
    memory = Memory(Unigram(q), 0, np.log(theta)).in_bars_of(1)
    rows = sample(memory, 33, rng=1, outputs=4000)[:, 1:]  # what came first is no value
    found = (rows[:, 3] == rows[:, 20]).mean()
    expected = (1 + theta * same) / (1 + theta)
    assert found == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 4000))


# -- in music --------------------------------------------------------------------------------------


def test_any_generator_can_wear_it() -> None:
    """A table, a network that follows the bar, a jury, and what has no more than three methods."""
    primer = Melody.of("C4 - E4 - G4 -", steps_per_bar=12)
    for inner in (
        DIE,
        small_network(encoding="lookback", follow_bar=True),
        small_network(0, 128, key=None),
        Jury(DIE, [1.0]),
        Bare(),
    ):
        memory = Memory(inner)
        assert isinstance(memory, Generator)
        assert memory.follows_bar
        assert memory.size == getattr(inner, "size", 0) + 2
        one, again = (compose(memory, rng=5, primer=primer, steps=40) for _ in range(2))
        assert one == again
        assert len(one[0]) == 40
    inner = small_network(encoding="lookback", follow_bar=True)
    followed = Memory(inner).in_bars_of(6).generator
    assert followed.encoding == inner.in_bars_of(6).encoding != inner.encoding


def test_beam_search_works() -> None:
    player = Memory(NGram.fit([SONG], 38, order=2)).in_bars_of(4)
    settings = {"primer": [14, 0, 16], "outputs": 3}
    drawn = sample(player, 30, rng=3, **settings)
    beam, _ = beam_search(player, 30, rng=3, beam_size=1, branch_factor=1, **settings)
    assert np.array_equal(drawn, beam)
    searched, bits = beam_search(player, 30, rng=3, beam_size=3, branch_factor=2, **settings)
    assert searched.shape == (3, 30)
    assert np.isfinite(bits).all()


@pytest.mark.parametrize("bar", [12, 16])
def test_it_does_not_look_ahead(bar: int) -> None:
    """300 cuts in each metre: what it says up to a cut is the same whatever follows."""
    memory = Memory(load_network("basic", dtype=np.float32))
    before, after = changes(memory, bar, cuts=300, seed=bar)
    assert before == 0
    assert after > 0.1


def test_it_looks_back_in_the_bars_of_each_tune() -> None:
    memory = Memory(DIE)
    jig = next(t.melody for t in corpus.load(split="test") if t.melody.steps_per_bar == 12)
    row = [OneHot().squash(jig)[0]]
    own, other = (bits_per_event(memory.in_bars_of(bar), row) for bar in (12, 16))
    assert bits_per_event(memory, [jig]) == pytest.approx(own)
    assert own < other - 0.2


# -- learning --------------------------------------------------------------------------------------


def test_known_numbers_are_learned_from_tunes() -> None:
    """Tunes that a memory made teach its numbers, and no other numbers are better there."""
    known = Memory(Unigram(np.bincount(SONG, minlength=38) / len(SONG)), 0.5, 2.0)
    tunes = compose(known, primer=Melody([60], steps_per_bar=4), steps=160, outputs=150, rng=2)
    found = Memory.fit(known.generator, tunes)
    assert found.sharpness == pytest.approx(0.5, abs=0.06)
    assert found.doubt == pytest.approx(2.0, abs=0.15)
    assert bits_per_event(found, tunes) <= bits_per_event(known, tunes)


def test_what_is_fitted_is_what_is_played() -> None:
    """The bits that `fit` lowers are those that the generator scores, for any numbers."""
    tunes = corpus.load(split="validation")[::30]
    memory = Memory(NGram.fit(corpus.load(split="train")[:200], order=4))
    looks = memory.looks(tunes)
    for sharpness, doubt in ((0.8, 4.3), (0.0, 1.0), (3.0, 12.0), (0.1, -800.0), (0.1, 800.0)):
        played = bits_per_event(Memory(memory.generator, sharpness, doubt), tunes)
        if abs(doubt) < 100:
            assert looks.bits(sharpness, doubt) == pytest.approx(played)
        else:
            assert not np.isnan([looks.bits(sharpness, doubt), played]).any()


def test_memory_helps_on_real_tunes() -> None:
    """Two numbers from tunes that the table has not counted win 0.3 bits on others."""
    table = NGram.fit(corpus.load(split="train"), order=4)
    new = corpus.load(split="validation")[::15]
    memory = Memory.fit(table, corpus.load(split="validation")[1::15])
    assert bits_per_event(memory, new) < bits_per_event(table, new) - 0.3
    assert 0.5 < memory.sharpness < 1.2


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"sharpness": -1}, "sharpness must be a number of at least 0, got -1"),
        ({"sharpness": np.nan}, "sharpness must be a number of at least 0, got nan"),
        ({"doubt": np.inf}, "doubt must be a number, got inf"),
        ({"events": 0}, "events must be at least 1, got 0"),
    ],
)
def test_numbers_that_will_not_do(numbers: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Memory(DIE, **numbers)


def test_generators_and_music_that_will_not_do() -> None:
    with pytest.raises(TypeError, match="str is no generator"):
        Memory("basic")
    with pytest.raises(ValueError, match="knows 6 events and the encoding 38"):
        Memory(Uniform(6))
    for music in ([], [Melody([60])]):
        with pytest.raises(ValueError, match="no events to learn from: a piece needs at least two"):
            Memory.fit(DIE, music)
    with pytest.raises(TypeError, match="piece 1 is no melody; a memory needs its bars"):
        Memory.fit(DIE, [Melody([60, 62]), [14, 16]])
