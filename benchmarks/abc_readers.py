"""How the library reads ABC, measured against two independent readers.

    python benchmarks/abc_readers.py [--collections oneills1850 ryansMammoth airdsAirs] [--limit 50]
                                     [--csv book/reference/readings.csv]

Needs abc2midi on the path (the Debian package abcmidi); verovio comes with the library. Neither is
used by the library for reading. All tunes of three collections that the installed music21 carries
are read three times. Two readings agree when they have the same pitches, onsets and durations.

Both others get a copy of each tune with as little in it as the comparison needs. Fields that do
not sound, quoted text and decorations are left out. abc2midi plays repeats, so that its bar lines
are plain ones. Of verovio known faults are avoided: it may abort the process, keeps the key of the
tune before, draws what follows into a tuplet, drops notes after a tie to another pitch, and does
not read the length behind a chord. So each tune is read in a process of its own; spaces are set
around tuplets, such ties left out and lengths moved into chords. Accidentals of the bar are added
to what verovio gives, for it writes down only what is printed.

Disagreements are sorted by what stands in the tune; the reasons are those of the ABC standard 2.1.
All of them, and the tunes that the library refuses, can be written to a table of comma-separated
values; its last column tells whether the tune is in the corpus that ships.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import mido

from ssc_lib import corpus
from ssc_lib.music.abc import AbcError, read_abc

Notes = list[tuple[float, int, float]]  # start, pitch, duration, in quarter notes
COLLECTIONS = ("oneills1850", "ryansMammoth", "airdsAirs")
PITCH = r"(?:\^\^?|__?|=)?[A-Ga-g][,']*"
NOTE = rf"(?:\{{[^}}]*\}})?(?:{PITCH}|z)\d*/*\d*[ <>-]*"
MARKS = re.compile(r"(\[[A-Za-z]:[^\]]*\])|\.(?=[^|])|[~H-Wh-wy]")
KINDS = (  # what stands in a tune, the sign of it, why the library is right
    (r"(?m)^K: *H[Pp]", "pipes", "3.1.14: the pipes play F sharp and C sharp"),
    (r"\}-", "tie after a grace note", "4.11: a tie joins two notes of one pitch; this is a slur"),
    (r"\(\(?[579](?!:)", "(5 (7 (9", "4.13: in 3/4 they stand in the time of 2, not of 3"),
    (r"\[V:", "several voices", "7: verovio puts the voices one after another"),
    (r"(?m)^K:[^\n]*\n(?s:.*)(?:^K:|\[K:)", "key changes", "3.2: a key holds from where it stands"),
    (r"\[[^\]\d|:]*\]", "chord", "4.17: lengths, ties and broken rhythm go with the whole chord"),
    (r"-", "tie", "4.11: two notes of one pitch are one"),
    (r"(?m)^[<>]", "broken rhythm at the beginning of a line", "4.4: it needs two notes only"),
    (r"\(\d", "tuplet", "4.13: the next so many notes"),
    (r"(?m)::", "bar line ::", "4.8: it ends a bar and the accidentals in it"),
    ("", "other", "see the tune"),
)


def tunes(folder: Path) -> Iterator[tuple[str, str]]:
    """Name of the file and text of each tune of a collection."""
    for path in sorted(folder.glob("*.abc")):
        tune: list[str] = []
        for line in [*path.read_text(encoding="utf-8", errors="replace").splitlines(), ""]:
            if tune and (line.startswith("X:") or not line.strip()):
                yield path.name, "\n".join(tune) + "\n"
                tune = []
            if tune or line.startswith("X:"):
                tune.append(line)


def cleaned(text: str, music: Callable[[str], str]) -> str:
    """A tune with the fields that sound, and its lines of music changed."""
    lines, body = ["X:1"], False
    for line in text.splitlines():
        field = re.match(r"([A-Za-z]):", line)
        if field and field[1] in "MLKVQI":
            lines.append(line.split("%")[0])
            body = body or field[1] == "K"
        elif body and not field and not line.startswith("%"):
            line = re.sub(
                r'\["[^"]*"(?![^\[\]|]*\])', "", line.split("%")[0]
            )  # an ending with words
            line = re.sub(r'"[^"]*"', "", line)
            line = re.sub(r"![^!\s|]*!|\[P:[^\]]*\]", "", line).replace("!", " ")
            lines.append(music(MARKS.sub(r"\1", line)))
    return "\n".join(lines) + "\n"


def same(ours: Notes, theirs: Notes | None) -> bool:
    """Whether two readings agree, to a hundredth of a quarter note."""
    return (
        theirs is not None
        and len(ours) == len(theirs)
        and all(
            abs(a[0] - b[0]) < 0.012 and a[1] == b[1] and abs(a[2] - b[2]) < 0.02
            for a, b in zip(ours, theirs, strict=True)
        )
    )


def by_the_library(text: str) -> Notes:
    """The reading of this library."""
    return [(float(n.start), n.pitch, float(n.duration)) for n in read_abc(text).notes]


# -- abc2midi ------------------------------------------------------------------------------------


def plain_bars(line: str) -> str:
    """Music without endings and repeats."""
    line = re.sub(r"\[\d[\d,-]*|(?<=\|)\d[\d,-]*|(?<=\|:|::)\d[\d,-]*", "", line)
    return re.sub(r"::|:+\||\|:+", " | ", line)


def by_abc2midi(text: str) -> Notes | None:
    """The first track with notes that abc2midi writes, of notes that begin together the top one."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "t.abc"), Path(folder, "t.mid")
        head, rest = cleaned(text, plain_bars).split("\n", 1)
        source.write_text(f"{head}\n%%MIDI chordattack 0\n{rest}")
        command = ["abc2midi", str(source), "-NFER", "-NFNP", "-NGUI", "-NGRA", "-o", str(target)]
        subprocess.run(command, capture_output=True, check=False)
        if not target.exists():
            return None
        file = mido.MidiFile(target)
    for track in file.tracks:
        now, found = 0, dict[int, tuple[int, int]]()
        sounding: dict[int, int] = {}
        for event in track:
            now += event.time
            if event.type == "note_on" and event.velocity:
                sounding[event.note] = now
            elif event.type in ("note_on", "note_off") and event.note in sounding:
                start = sounding.pop(event.note)
                found[start] = max(found.get(start, (0, 0)), (event.note, now - start))
        if found:  # every note begins a tick late and ends in time
            ticks = file.ticks_per_beat
            return [((s - 1) / ticks, p, (d + 1) / ticks) for s, (p, d) in sorted(found.items())]
    return []


# -- verovio -------------------------------------------------------------------------------------

MEI = "{http://www.music-encoding.org/ns/mei}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
SCALE = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
ALTERS = {"s": 1, "f": -1, "n": 0, "x": 2, "ss": 2, "ff": -2}


def for_verovio(line: str) -> str:
    """Music that avoids the faults named above."""

    def tie(m: re.Match[str]) -> str:
        return m[1] + m[2] + ("-" if m[1] == m[3] else "")

    def chord(m: re.Match[str]) -> str:
        notes = re.findall(PITCH, m[1])
        plain = "".join(notes) == m[1] and m[2]
        return f"[{''.join(n + m[2] for n in notes)}]" if plain else m[0]

    line = re.sub(r"\((?=\d)", " (", line.replace("`", ""))
    line = re.sub(r"\((?!\d)|\)", "", line)
    line = re.sub(
        rf"({PITCH})(\d*/*\d*[<>]*)-(?=[<>]*\s*\|?\s*(?:\{{[^}}]*\}})?({PITCH}))", tie, line
    )
    for p in range(2, 10):
        line = re.sub(rf"(\({p}(?![:\d])(?:\s*{NOTE}){{{p}}})", r"\1 ", line)
    line = re.sub(r"\[((?:\^\^?|__?|=)?[A-Ga-g][^\]\[|:]*)\](\d*/*\d*)", chord, line)
    return re.sub(r"([<>]+)\s+", r"\1", line)


class Mei:
    """The notes of an MEI document in the order of the page."""

    def __init__(self, text: str) -> None:
        root = ElementTree.fromstring(text)
        ends = ((t.get("endid", ""), t.get("startid", "")) for t in root.iter(MEI + "tie"))
        self.tied = {end.lstrip("#"): start.lstrip("#") for end, start in ends}
        self.now = Fraction(0)
        self.pitches: dict[str, int] = {}
        self.found: list[tuple[Fraction, int, Fraction, str]] = []
        for measure in root.iter(MEI + "measure"):
            self.bar: dict[str, int] = {}
            layer = measure.find(f"{MEI}staff/{MEI}layer")
            if layer is not None:
                self.walk(layer, Fraction(1))

    def walk(self, element: ElementTree.Element, ratio: Fraction) -> None:
        """An element and what it holds; ``ratio`` is that of its tuplets."""
        tag = element.tag.removeprefix(MEI)
        if tag == "tuplet":
            ratio *= Fraction(int(element.get("numbase", 1)), int(element.get("num", 1)))
        if tag in ("note", "rest", "space", "chord"):
            if not element.get("grace"):
                self.sound(element, ratio)
            return
        for child in element:
            self.walk(child, ratio)

    def sound(self, element: ElementTree.Element, ratio: Fraction) -> None:
        """A note, chord or rest."""
        value, dots = element.get("dur", "4"), int(element.get("dots", "0"))
        whole = {"breve": Fraction(8), "long": Fraction(16)}
        duration = whole.get(value) or Fraction(4, int(value))
        duration *= (2 - Fraction(1, 2**dots)) * ratio
        pitches = [(self.pitch(n), n.get(ID, "")) for n in element.iter(MEI + "note")]
        if pitches:
            pitch, name = max(pitches)
            start = self.now
            if self.found and self.tied.get(name, "-") == self.found[-1][3]:
                start, _, before, _ = self.found.pop()
                self.found.append((start, pitch, before + duration, name))
            else:
                self.found.append((start, pitch, duration, name))
        self.now += duration

    def pitch(self, note: ElementTree.Element) -> int:
        """MIDI pitch: an accidental as printed, else that of the bar, a tie or the key."""
        letter, name, sign = note.get("pname", "c"), note.get(ID, ""), note.find(MEI + "accid")
        printed = note.get("accid") or (sign.get("accid") if sign is not None else None)
        if printed:
            self.bar[letter] = ALTERS[printed]
        alter = self.bar.get(letter, ALTERS.get(note.get("accid.ges", "n"), 0))
        pitch = 12 * (int(note.get("oct", 4)) + 1) + SCALE[letter] + alter
        if not printed:
            pitch = self.pitches.get(self.tied.get(name, ""), pitch)
        self.pitches[name] = pitch
        return pitch


def _verovio(text: str, answers: multiprocessing.SimpleQueue[Notes | None]) -> None:
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    toolkit = verovio.toolkit()
    toolkit.setInputFrom("abc")
    read = toolkit.loadData(cleaned(text, for_verovio))
    found = Mei(toolkit.getMEI()).found if read else None
    answers.put(None if found is None else [(float(s), p, float(d)) for s, p, d, _ in found if d])


def by_verovio(text: str) -> Notes | None:
    """The reading of verovio in a process of its own; None where that broke down."""
    import verovio  # noqa: F401 - loaded once, before the processes part

    context = multiprocessing.get_context("fork")
    answers: multiprocessing.SimpleQueue[Notes | None] = context.SimpleQueue()
    process = context.Process(target=_verovio, args=(text, answers))
    process.start()
    process.join()
    return answers.get() if process.exitcode == 0 else None


# -- the comparison ------------------------------------------------------------------------------


def kind_of(text: str, theirs: Notes | None) -> tuple[str, str]:
    """What in a tune makes readers differ, and why the library reads it as it does."""
    if theirs is None:
        return "breaks down", "there is no other reading"
    music = re.sub(r'(?m)^(?![KLM]:)[A-Za-z]:.*|(?<!\[)"[^"\n]*"', "", text)
    return next((name, why) for sign, name, why in KINDS if re.search(sign, music))


def main() -> None:
    """Print the tables."""
    import music21

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collections", nargs="+", default=list(COLLECTIONS))
    parser.add_argument("--limit", type=int, help="so many tunes of each collection")
    parser.add_argument("--csv", type=Path, help="write the disagreements to this file")
    options = parser.parse_args()
    if shutil.which("abc2midi") is None:
        raise SystemExit("abc2midi is not on the path; it is in the Debian package abcmidi")
    count: Counter[str] = Counter()
    kinds: dict[tuple[str, str, str], list[str]] = {}
    left_out: list[str] = []
    rows: list[list[str]] = []
    ships = {(t.number, t.title) for t in corpus.load()}
    for collection in options.collections:
        folder = Path(music21.__file__).parent / "corpus" / collection
        for place, (file, text) in enumerate(tunes(folder)):
            if place == options.limit:
                break
            count["tunes"] += 1
            number = text.splitlines()[0][2:].split("%")[0].strip()
            title = (re.findall(r"(?m)^T: *(.*?) *$", text) or [""])[0]
            in_corpus = bool({(number, title), (Path(file).stem, title)} & ships)
            row = [collection, file, number, title]
            try:
                ours = by_the_library(text)
            except AbcError as error:
                left_out.append(f"{collection}/{file}: {error}")
                rows.append([*row, "refused", str(error).split(": ", 1)[-1], "no"])
                continue
            readings = {"abc2midi": by_abc2midi(text), "verovio": by_verovio(text)}
            agree = {reader: same(ours, theirs) for reader, theirs in readings.items()}
            count.update(reader for reader, yes in agree.items() if yes)
            count["both" if all(agree.values()) else "one" if any(agree.values()) else "none"] += 1
            for reader in (r for r, yes in agree.items() if not yes):
                kind, why = kind_of(text, readings[reader])
                kinds.setdefault((reader, kind, why), []).append(f"{file}, X:{number}, {title}")
                reason = f"{kind} ({why})"
                rows.append([*row, f"{reader} differs", reason, "yes" if in_corpus else "no"])
        print(f"after {collection}: {dict(count)}, left out {len(left_out)}", flush=True)
    print("\nDisagreements: reader, kind, how many, why the library is right, where")
    for (reader, kind, why), names in sorted(kinds.items()):
        print(f"\n{reader}: {kind}: {len(names)} ({why})")
        print(*(f"    {name}" for name in names), sep="\n")
    print(f"\nLeft out: {len(left_out)}", *left_out, sep="\n    ")
    if options.csv:
        with options.csv.open("w", newline="", encoding="utf-8") as file_of_rows:
            table = csv.writer(file_of_rows, lineterminator="\n")
            columns = ("collection", "file", "number", "title", "verdict", "reason", "ships")
            table.writerow(columns)
            table.writerows(rows)


if __name__ == "__main__":
    main()
