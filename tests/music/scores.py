"""Scores in MusicXML for tests: made of a few words, and damaged."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np

DOCTYPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC '
    '"-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
CONTAINER = '<container><rootfiles><rootfile full-path="{}"/></rootfiles></container>'


def note(name: str, duration: float = 4, more: str = "", ties: str = "") -> str:
    """A note such as ``"F#4"``, a rest for ``"."``; its duration in divisions; ties ``"start"``."""
    tied = "".join(f'<tie type="{kind}"/>' for kind in ties.split())
    if name == ".":
        return f"<note><rest/><duration>{duration}</duration>{more}</note>"
    alter = f"<alter>{name.count('#') - name.count('b')}</alter>" if len(name) > 2 else ""
    pitch = f"<pitch><step>{name[0]}</step>{alter}<octave>{name[-1]}</octave></pitch>"
    return f"<note>{pitch}<duration>{duration}</duration>{tied}{more}</note>"


def notes(names: str, duration: float = 4) -> str:
    """Notes of one duration, by names between spaces."""
    return "".join(note(name, duration) for name in names.split())


def attributes(time: str = "", more: str = "", divisions: str = "4") -> str:
    """Divisions of a quarter note, and a time signature such as ``"6/8"``."""
    beats, _, kind = time.partition("/")
    if time:
        time = f"<time><beats>{beats}</beats><beat-type>{kind}</beat-type></time>"
    return f"<attributes><divisions>{divisions}</divisions>{time}{more}</attributes>"


def tempo(qpm: float) -> str:
    return f'<direction><sound tempo="{qpm}"/></direction>'


def barline(repeat: str = "", ending: str = "", kind: str = "") -> str:
    """A bar line with a repeat, ``"forward"`` or ``"backward"``, an ending such as ``"1"``."""
    inside = f'<ending number="{ending}" type="{kind}"/>' if ending else ""
    inside += f'<repeat direction="{repeat}"/>' if repeat else ""
    return f"<barline>{inside}</barline>"


def part(*bars: str, name: str = "P1") -> str:
    measures = (f'<measure number="{n}">{bar}</measure>' for n, bar in enumerate(bars, 1))
    return f'<part id="{name}">{"".join(measures)}</part>'


def score(*parts: str, head: str = "") -> bytes:
    """A whole score of parts."""
    return f"{DOCTYPE}<score-partwise>{head}{''.join(parts)}</score-partwise>".encode()


def packed(files: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An .mxl of these files, in this order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def written(folder: Path, data: bytes, name: str = "a.musicxml") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# -- damage --------------------------------------------------------------------------------------

RICH = score(
    part(note(".", 16), name="P0"),
    part(
        attributes("3/4", "<transpose><chromatic>-2</chromatic></transpose>")
        + tempo(96)
        + notes("G4"),
        barline("forward") + notes("C5 D5 E5") + "<backup><duration>8</duration></backup>",
        barline(ending="1", kind="start")
        + note("F#5", 12, "<chord/>", "start")
        + barline("backward", "1", "stop"),
        barline(ending="2", kind="start") + note("F#5", 12, ties="stop") + barline("", "2", "stop"),
        attributes("7/8", divisions="28") + notes("C5 D5 E5 F5 G5 A5 B5", 4) + tempo(60),
        "<direction><direction-type><metronome><beat-unit>half</beat-unit><beat-unit-dot/>"
        '<per-minute>40</per-minute></metronome></direction-type><sound dacapo="yes"/></direction>'
        '<attributes><measure-style><measure-repeat type="start">1</measure-repeat>'
        "</measure-style></attributes>",
        note("C5", 84, "<staff>2</staff>") + "<forward><duration>28</duration></forward>",
    ),
    head="<work><work-title>A title</work-title></work>",
)
_NUMBERS = b"0 -1 1 2 7 99 0.5 1e9 4294967296 99999999999999 nan inf 9999999999999999999 x".split()


def damaged(data: bytes, rng: np.random.Generator) -> bytes:
    """Numbers replaced, bytes flipped, pieces cut out or repeated, the rest cut off."""
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        a = int(rng.integers(0, len(out) + 1))
        b = min(len(out), a + int(rng.integers(1, 200)))
        kind = rng.integers(8)
        if kind == 0:
            del out[a:]
        elif kind == 1:
            del out[a:b]
        elif kind == 2:
            out[a:a] = out[a:b] * int(rng.choice([1, 3, 200]))
        elif kind == 3 and out:
            for at in rng.integers(0, len(out), size=int(rng.integers(1, 6))):
                out[at] ^= 1 << int(rng.integers(8))
        else:
            found = list(re.finditer(rb"(?<=[\">])[\d.-]+(?=[\"<])", bytes(out)))
            if found:
                where = found[int(rng.integers(len(found)))]
                out[where.start() : where.end()] = _NUMBERS[int(rng.integers(len(_NUMBERS)))]
    return bytes(out)


def damaged_scores(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and contents: plain, packed after the damage, and damaged after packing."""
    rng = np.random.default_rng(seed)
    files: dict[str, bytes | str] = {"META-INF/container.xml": CONTAINER.format("b.xml")}
    whole = packed(files | {"a.xml": b"<score-partwise/>", "b.xml": RICH})
    for n in range(count):
        if n % 4 == 3:
            yield "a.mxl", damaged(whole, rng)
        elif n % 4 == 2:
            yield "a.mxl", packed(files | {"b.xml": damaged(RICH, rng)})
        else:
            yield "a.musicxml", damaged(RICH, rng)


def attempt(path: Path) -> str:
    """Read a score in both ways; why it is refused, or an empty string.

    A reason is one sentence that names the file. No other error is known.
    """
    from ssc_lib import read_score
    from ssc_lib.magenta.convert import score_sequence
    from ssc_lib.music.musicxml import ScoreError

    reason = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for reader in (
            lambda: score_sequence(path),
            lambda: read_score(path, steps_per_quarter=28),
        ):
            try:
                reader()
            except ScoreError as error:
                reason = str(error)
                assert reason.startswith(str(path))
                assert reason.isprintable()
                assert len(reason) < len(str(path)) + 300
    return reason.removeprefix(str(path))
