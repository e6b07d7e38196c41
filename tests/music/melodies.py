"""Hypothesis strategies for melodies."""

from __future__ import annotations

from hypothesis import strategies as st

from ssc_lib import Melody

events = st.one_of(st.just(-2), st.just(-2), st.just(-1), st.integers(0, 127))
rows = st.lists(events, max_size=40)


def without_idle_note_offs(melody: Melody) -> Melody:
    """The same music: note-offs in silence, which end nothing, turned into no-events."""
    kept, sounding = [], False
    for event in melody.events.tolist():
        kept.append(-2 if event == -1 and not sounding else event)
        sounding = event >= 0 or (sounding and event == -2)
    return melody.with_events(kept)


# Steps to a quarter and to a bar that a time signature can name.
GRIDS = """
    1/4 1/3 2/8 2/6 3/12 3/9 4/16 4/12 4/8 4/6 4/5 8/32 6/24 12/48 12/36 24/96
"""
grids = st.sampled_from([tuple(map(int, pair.split("/"))) for pair in GRIDS.split()])
tempos = st.one_of(
    st.sampled_from([30.0, 96.5, 120.0, 133.33]), st.integers(2000, 30000).map(lambda n: n / 100)
)


@st.composite
def melodies(draw: st.DrawFn, max_size: int = 40) -> Melody:
    """Melodies with at least one note and no idle note-offs, on several grids."""
    row = draw(st.lists(events, min_size=1, max_size=max_size).filter(lambda r: max(r) >= 0))
    per_quarter, per_bar = draw(grids)
    return without_idle_note_offs(Melody(row, per_quarter, draw(tempos), per_bar))
