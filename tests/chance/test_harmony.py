"""Tables of melodies over chords: by hand, step by step, and what they may not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib import Melody
from ssc_lib.chance import harmony
from ssc_lib.chance.harmony import (
    BOTH,
    CHORDS,
    MELODY,
    ChordTable,
    Harmonised,
    share_of_chord_tones,
    with_chords,
)
from ssc_lib.generator import Wrapper
from ssc_lib.music.chorales import chorales
from ssc_lib.music.chords import Chord, per_step, read_chord_names


@pytest.fixture(scope="module")
def songs() -> list[Harmonised]:
    return with_chords(chorales(30))


@pytest.mark.parametrize("contexts", [MELODY, CHORDS, BOTH])
def test_step_by_step_is_as_all_at_once(songs: list[Harmonised], contexts: Any) -> None:
    table = ChordTable.fit(songs[10:], contexts=contexts)
    for song in songs[:3]:
        player = table.over([Chord.labelled(int(label)) for label in song.labels])
        state, said = player.start(1), []
        for event in song.events:
            p = player.distribution(state)
            assert p.sum() == pytest.approx(1) and (p > 0).all()
            said.append(np.log2(p[0, event]))
            state = player.step(state, np.array([event]))
        np.testing.assert_allclose(said[1:], table.log_probabilities(song), atol=1e-12)


def test_witten_bell_by_hand() -> None:
    """On the beat of a G chord: two contexts of the chain, and the uniform distribution."""
    tune = Melody.of("C4 - - - D4 - - -")
    song = Harmonised.of(tune, [Chord.of("C")] * 4 + [Chord.of("G")] * 4)
    table = ChordTable.fit([song], contexts=[("place",), ("place", "chord")])
    p = table.over([Chord.of("G")]).distribution(table.start(1))[0]
    no_event, c, d = 0, 14, 16
    everything = {no_event: (6 + 3 / 38) / 11, c: (1 + 3 / 38) / 11, d: (1 + 3 / 38) / 11}
    on_the_beat = {e: ((e != no_event) + 2 * q) / 4 for e, q in everything.items()}
    over_g = {e: ((e == d) + 1 * q) / 2 for e, q in on_the_beat.items()}
    for event, expected in over_g.items():
        assert p[event] == pytest.approx(expected)


def test_chords_help_and_wrong_ones_harm(songs: list[Harmonised]) -> None:
    """What the fact sheet found on all chorales, on thirty of them."""
    learn, judge = songs[8:], songs[:8]

    def bits(contexts: Any, songs: list[Harmonised]) -> float:
        table = ChordTable.fit(learn, contexts=contexts)
        return -float(np.concatenate([table.log_probabilities(s) for s in songs]).mean())

    others = [
        Harmonised(s.events, np.resize(o.labels, len(s.events)))
        for s, o in zip(judge, judge[1:] + judge[:1], strict=True)
    ]
    assert bits(BOTH, judge) < bits(MELODY, judge) - 0.1 < bits(BOTH, others)


def test_it_samples_scores_and_searches(songs: list[Harmonised]) -> None:
    table = ChordTable.fit(songs)
    chords = per_step(read_chord_names("C F G C"), 16)
    player = table.over(chords)
    one, other = (ssc.compose(player, rng=5, steps=64, outputs=3) for _ in range(2))
    assert [m.events.tolist() for m in one] == [m.events.tolist() for m in other]
    assert np.isfinite(ssc.bits_per_event(player, one))
    found = ssc.compose(player, rng=5, steps=32, beam=ssc.Beam(4, 2, 4))
    assert len(found[0]) == 32
    inside = np.mean([share_of_chord_tones(m, chords) for m in one])
    plain = ssc.compose(table, rng=5, steps=64, outputs=3)
    assert inside > np.mean([share_of_chord_tones(m, chords) for m in plain])


def test_a_wrapper_passes_chords_on(songs: list[Harmonised]) -> None:
    table, chords = ChordTable.fit(songs), per_step(read_chord_names("Dm"), 4)
    wrapped = Wrapper(table).over(chords)
    assert wrapped.follows_chords
    same = table.over(chords).distribution(table.start(1))
    assert np.array_equal(wrapped.distribution(wrapped.start(1)), same)
    deaf = ssc.Uniform(38)
    assert deaf.over(chords) is deaf and not deaf.follows_chords


def test_chord_tones_are_counted_on_the_beat() -> None:
    tune = Melody.of("C4 - D4 - E4 - - - F4 - - - . - - -")
    assert share_of_chord_tones(tune, per_step(read_chord_names("C"), 16)) == pytest.approx(2 / 3)
    assert np.isnan(share_of_chord_tones(tune, [Chord(None)] * 16))


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(ValueError, match="3 chords for 4 steps"):
        Harmonised.of(Melody.of("C4 - - -"), [Chord(0)] * 3)
    with pytest.raises(ValueError, match="no melodies"):
        ChordTable.fit([])
    with pytest.raises(ValueError, match="1 tables of counts for 6 contexts"):
        ChordTable([(np.zeros(1), np.zeros((1, 38)))], BOTH)


def test_the_table_of_chorales_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted once, read afterwards, and made again where the file is damaged."""
    monkeypatch.setenv("SSC_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(harmony, "chorales", lambda: chorales(6))
    said: list[str] = []
    first = harmony.chorale_table(say=said.append)
    again = harmony.chorale_table(say=said.append)
    assert len(said) == 1 and "music21" in said[0]
    for (keys, counts), (k, c) in zip(first.counts, again.counts, strict=True):
        assert np.array_equal(keys, k) and np.array_equal(counts, c)
    [path] = (tmp_path / "kept").iterdir()
    path.write_bytes(b"no archive")
    assert harmony.chorale_table(say=said.append).size == first.size and len(said) == 2
