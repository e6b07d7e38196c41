"""What tests of several rooms are made of: networks, MIDI bytes, melodies, tunes, the command."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from ssc_lib import Generator, Melody, Network, OneHot, corpus, write_midi
from ssc_lib.commands.main import main
from ssc_lib.networks.checked import ENCODINGS
from ssc_lib.networks.training import Settings
from ssc_lib.networks.transformer import Transformer, copying_shapes, shapes_of

# -- networks ------------------------------------------------------------------------------------


def random_arrays(
    units: Iterable[int] = (6, 4), inputs: int = 38, labels: int | None = None, *, seed: int = 11
) -> dict[str, np.ndarray]:
    """Random weights of a stack of LSTM layers; as many labels as inputs, unless told."""
    rng, arrays, width = np.random.default_rng(seed), {}, inputs
    for n, u in enumerate(units):
        arrays[f"lstm_{n}/kernel"] = rng.normal(size=(width, 4 * u))
        arrays[f"lstm_{n}/recurrent_kernel"] = rng.normal(size=(u, 4 * u))
        arrays[f"lstm_{n}/bias"] = rng.normal(size=4 * u)
        width = u
    labels = inputs if labels is None else labels
    return arrays | {
        "output/kernel": rng.normal(size=(width, labels)),
        "output/bias": rng.normal(size=labels),
    }


def small_network(low: int = 48, high: int = 84, **settings: Any) -> Network:
    """Two layers of five units with random weights, in any of the encodings."""
    code: Any = ENCODINGS[settings.get("encoding", "one-hot")](low, high)
    arrays = random_arrays((5, 5), code.input_size, code.label_count, seed=5)
    return Network(arrays, {"low": low, "high": high, **settings})


def small_transformer(
    blocks: int = 2, width: int = 6, *, heads: int = 2, reach: int = 40, seed: int = 5
) -> Transformer:
    """Blocks with random weights."""
    rng, code = np.random.default_rng(seed), ENCODINGS["place"]()
    shapes: dict[str, tuple[int, ...]] = {"embedding/kernel": (code.input_size, width)}
    for n in range(blocks):
        shapes |= {f"block_{n}/{name}": s for name, s in shapes_of(width, heads).items()}
    shapes |= {f"copying/{name}": s for name, s in copying_shapes(width, heads).items()}
    shapes |= {"norm/gain": (width,), "output/kernel": (width, 38), "output/bias": (38,)}
    settings = {"low": 48, "high": 84, "encoding": "place", "heads": heads, "reach": reach}
    arrays = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return Transformer(arrays, {**settings, "follow_bar": True})


def changes(generator: Generator, bar: int, *, cuts: int, seed: int) -> tuple[float, float]:
    """How much a generator says otherwise where everything after a cut is replaced.

    The beginnings of so many test tunes with bars of that length, each cut at random, beside the
    same with other events after the cut. The largest change of any probability up to the cut, and
    after it: the first is 0 unless the generator looks ahead.
    """
    rng, player = np.random.default_rng(seed), generator.in_bars_of(bar)
    tunes = [t.melody for t in corpus.load(split="test") if t.melody.steps_per_bar == bar]
    long = [OneHot().squash(melody)[0][:100] for melody in tunes if len(melody) >= 100]
    rows = np.array(long)[rng.integers(len(long), size=cuts)]
    cut = rng.integers(1, rows.shape[1], size=cuts)
    after = np.arange(rows.shape[1]) >= cut[:, None]
    others = np.where(after, rng.integers(0, generator.vocabulary, rows.shape), rows)
    state, other = player.start(cuts), player.start(cuts)
    moved = np.zeros(rows.shape)
    for step in range(rows.shape[1]):
        state, other = player.step(state, rows[:, step]), player.step(other, others[:, step])
        difference = player.distribution(state) - player.distribution(other)
        moved[:, step] = abs(difference).max(axis=1)
    return float(moved[~after].max()), float(moved[after].max())


# -- MIDI files ----------------------------------------------------------------------------------

# Two notes on one track, byte by byte.
HEADER = bytes.fromhex(
    "4d546864 00000006"  # MThd, six bytes follow
    "0000 0001 0060"  # format 0, one track, 96 ticks a quarter note
)
EVENTS = bytes.fromhex(
    "00 ff5103 07a120"  # tempo: 500,000 microseconds a quarter note, 120 qpm
    "00 ff5804 03022408"  # time signature 3/4
    "00 90 3c 64"  # note on, C4, velocity 100
    "60 80 3c 40"  # 96 ticks later: note off
    "30 90 40 64"  # 48 ticks of silence, then E4
    "30 90 40 00"  # 48 ticks later: note on with velocity 0, which means off
    "00 ff2f00"  # end of track
)
FILE = HEADER + b"MTrk" + len(EVENTS).to_bytes(4, "big") + EVENTS


def long_file(notes: int) -> bytes:
    """A MIDI file of so many notes of one pitch, which takes a while to read."""
    body = notes * bytes.fromhex("00 90 3c 64 60 80 3c 40") + bytes.fromhex("00 ff2f00")
    return HEADER + b"MTrk" + len(body).to_bytes(4, "big") + body


def made_up(folder: Path, files: int, notes: int, rng: np.random.Generator) -> list[Path]:
    """Write melodies of quarters and eighths that walk over two octaves, and name their files."""
    paths = []
    for number in range(files):
        walk = 60 + np.cumsum(rng.integers(-3, 4, notes)) % 24
        events = np.full((notes, 4), -2)
        events[:, 0] = walk
        held = np.concatenate([row[: rng.choice([2, 4])] for row in events])
        paths.append(Path(write_midi(Melody(held), folder / f"{number:05}.mid")))
    return paths


# -- any melody ----------------------------------------------------------------------------------

events = st.one_of(st.just(-2), st.just(-2), st.just(-1), st.integers(0, 127))
rows = st.lists(events, max_size=40)


def without_idle_note_offs(melody: Melody) -> Melody:
    """The same music: note-offs in silence, which end nothing, turned into no-events."""
    kept, sounding = [], False
    for event in melody.events.tolist():
        kept.append(-2 if event == -1 and not sounding else event)
        sounding = event >= 0 or (sounding and event == -2)
    return melody.with_events(kept)


# Steps to a quarter and to a bar that a time signature can name, some of them by several names.
GRIDS = """
    1/4 1/3 2/8 2/6 3/12 3/9 4/16 4/12 4/8 4/6 4/5 8/32 6/24 12/48 12/36 24/96
"""
grids = st.sampled_from([tuple(map(int, pair.split("/"))) for pair in GRIDS.split()])
tempos = st.one_of(
    st.sampled_from([30.0, 96.5, 120.0, 133.33]), st.integers(2000, 30000).map(lambda n: n / 100)
)


# Two steps to look back by, the shorter first; small, so that short rows reach them.
distances = st.lists(st.integers(1, 33), min_size=2, max_size=2, unique=True).map(
    lambda pair: tuple(sorted(pair))
)


@st.composite
def melodies(draw: st.DrawFn, max_size: int = 40) -> Melody:
    """Melodies with at least one note and no idle note-offs, on several grids."""
    row = draw(st.lists(events, min_size=1, max_size=max_size).filter(lambda r: max(r) >= 0))
    per_quarter, per_bar = draw(grids)
    lower = [n for n in (1, 2, 4, 8, 16) if per_bar * n % (4 * per_quarter) == 0]
    metres = [(per_bar * n // (4 * per_quarter), n) for n in lower]
    metre = draw(st.sampled_from([None, *metres]))
    return without_idle_note_offs(Melody(row, per_quarter, draw(tempos), per_bar, metre))


# -- a tiny training -----------------------------------------------------------------------------

TINY = Settings(
    units=(8, 6), dropout=0.2, rate=0.02, batch=3, segment=8, epochs=2, seed=5, low=60, high=72
)


def scales(seed: int, number: int) -> list[np.ndarray]:
    """Scales up from random notes, every other step a hold."""
    rng = np.random.default_rng(seed)
    tunes = []
    for n in rng.integers(20, 60, number):
        pitches = 60 + (np.arange(n) + rng.integers(12)) % 12
        tunes.append(OneHot(60, 72).encode([e for p in pitches for e in (int(p), -2)]))
    return tunes


TRAIN, VALIDATION = scales(1, 8), scales(2, 3)


def stop_after_one_epoch(settings: Settings, folder: Path) -> None:
    """Train a run of several epochs, and stop it as the second begins."""
    from ssc_lib.networks.training import train

    def the_power_fails(now: Any) -> None:
        if now.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(
            TRAIN, VALIDATION, settings, run_dir=folder, corpus="scales", progress=the_power_fails
        )


# -- the command ---------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    """Everything that lies in a folder, however deep."""
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else b"folder"
        for p in sorted(folder.rglob("*"))
    }


def run(*arguments: str) -> int:
    """The exit status of ``ssc`` with these arguments."""
    try:
        return main(arguments)
    except SystemExit as end:  # argparse leaves this way
        return int(end.code or 0)


def refused(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], *words: str
) -> None:
    """Exit status 2, one sentence on standard error that holds ``words``, nothing written."""
    before = contents(folder)
    status = run(*arguments)
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1 and err.endswith("\n"), err
    assert err.startswith("ssc")
    assert "Traceback" not in err and "Errno" not in err
    for word in words:
        assert word in err
    assert contents(folder) == before


# -- a generator by hand ---------------------------------------------------------------------------


class Bare:
    """A generator of no more than the three methods: the same of every event."""

    vocabulary = 38

    def start(self, batch: int) -> int:
        return batch

    def step(self, state: int, events: np.ndarray) -> int:
        return state

    def distribution(self, state: int) -> np.ndarray:
        return np.full((state, 38), 1 / 38)


# -- pictures ------------------------------------------------------------------------------------


def read_png(data: bytes) -> np.ndarray:
    """The colours and the opacity of each pixel, by matplotlib's reader."""
    import io

    from matplotlib.image import imread

    return np.asarray(imread(io.BytesIO(data), format="png"))
