"""From a generator to melodies: primer, key, range, bars and the choice of a search."""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tqdm import tqdm

from ssc_lib import Beam, CopyLimit, Melody, OneHot, Uniform, Unigram, beam_search, compose, sample
from ssc_lib.composing import FoldedWarning
from tests.made import Bare, melodies, small_network

C_MAJOR = [60, -2, 64, -2, 67, -2, 65, 62]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_it_keeps_the_primer_and_its_grid() -> None:
    """In another key and octave than the network's, the primer comes back as it was."""
    primer = Melody([90, -2, 92, -1, 94], qpm=90, metre=(6, 8))
    for melody in compose(small_network(), rng=rng(1), primer=primer, steps=24, outputs=3):
        assert melody.events[:5].tolist() == [90, -2, 92, -1, 94]
        assert (melody.qpm, melody.metre, melody.steps_per_bar, len(melody)) == (90, (6, 8), 12, 24)


def test_it_speaks_to_the_network_in_c() -> None:
    """A generator that always says C4: in D major, where the primer is, that sounds as D4."""
    always_c4 = Unigram(np.eye(38)[OneHot().encode([60])[0]])
    d_major = Melody([62, 64, 66, 67, 69, 71, 73, 74])
    assert d_major.major_key == 2
    (melody,) = compose(always_c4, rng=rng(), primer=d_major, steps=10)
    assert melody.events[8:].tolist() == [62, 62]


def test_other_ranges_and_tempo() -> None:
    (melody,) = compose(small_network(36, 96), rng=rng(), primer=[40], steps=8, qpm=75)
    assert melody.qpm == 75
    assert melody.events[0] == 40
    (melody,) = compose(Uniform(26), rng=rng(), primer=[72], steps=50, encoding=OneHot(60, 84))
    assert melody.range[0] >= 60


def test_without_a_primer() -> None:
    assert len(compose(Uniform(38), rng=rng(), primer=[], steps=5)[0]) == 5


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(ValueError, match="event 200 at step 1 is out of range"):
        compose(Uniform(38), rng=rng(), primer=[60, 200])
    with pytest.raises(TypeError, match="integers"):
        compose(Uniform(38), rng=rng(), primer=[60.5])
    with pytest.raises(ValueError, match="qpm"):
        compose(Uniform(38), rng=rng(), qpm=0)


# -- what it is made of --------------------------------------------------------------------------


def test_a_primer_in_c_and_in_the_middle_is_sampled_as_it_is() -> None:
    """Nothing is moved, so composing is encoding, sampling and decoding."""
    settings: dict[str, Any] = {"outputs": 3, "temperature": 0.7, "top_p": 0.9}
    made = compose(small_network(), rng=rng(4), primer=C_MAJOR, steps=20, **settings)
    primer = OneHot().encode(C_MAJOR)
    rows = sample(small_network(), 20, rng=rng(4), primer=primer, **settings)
    assert made == [OneHot().decode(row) for row in rows]


@pytest.mark.parametrize("beam", [(3, 2, 4), (1, 2, 1), (2, 1, 3)])
def test_a_beam_of_several_is_beam_search(beam: tuple[int, int, int]) -> None:
    made = compose(small_network(), rng=5, primer=C_MAJOR, steps=20, outputs=2, beam=Beam(*beam))
    primer, settings = OneHot().encode(C_MAJOR), Beam(*beam)._asdict()
    rows, _ = beam_search(small_network(), 20, rng=5, primer=primer, outputs=2, **settings)
    assert made == [OneHot().decode(row) for row in rows]


def test_a_network_that_follows_the_bar_plays_in_the_bars_of_the_primer() -> None:
    network = small_network(encoding="lookback", follow_bar=True)
    primer = Melody(C_MAJOR, steps_per_bar=6)
    (made,) = compose(network, rng=rng(6), primer=primer, steps=60)
    start = OneHot().encode(primer)
    in_six, in_sixteen = (
        sample(player, 60, rng=rng(6), primer=start)[0]
        for player in (network.in_bars_of(6), network)
    )
    assert made == OneHot().decode(in_six, steps_per_bar=6)
    assert in_six.tolist() != in_sixteen.tolist()


def test_a_generator_of_every_key_hears_the_primer_where_it_is() -> None:
    """Mono learned from tunes in all keys: it is not spoken to in C."""
    d_major, always_d4 = [62, 64, 66, 67, 69, 71, 73, 74], Unigram(np.eye(130)[2 + 62])
    always_d4.encoding, always_d4.key = OneHot(0, 128), None  # type: ignore[attr-defined]
    (made,) = compose(always_d4, rng=rng(), primer=d_major, steps=10)
    assert made.events.tolist() == [*d_major, 62, 62]


@given(melodies(max_size=12), st.integers(0, 103), st.integers(0, 8))
def test_any_primer_within_two_octaves_comes_back(tune: Melody, low: int, more: int) -> None:
    """Whatever its key and register: what is moved to the generator is moved back."""
    primer = tune.with_events([low + e % 25 if e >= 0 else e for e in tune.events.tolist()])
    (made,) = compose(Uniform(38), rng=rng(), primer=primer, steps=len(primer) + more)
    assert made.resized(len(primer)) == primer
    assert len(made) == len(primer) + more


def test_the_same_rng_gives_the_same_melodies_and_another_others() -> None:
    first, again, other = (
        compose(small_network(), rng=rng(seed), steps=32, outputs=2) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_a_primer_longer_than_the_melody_is_refused() -> None:
    with pytest.raises(ValueError, match="the primer has 8 events, more than the 4 steps"):
        compose(Uniform(38), rng=rng(), primer=C_MAJOR, steps=4)


# -- objects of the three methods, and wrappers --------------------------------------------------


def test_an_object_of_the_three_methods_alone_composes() -> None:
    assert compose(Bare(), rng=1, steps=9) == compose(Uniform(38), rng=1, steps=9)
    limited = CopyLimit(Bare(), [[1, 2, 3]], 3)
    assert compose(limited, rng=1, steps=9) == compose(Bare(), rng=1, steps=9)


def test_a_limit_that_forbids_nothing_changes_nothing() -> None:
    """Around a network that follows the bar, or plays in another range."""
    primer = Melody(C_MAJOR, steps_per_bar=6)
    for network in (small_network(encoding="lookback", follow_bar=True), small_network(0, 128)):
        limited = CopyLimit(network, [[1, 2, 3]], 3)
        plain, wrapped = (compose(g, rng=2, primer=primer, steps=60) for g in (network, limited))
        assert plain == wrapped


def test_the_encoding_has_the_events_of_the_generator() -> None:
    with pytest.raises(ValueError, match="knows 130 events and the encoding 38"):
        compose(Uniform(130), rng=0)
    assert len(compose(Uniform(130), rng=0, encoding=OneHot(0, 128), steps=8)[0]) == 8


# -- what is said ---------------------------------------------------------------------------------


def test_a_primer_that_is_folded_is_counted() -> None:
    """E1, C4 and D7 span more than three octaves: C4 stays, and the others move by octaves."""
    with pytest.warns(FoldedWarning, match=r"^2 of the 3 notes of the primer were .* 36 pitches"):
        (melody,) = compose(Uniform(38), rng=rng(), primer=[28, 60, 98], steps=4)
    assert [pitch % 12 for pitch in melody.pitches[:3]] == [4, 0, 2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compose(Uniform(38), rng=rng(), primer=[48, -1, 83], steps=4)
        compose(Uniform(38), rng=rng(), primer=[], steps=4)
        compose(small_network(20, 108), rng=rng(), primer=[28, 60, 98], steps=4)


@pytest.mark.parametrize("beam", [None, Beam(2, 2, 3)])
def test_a_bar_counts_the_steps_and_changes_nothing(
    beam: Beam | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a terminal only, and only if asked."""
    bars = []

    class Bar(tqdm):
        def __init__(self, *arguments: Any, **settings: Any) -> None:
            terminal = settings.pop("disable") is None
            bars.append(self)
            super().__init__(*arguments, **settings, disable=not terminal, file=io.StringIO())

    monkeypatch.setattr("tqdm.tqdm", Bar)
    quiet, shown = (
        compose(small_network(), rng=3, steps=20, outputs=2, beam=beam, progress=progress)
        for progress in (False, True)
    )
    assert quiet == shown
    assert [bar.n for bar in bars] == [0, 19 if beam is None else 20]
    assert bars[1].total == 20
