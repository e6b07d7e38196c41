"""The scripts of ``live/`` say what the library says: numbers, probabilities, tunes.

Needs Debian's Chromium or another one on the path; see `tests.browser`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ssc_lib import Lookback, Melody, OneHot, bits_per_event, compose, corpus, load_network
from ssc_lib.chance.coins import Uniform, Unigram
from ssc_lib.chance.markov import MarkovChain
from ssc_lib.chance.ngram import NGram
from ssc_lib.judging.originality import longest_copy
from ssc_lib.music.pitches import pitch_name
from ssc_lib.networks.loading import shipped_networks
from tests.browser import needs_browser
from tests.made import small_network, small_transformer

pytestmark = needs_browser

MADE = {
    "copying": small_network(encoding="copy", follow_bar=True),
    "rows": small_transformer(reach=20),
}
NETWORKS = [*shipped_networks(), *MADE]
ORDERS = (1, 4, 8)
TABLES = [f"table {order}" for order in ORDERS]
COMPOSERS = [*NETWORKS, *TABLES, "coin", "loaded", "chain"]
SEEDS = [0, 1, 7, 2**32, 12345678901234567890, 10**42 + 7**50]
STEPS = 50

# How the page makes the composer of a name; the tables are kept, since counting takes a while.
MAKE = """async (name) => {
  SSC.made = SSC.made || {};
  const [kind, order] = name.split(" ");
  const tunes = await SSC.load("tunes");
  const kinds = {
    table: () => SSC.NGram.fit(tunes.rows, { order: Number(order) }),
    coin: () => new SSC.Uniform(38),
    loaded: () => SSC.Unigram.fit(tunes.rows),
    chain: () => new SSC.MarkovChain(SSC.chain.P, { initial: SSC.chain.initial }),
  };
  const make = kinds[kind] || (() => SSC.load(name));
  return (SSC.made[name] = SSC.made[name] || await make());
}"""

# Distributions along rows of events, in bars of so many steps.
FOLLOW = """async ([name, rows, bars]) => {
  const generator = await MAKE(name);
  return rows.map((row, n) => {
    const player = generator.inBarsOf(bars[n]);
    const state = player.start();
    return row.map((event) => Array.from(player.distribution(player.step(state, event))));
  });
}""".replace("MAKE", f"({MAKE})")

COMPOSE = """async ([name, jobs]) => {
  const generator = await MAKE(name);
  const melodies = [];
  for (const { rng, primer, grid, ...settings } of jobs) {
    const settled = { rng, primer: new SSC.Melody(primer, grid), ...settings };
    melodies.push((await SSC.compose(generator, settled)).events);
  }
  return melodies;
}""".replace("MAKE", f"({MAKE})")


class Lanes(np.random.Generator):
    """A source for outputs that grow side by side, each as if it had a seed for itself."""

    def __init__(self, seeds: list[int]) -> None:
        super().__init__(np.random.PCG64(0))
        self.lanes = [np.random.default_rng(seed) for seed in seeds]

    def random(self, size: Any = None, *_: Any) -> Any:
        assert size == len(self.lanes)
        return np.array([lane.random() for lane in self.lanes])


@pytest.fixture(scope="module")
def composers(page: Any, train: list[np.ndarray]) -> dict[str, Any]:
    """The library's composers, made when they are asked for.

    The page gets the chain's matrix, and two networks with random weights.
    """
    chain = MarkovChain.fit(train)
    page.evaluate(
        "chain => { SSC.chain = chain }",
        {"P": chain.P.tolist(), "initial": chain.initial.tolist()},
    )
    script = """([name, arrays, settings]) => {
      for (const name of Object.keys(arrays)) arrays[name] = Float64Array.from(arrays[name]);
      const kind = settings.heads ? SSC.Transformer : SSC.Network;
      SSC.made = { ...SSC.made, [name]: new kind(arrays, settings) };
    }"""
    for name, network in MADE.items():
        arrays = {key: array.ravel().tolist() for key, array in network.arrays.items()}
        page.evaluate(script, [name, arrays, network.settings])
    made = {"train": train, "chain": chain, "coin": Uniform(38), "loaded": Unigram.fit(train)}
    return {**made, **MADE}


def composer(composers: dict[str, Any], name: str) -> Any:
    if name not in composers:
        if name in NETWORKS:
            composers[name] = load_network(name)
        else:
            composers[name] = NGram.fit(composers["train"], order=int(name.split()[1]))
    return composers[name]


# -- random numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_seed_gives_the_same_numbers(page: Any, seed: int) -> None:
    script = """seed => {
      const rng = SSC.rng(seed);
      return Array.from({ length: 1000 }, () => rng.random());
    }"""
    assert page.evaluate(script, str(seed)) == np.random.default_rng(seed).random(1000).tolist()


def test_a_seed_may_be_a_number_or_its_digits(page: Any) -> None:
    script = "() => ['7', 7, BigInt(7)].map((seed) => SSC.rng(seed).random())"
    assert set(page.evaluate(script)) == {np.random.default_rng(7).random()}


@pytest.mark.parametrize("seed", [38, 42, 2**70])
def test_normal_numbers(page: Any, seed: int) -> None:
    """Enough of them that all layers are met, the tail too."""
    script = """seed => {
      const rng = SSC.rng(seed);
      return Array.from({ length: 20000 }, () => rng.standardNormal());
    }"""
    expected = np.random.default_rng(seed).standard_normal(20000)
    assert abs(expected).max() > 3.66
    np.testing.assert_allclose(page.evaluate(script, str(seed)), expected, rtol=1e-13)


# -- melodies --------------------------------------------------------------------------------------


def melodies(n: int) -> list[Melody]:
    """Melodies all over the range, with ties between keys and between octaves."""
    rng = np.random.default_rng(3)
    found = [Melody([]), Melody([-2, -1, -2]), Melody([60]), Melody([59, 64]), Melody([65, -2, 66])]
    for _ in range(n):
        low = rng.integers(0, 100)
        pitches = rng.integers(low, min(low + rng.integers(1, 60), 128), rng.integers(1, 12))
        found.append(Melody(np.where(rng.random(len(pitches)) < 0.2, -1, pitches)))
    return found


@pytest.mark.parametrize("key", [0, 5, None])
def test_a_melody_moves_as_in_the_library(page: Any, key: int | None) -> None:
    script = """([rows, key]) => rows.map((row) => {
      const melody = new SSC.Melody(row);
      const [events, amount] = new SSC.OneHot().squash(melody, key);
      const there = key === null ? melody : melody.toKey(key);
      return [melody.notes().map(Object.values), melody.majorKey, amount, events, there.events];
    })"""
    given = melodies(200)
    expected = []
    for melody in given:
        events, amount = OneHot().squash(melody, key)
        there = melody if key is None else melody.to_key(key)
        notes = [list(note) for note in melody.notes()]
        expected.append([notes, melody.major_key, amount, events.tolist(), there.events.tolist()])
    assert page.evaluate(script, [[m.events.tolist() for m in given], key]) == expected


def test_names_of_pitches(page: Any) -> None:
    names = [pitch_name(pitch) for pitch in range(128)]
    assert page.evaluate("n => Array.from({ length: n }, (_, p) => SSC.pitchName(p))", 128) == names


# -- what comes next -------------------------------------------------------------------------------


def heard(generator: Any) -> tuple[list[np.ndarray], list[int]]:
    """The first steps of twelve test tunes as a generator hears them, half of them in 6/8."""
    tunes = [t.melody for t in corpus.load(split="test") if len(t.melody) > STEPS]
    chosen = [[m for m in tunes if m.steps_per_bar == bar][:6] for bar in (16, 12)]
    code = generator.encoding or OneHot()
    rows = [code.squash(m, generator.key)[0][:STEPS] for group in chosen for m in group]
    return rows, [m.steps_per_bar for group in chosen for m in group]


@pytest.mark.parametrize("name", [*NETWORKS, *TABLES])
def test_the_same_probabilities(page: Any, composers: dict[str, Any], name: str) -> None:
    generator = composer(composers, name)
    rows, bars = heard(generator)
    expected = np.empty((12, STEPS, generator.vocabulary))
    for bar in set(bars):
        lanes = [n for n in range(12) if bars[n] == bar]
        player = generator.in_bars_of(bar)
        state = player.start(len(lanes))
        for step in range(STEPS):
            state = player.step(state, np.array([rows[n][step] for n in lanes]))
            expected[lanes, step] = player.distribution(state)
    found = np.array(page.evaluate(FOLLOW, [name, [r.tolist() for r in rows], bars]))
    assert abs(found - expected).max() < 1e-12


@pytest.mark.parametrize("bar", [1, 18, 30])
@pytest.mark.parametrize("name", MADE)
def test_networks_that_look_far_back_say_the_same_of_long_tunes(
    page: Any, composers: dict[str, Any], name: str, bar: int
) -> None:
    """Past 32 bars and any reach, in bars longer than any place, and where sources are silent."""
    rng = np.random.default_rng(bar)
    phrase = rng.integers(0, 38, 4 * bar)
    row = np.where(rng.random(400) < 0.1, rng.integers(0, 38, 400), np.resize(phrase, 400))
    player, expected = MADE[name].in_bars_of(bar), []
    state = player.start(1)
    for event in row:
        state = player.step(state, np.array([event]))
        expected.append(player.distribution(state)[0])
    (found,) = page.evaluate(FOLLOW, [name, [row.tolist()], [bar]])
    assert abs(np.array(found) - expected).max() < 1e-12


def test_the_same_surprise(page: Any, composers: dict[str, Any]) -> None:
    table, row = composer(composers, "table 4"), corpus.sequences(split="test")[0]
    script = f"async row => SSC.bitsPerEvent(await ({MAKE})('table 4'), row)"
    assert page.evaluate(script, row.tolist()) == pytest.approx(bits_per_event(table, [row]))


@pytest.mark.parametrize("order", [0, 3])
def test_a_table_of_few_events(page: Any, order: int) -> None:
    """Too few to estimate discounts from, and a tune shorter than the order."""
    rows = [[0, 1, 2, 0, 1], [2], [], [1, 1]]
    table = NGram.fit([np.array(row, dtype=int) for row in rows], 3, order=order)
    state, expected = table.start(1), []
    for event in (0, 1, 2, 2, 0):
        expected.append(table.distribution(state)[0])
        state = table.step(state, np.array([event]))
    script = """([rows, order]) => {
      const table = SSC.NGram.fit(rows, { order, vocabulary: 3 });
      const state = table.start();
      return [0, 1, 2, 2, 0].map((event) => {
        const p = Array.from(table.distribution(state));
        table.step(state, event);
        return p;
      });
    }"""
    np.testing.assert_allclose(page.evaluate(script, [rows, order]), expected, atol=1e-15)


def test_where_a_chain_settles(page: Any) -> None:
    P = [[0.5, 0.3, 0.2, 0.0], [0.1, 0.8, 0.1, 0.0], [0.3, 0.3, 0.4, 0.0], [0.2, 0.2, 0.2, 0.4]]
    script = (
        "P => [new SSC.MarkovChain(P).stationary(), new SSC.MarkovChain(P).after([0, 0, 0, 1])]"
    )
    pi, after = page.evaluate(script, P)
    np.testing.assert_allclose(pi, MarkovChain(P).stationary(), atol=1e-15)
    assert after == P[3]


# -- whole tunes -----------------------------------------------------------------------------------

# Temperature, top-p, steps of a bar, primer: five seeds of each.
WAYS = [
    (1.0, 1.0, 16, [60]),
    (0.7, 1.0, 16, [62, -2, 66, -2, 69, -2, -1, -2]),
    (1.3, 0.9, 16, [48, 50, 52]),
    (1.0, 0.9, 12, [67, -2, 71, -2, 74, -2]),
    (1.0, 1.0, 12, [60]),
    (1.3, 1.0, 12, [100, -2, 90, -2, 112]),
    (0.4, 1.0, 16, [-2, -2, 57]),
    (1.0, 0.5, 16, []),
]


@pytest.mark.parametrize("name", COMPOSERS)
def test_the_same_seed_gives_the_same_tune(page: Any, composers: dict[str, Any], name: str) -> None:
    """Forty tunes, event for event, each of eight bars; a seed for each as if it came alone."""
    generator, expected, jobs = composer(composers, name), [], []
    for way, (temperature, top_p, bar, primer) in enumerate(WAYS):
        seeds = [100 * way + n for n in range(5)]
        settings = {"steps": 8 * bar, "temperature": temperature}
        melody = Melody(primer, steps_per_bar=bar)
        rng = Lanes(seeds)
        expected += compose(generator, rng=rng, primer=melody, outputs=5, top_p=top_p, **settings)
        common = {"primer": primer, "grid": {"stepsPerBar": bar}, "topP": top_p, **settings}
        jobs += [{"rng": seed, **common} for seed in seeds]
    assert page.evaluate(COMPOSE, [name, jobs]) == [list(melody) for melody in expected]


@pytest.mark.parametrize("name", COMPOSERS)
def test_seed_7_is_seed_7(page: Any, composers: dict[str, Any], name: str) -> None:
    """The line of Python that the page shows, and nothing of this file between."""
    generator = composer(composers, name)
    script = f"async name => SSC.compose(await ({MAKE})(name), {{ rng: 7, qpm: 90 }})"
    found = page.evaluate(script, name)
    melody = compose(generator, rng=7, qpm=90)[0]
    grid = {"qpm": 90, "stepsPerQuarter": 4, "stepsPerBar": 16, "metre": None}
    assert found == {"events": list(melody), **grid}


def test_the_page_may_draw_while_it_composes(page: Any) -> None:
    """Timers that were set before the first step have all rung before the last."""
    script = """async () => {
      const order = [];
      setTimeout(() => order.push("timer"), 0);
      await SSC.compose(new SSC.Uniform(38), { rng: 1 });
      return [...order, "tune"];
    }"""
    assert page.evaluate(script) == ["timer", "tune"]


def test_knobs_may_be_turned_while_it_plays(page: Any) -> None:
    script = """() => {
      const settings = { rng: 1, temperature: 1 };
      const endless = SSC.growing(new SSC.Unigram([0.4, 0.6]), Infinity, settings);
      const take = (n) => Array.from({ length: n }, () => endless.next().value);
      const before = take(100);
      settings.temperature = 0.01;
      return [before, take(100)];
    }"""
    before, after = page.evaluate(script)
    assert set(before) == {0, 1}
    assert set(after) == {1}


# -- what is copied --------------------------------------------------------------------------------


def test_the_longest_copy_and_the_tune_it_is_from(
    page: Any, composers: dict[str, Any], train: list[np.ndarray]
) -> None:
    printed = corpus.load(split="train")
    melodies = compose(composer(composers, "table 4"), rng=5, outputs=6)
    pieces = [OneHot().squash(m)[0].tolist() for m in melodies]
    pieces += [train[7][20:60].tolist(), [37] * 5, []]
    script = """async pieces => {
      const tunes = await SSC.load("tunes");
      return pieces.map((piece) => SSC.longestCopy(piece, tunes));
    }"""
    found = page.evaluate(script, pieces)
    assert [f["length"] for f in found] == [longest_copy(p, train) for p in pieces]
    for piece, copy in zip(pieces[:7], found, strict=False):
        stretch = piece[copy["start"] :][: copy["length"]]
        row = train[copy["tune"]].tolist()
        assert row[copy["place"] :][: copy["length"]] == stretch
    assert found[6]["length"] == 40
    papers = page.evaluate("async () => (await SSC.load('tunes')).papers")
    assert papers == [
        {"collection": t.collection, "number": t.number, "title": t.title} for t in printed
    ]


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("SSC.rng('seven')", "the seed seven is no whole number from 0 up"),
        ("SSC.rng(-7)", "the seed -7 is no"),
        ("SSC.rng(7.5)", "the seed 7.5 is no"),
        ("SSC.rng(1e300)", "is no whole number"),
        ("SSC.rng()", "the seed undefined is no"),
        ("new SSC.Melody([60, 128])", "event 128 at step 1 is out of range"),
        ("new SSC.Melody([60], { qpm: 0 })", "must be above 0"),
        ("new SSC.Melody([60], { stepsPerBar: 0.5 })", "whole numbers of steps"),
        ("new SSC.Melody([60], { metre: [3, 32] })", "whole numbers of steps"),
        ("new SSC.OneHot().encode(new SSC.Melody([30]))", "pitch 30 at step 0 is outside"),
        ("SSC.sample(new SSC.Coin(), 4, { rng: 1, primer: [2] })", "the primer holds 2"),
        ("SSC.sample(new SSC.Coin(), 4, { rng: 1, primer: [0, 1, 0, 1, 0] })", "more than the 4"),
        ("SSC.sample(new SSC.Coin(), 4, { rng: 1, temperature: 0 })", "above 0, got 0"),
        ("SSC.sample(new SSC.Coin(), 4, { rng: 1, topP: 1.5 })", "at most 1, got 1.5"),
        ("new SSC.Coin(1.5)", "none negative, got -0.5,1.5"),
        ("new SSC.Unigram([0.5, 0.4])", "sums to 0.9"),
        ("new SSC.MarkovChain([[1, 0]])", "square"),
        ("new SSC.MarkovChain([[1, 0], [0.5, 0.6]])", "row of state 1 sums to 1.1"),
        ("new SSC.MarkovChain([[1, 0], [0, 1]]).stationary()", "not unique: {0} and {1}"),
        ("SSC.NGram.fit([[0, 1]], { order: -1 })", "from 0 up, got -1"),
        ("SSC.NGram.fit([[]], { order: 1 })", "no events"),
        ("SSC.compose(new SSC.Coin(), { rng: 1 })", "2 events and the encoding 38"),
        ("SSC.compose(new SSC.Uniform(38), { rng: 1, steps: 0 })", "more than the 0 steps"),
    ],
)
def test_bad_input_gets_a_sentence(page: Any, script: str, words: str) -> None:
    said = page.evaluate(
        "async script => { try { await (0, eval)(script) } catch (e) { return e.message } }", script
    )
    assert words in said
    assert "\n" not in said
    assert len(said) < 200


def test_look_backs_follow_the_bar() -> None:
    """What the tests above rest on: a network of the page does follow it."""
    assert load_network("lookback").follows_bar
    assert Lookback().in_bars_of(12).distances == (12, 24)
