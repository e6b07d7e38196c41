"""Damaged files of every kind that the library reads, and what reading them must come to.

Each kind makes files from good ones: bits flipped, bytes cut out, numbers and settings changed,
archives sealed again so that the damage is not found at the door. Reading one gives a result or
one sentence. `KINDS` has a line for each kind; ``benchmarks/hostile.py`` goes through all of them
in large numbers, the tests in small ones.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ssc_lib import Melody, compose, corpus, load_network, read_midi
from ssc_lib.magenta import convert_folder, read_dataset
from ssc_lib.magenta.checksum import crc32c, masked
from ssc_lib.magenta.notesequence import NoteSequence
from ssc_lib.magenta.tfrecord import framed
from ssc_lib.music.collections import Tune
from ssc_lib.music.midi import MidiWarning
from ssc_lib.music.musicxml import ScoreWarning
from ssc_lib.sound.midi import midi_bytes
from tests.golden import BUNDLES
from tests.made import FILE, TINY, TRAIN, VALIDATION, small_network, stop_after_one_epoch
from tests.magenta import mag
from tests.music.scores import attempt, damaged_scores

Rng = np.random.Generator


class Kind(NamedTuple):
    """A kind of file: how its name ends, how many to read, damaged ones, and how one is read."""

    ending: str
    many: int
    damaged: Callable[[Rng], Iterator[bytes]]
    read: Callable[[Path], object]


class Outcome(NamedTuple):
    """What became of the files of a kind."""

    read: int
    refused: int
    reasons: dict[str, int]
    slowest_s: float  # of processor time, for one file


def outcome(kind: Kind, folder: Path, count: int, seed: int = 0) -> Outcome:
    """Read so many damaged files; raises AssertionError at the first that gives neither a result
    nor a sentence."""
    folder.mkdir(exist_ok=True)
    path = folder / f"bad{kind.ending}"
    files = kind.damaged(np.random.default_rng(seed))
    read, reasons, slowest = 0, dict[str, int](), 0.0
    for number in range(count):
        data = next(files)
        path.write_bytes(data)
        began = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # nothing is said by the way
                for ours in (MidiWarning, ScoreWarning):  # these are sentences
                    warnings.simplefilter("ignore", ours)
                kind.read(path)
        except (ValueError, FloatingPointError) as error:
            problem = complaint(str(error).replace(str(folder), ""))
            assert not problem, f"file {number}: {problem}: {error}"
            words = re.sub(r"'[^']*'|\d[\d,.]*", "_", str(error).replace(str(path), "_"))
            reasons[words] = reasons.get(words, 0) + 1
        except Exception as error:
            raise AssertionError(f"file {number}: {type(error).__name__}: {error}") from error
        else:
            read += 1
        slowest = max(slowest, time.process_time() - began)
    return Outcome(read, count - read, reasons, slowest)


def complaint(sentence: str) -> str:
    """What is wrong with a sentence for people, or an empty string."""
    if not sentence.isprintable():
        return "not one line of text"
    if not 20 <= len(sentence) <= 600:
        return f"{len(sentence)} characters"
    found = re.search(
        r"\b\w*(Error|Exception)\b|Traceback|pickle|<class|object at|\(\d+\)$", sentence
    )
    return f"it says {found[0]!r}" if found else ""


def damaged(data: bytes, rng: Rng) -> bytes:
    """Flip bits, cut off, cut out, repeat, or overwrite with the largest bytes."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        a, b = sorted(int(n) for n in rng.integers(0, len(out) + 1, size=2))
        b = min(b, a + int(rng.integers(1, 40)))
        kind = rng.integers(6)
        if kind == 0:
            del out[a:]
        elif kind == 1:
            del out[a:b]
        elif kind == 2:
            out[a:a] = out[a:b]
        elif kind == 3:
            out[a:b] = b"\xff" * (b - a)
        elif kind == 4:
            at = int(rng.integers(0, len(out) + 1))
            out[at:at] = rng.bytes(int(rng.integers(1, 12)))
        elif out:
            for at in rng.integers(0, len(out), size=int(rng.integers(1, 9))):
                out[at] ^= 1 << int(rng.integers(8))
    return bytes(out)


def touched(data: bytes, rng: Rng) -> bytes:
    """Overwrite a few bytes, so that much is left to read; cut off one file in eight."""
    out = np.frombuffer(data, np.uint8).copy()
    where = rng.integers(0, len(out), rng.integers(1, 6))
    out[where] = rng.integers(0, 256, len(where))
    return out[: rng.integers(1, len(out)) if rng.random() < 1 / 8 else len(out)].tobytes()


# -- archives of arrays ----------------------------------------------------------------------------

VALUES = [None, True, -1, 10**6, 10**400, 0.5, float("nan"), float("inf"), "x", "\x1b[2J", [], {}]
VALUES += [[[]] * 50, "é" * 1000, {"a": 1}, 0, 12, "lookback"]


def other(value: Any, rng: Rng) -> Any:
    """JSON with one value in it changed, left out or doubled."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        name = list(value)[rng.integers(len(value))]
        left = {k: v for k, v in value.items() if k != name}
        return left if rng.random() < 0.2 else {**value, name: other(value[name], rng)}
    if isinstance(value, list) and value and rng.random() < 0.9:
        n = int(rng.integers(len(value)))
        return [
            *value[:n],
            *([other(value[n], rng)] * int(rng.choice([1, 1, 1, 0, 2]))),
            *value[n + 1 :],
        ]
    return VALUES[rng.integers(len(VALUES))]


def changed(array: np.ndarray, rng: Rng) -> np.ndarray:
    """An array with other numbers, of another shape or of another kind."""
    kind = rng.integers(6)
    if kind == 0:
        return array.astype(rng.choice(["f8", "i8", "u2", "?", "f2", "i1"]))
    if kind == 1:
        return array[: rng.integers(array.shape[0] + 1)] if array.ndim else array.reshape(1)
    if kind == 2:
        return array[None] if rng.random() < 0.5 else array.ravel()
    if kind == 3:
        return np.concatenate([array.ravel(), array.ravel()])
    out = array.copy().reshape(-1)
    if out.size:
        values = [0, 1, 127, 255, -1, 2**40, np.nan, np.inf, -np.inf, 1e30, 1e300]
        with np.errstate(all="ignore"):
            values = np.array(values).astype(out.dtype)
        out[rng.integers(out.size, size=rng.integers(1, 4))] = rng.choice(values)
    return out.reshape(array.shape)


def member(array: Any) -> bytes:
    """An array as it stands in an archive."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), allow_pickle=True)
    return buffer.getvalue()


def archive(members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with right checksums."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return buffer.getvalue()


def huge(data: bytes, rng: Rng) -> bytes:
    """An array that says that it has other sides than it has."""
    sides = rng.choice(["(99999999999,)", "(40000, 40000)", "(0,)", "(-5,)", "(3, 3)", "()"])
    text = re.sub(rb"\([\d, ]*\)", str(sides).encode(), data[10:128], count=1)
    return data[:8] + len(text).to_bytes(2, "little") + text + data[128:]


def damaged_archives(good: bytes, texts: tuple[str, ...], rng: Rng) -> Iterator[bytes]:
    """Archives of arrays, of which some hold JSON; half of the damage is within."""
    with np.load(io.BytesIO(good)) as file:
        arrays = dict(file)
    while True:
        kind = rng.integers(6)
        members = {f"{name}.npy": member(array) for name, array in arrays.items()}
        name = list(arrays)[rng.integers(len(arrays))]
        if kind == 0:
            yield damaged(good, rng)
            continue
        if kind == 1:
            members[f"{name}.npy"] = touched(members[f"{name}.npy"], rng)
        elif kind == 2:
            text = texts[rng.integers(len(texts))]
            record = other(json.loads(arrays[text].tobytes()), rng)
            members[f"{text}.npy"] = member(np.frombuffer(json.dumps(record).encode(), np.uint8))
        elif kind == 3:
            members[f"{name}.npy"] = member(changed(arrays[name], rng))
        elif kind == 4:
            members[f"{name}.npy"] = huge(members[f"{name}.npy"], rng)
        else:
            data = members.pop(f"{name}.npy")
            if rng.random() < 0.5:
                members[str(rng.choice(["x.npy", "\x1b[2J.npy", "lstm_2/kernel.npy", "a.txt"]))] = (
                    data
                )
        method = int(rng.choice([zipfile.ZIP_STORED] + 8 * [zipfile.ZIP_DEFLATED] + [12, 14]))
        yield archive(list(members.items()), method)


def saved(write: Callable[[Path], object]) -> bytes:
    """The bytes of a file that a function writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "good")
        write(path)
        return path.read_bytes()


def damaged_weights(rng: Rng) -> Iterator[bytes]:
    """Networks of all encodings."""
    kinds = [
        damaged_archives(
            saved(lambda p, k=k: small_network(**k).save(p, half=False)), ("settings",), rng
        )
        for k in (
            {"key": 0},
            {"encoding": "lookback", "follow_bar": True},
            {"encoding": "key"},
            {"encoding": "copy"},
        )
    ]
    while True:
        yield from (next(kind) for kind in kinds)


def play(path: Path) -> None:
    """Load a network and let it play a bar."""
    network = load_network(path)
    melody = compose(network, steps=16, rng=0)
    assert all(len(m) == 16 for m in melody), melody


def few_tunes() -> list[Tune]:
    """Three tunes with papers."""
    melodies = [Melody([60 + n, -2, 62, -1] * 4, steps_per_bar=8) for n in range(3)]
    return [Tune(m, "mine", str(n), f"Tune [{n}]") for n, m in enumerate(melodies)]


def damaged_corpora(rng: Rng) -> Iterator[bytes]:
    """Files of tunes."""
    return damaged_archives(saved(lambda p: corpus.save(few_tunes(), p)), ("papers",), rng)


def load_tunes(path: Path) -> None:
    """Load a file of tunes, and use each as the commands do."""
    for tune in corpus.load(str(path)):
        assert isinstance(tune.title, str) and tune.split in ("train", "validation", "test")
        assert len(repr(tune)) and tune.melody.steps_per_bar >= 1
        corpus.sequences([tune])


# -- bundles, MIDI, note sequences -----------------------------------------------------------------


def library_seal(stored: bytes) -> bytes:
    """The library's own checksum, since the test's, bit by bit, is slow."""
    return masked(crc32c(stored)).to_bytes(4, "little")


def damaged_bundles(rng: Rng) -> Iterator[bytes]:
    """Of ten four are plain, five have checksums made to fit again, and one is a real one."""

    def change(contents: bytes) -> bytes:
        return damaged(contents, rng) if rng.random() < 0.5 else contents

    small = mag.tensors(units=(1,))
    plain = mag.bundle(weights=mag.checkpoint(small))
    attentive = mag.bundle("attention_rnn", memory=(1, 80))
    settings: dict[str, Any] = {
        "change": change,
        "change_index": lambda c: damaged(c, rng) if rng.random() < 0.1 else c,
        "seal": library_seal,
    }
    real = [p.read_bytes() for p in sorted(BUNDLES.glob("*.mag"))]
    while True:
        for n in range(4):
            yield damaged(plain if n else attentive, rng)
        for n in range(5):
            yield mag.bundle(weights=mag.checkpoint(small, compressed=n == 0, **settings))
        yield damaged(real[rng.integers(len(real))], rng)


def damaged_midi(rng: Rng) -> Iterator[bytes]:
    """MIDI files, short and long, with wrong bytes behind the head, and some cut short."""
    goods = [FILE, midi_bytes(Melody(rng.integers(-2, 128, 120), qpm=97))]
    while True:
        for good in goods:
            yield good[:8] + touched(good[8:], rng)


def damaged_records(rng: Rng) -> Iterator[bytes]:
    """TFRecord files of note sequences, sealed again."""
    melody = Melody([60, -2, 62, -2, 64, -2, 65, 67] * 16)
    good = NoteSequence.from_melody(melody, title="Scale", id="1").to_bytes()
    while True:
        inside = rng.random() < 0.8
        yield framed(touched(good, rng)) + framed(good) if inside else damaged(framed(good), rng)


# -- ABC -------------------------------------------------------------------------------------------

TUNE = """X:1
T:The Kerry Cow
C:Trad.
M:6/8
L:1/8
Q:3/8=100
V:1 clef=treble-8 octave=1
K:D mix
|: "D"d>e{g}f (3gab [DFA]2 | Z2 |
^c_B-B =A2 z | M:4/4
[K:G] !trill!G4 ~A2 .B2 |1 c'2 D, E,, F :|2 [M:3/4] G/ A// B3/2 y c :|

X:2
T:Air
M:3/4
L:1/4
K:Am
ABc|d2e|f3|A3|]
"""
PIECES = [
    *("100000000", "9999", "/", "////////", "/512", "/0", "0", "C100000000", "z9999", "Z9999", "Z"),
    *(
        "(3",
        "(9:9999:9999",
        "(2:1",
        ">",
        "<<",
        "-",
        "[",
        "]",
        "{",
        "}",
        '"',
        "!",
        "+",
        "&",
        "|",
        ":",
    ),
    *(
        "\n",
        "\n\n",
        "\r",
        "%",
        "%%",
        "\\",
        "X:",
        "X:99999999999",
        "K:",
        "K:none",
        "M:64/1",
        "M:0/4",
    ),
    *("M:(1+1+1)/8", "L:1/512", "L:1/0", "Q:1/0=0", "Q:9999", "V:2", "[V:2]", "[K:Hp]", "I:", "+:"),
    *(
        "transpose=-99",
        "octave=\x1b[2J",
        "middle=\x07",
        "clef=\x9b",
        "%%begintext",
        "\0",
        "\x1b[31m",
    ),
    *("^^", "__", ",,,,,,,,,,", "''''''''''", "T:\x1b]0;x\x07", "\ufeff", "\u202e", "é", "\ud7ff"),
    *("(" * 50, "[" * 50, "C" * 200, "|" * 50, '"[' * 30, "C////////" * 20, "m:a=b\n", "U:T=!x!\n"),
]


def damaged_abc(rng: Rng) -> Iterator[bytes]:
    """ABC tunes with pieces of others put in, lines moved and bytes damaged."""
    while True:
        text = TUNE
        for _ in range(rng.integers(1, 4)):
            at = int(rng.integers(len(text) + 1))
            cut = int(rng.choice([0, 0, 1, 2, 5]))
            text = text[:at] + PIECES[rng.integers(len(PIECES))] + text[at + cut :]
        data = text.encode(errors="surrogatepass")
        yield damaged(data, rng) if rng.random() < 0.2 else data


def convert(path: Path) -> None:
    """Make note sequences of a file, as ``ssc convert`` does."""
    report = convert_folder(path.parent, path.with_suffix(".out"), workers=1, progress=False)
    for sentence in report.skipped:
        assert not complaint(sentence), sentence


def convert_and_read(path: Path) -> None:
    """Make note sequences, take their melodies out, and read the file as one melody."""
    try:
        convert(path)
        for rules in ("original", "grid"):
            try:
                read_dataset(path.with_suffix(".out"), rules=rules, progress=False)
            except ValueError as error:
                assert not complaint(str(error)), error
    finally:
        path.with_suffix(".out").unlink(missing_ok=True)
    read_midi(path)


# -- MusicXML --------------------------------------------------------------------------------------


def damaged_musicxml(rng: Rng, ending: str) -> Iterator[bytes]:
    """Scores whose names end so, plain or packed."""
    while True:
        scores = damaged_scores(100, int(rng.integers(2**32)))
        yield from (data for name, data in scores if name.endswith(ending))


def read_both_ways(path: Path) -> None:
    """Read a score as a melody and as a note sequence; raises what is said against it."""
    if reason := attempt(path):
        raise ValueError(f"{path}{reason}")


# -- folders of training runs ----------------------------------------------------------------------


@cache
def stopped_run() -> tuple[dict[str, bytes], Any, dict[str, Any]]:
    """The files of a run stopped after an epoch, its model, and the record of its tunes."""
    from ssc_lib.networks.training.model import build
    from ssc_lib.networks.training.run import data_record

    with tempfile.TemporaryDirectory() as folder:
        stop_after_one_epoch(TINY, Path(folder))
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    model = build(TINY, 10)
    model.optimizer.build(model.trainable_variables)
    return files, model, data_record(TRAIN, VALIDATION, corpus="scales")


def go_on(path: Path, name: str) -> None:
    """Go on with the run, one file of which is the damaged one."""
    from ssc_lib.networks.training.run import Run

    files, model, record = stopped_run()
    folder = path.parent / "run"
    folder.mkdir(exist_ok=True)
    for file, data in {**files, name: path.read_bytes()}.items():
        (folder / file).write_bytes(data)
    Run(folder, TINY, record).restore(model)


def damaged_checkpoints(rng: Rng) -> Iterator[bytes]:
    """Checkpoints of a run."""
    files, *_ = stopped_run()
    return damaged_archives(files["checkpoint.npz"], ("history", "best/settings"), rng)


def damaged_settings(rng: Rng) -> Iterator[bytes]:
    """What a run folder says of itself."""
    good = stopped_run()[0]["settings.json"]
    while True:
        changed = json.dumps(other(json.loads(good), rng)).encode()
        yield changed if rng.random() < 0.8 else damaged(good, rng)


KINDS = {
    "MIDI": Kind(".mid", 2000, damaged_midi, convert_and_read),
    "bundles": Kind(".mag", 500, damaged_bundles, play),
    "weights": Kind(".npz", 500, damaged_weights, play),
    "corpora": Kind(".npz", 500, damaged_corpora, load_tunes),
    "ABC": Kind(".abc", 500, damaged_abc, convert),
    "MusicXML": Kind(
        ".musicxml", 250, lambda rng: damaged_musicxml(rng, ".musicxml"), read_both_ways
    ),
    "packed MusicXML": Kind(".mxl", 250, lambda rng: damaged_musicxml(rng, ".mxl"), read_both_ways),
    "note sequences": Kind(
        ".tfrecord", 500, damaged_records, lambda p: read_dataset(p, progress=False)
    ),
    "checkpoints": Kind(".npz", 500, damaged_checkpoints, lambda p: go_on(p, "checkpoint.npz")),
    "run settings": Kind(".json", 500, damaged_settings, lambda p: go_on(p, "settings.json")),
}
NEED_KERAS = ("checkpoints", "run settings")
