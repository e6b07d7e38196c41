"""The bars of a part as they are written: notes, time signatures, tempos, signs of repetition.

Source: *MusicXML 4.0*, the pages of the elements that `PartReader` reads.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ssc_lib.music.metre import Metre
from ssc_lib.music.midi import MOST_QUARTERS
from ssc_lib.music.musicxml.source import ScoreError, shown

MOST_BEATS = 128  # in a bar; also the shortest beat, as a part of a whole note
SHORTEST = 1e-5  # quarter notes; what is shorter is no note
SLOWEST, FASTEST = 1, 10_000  # quarter notes a minute
MOST_TIMES = 100  # that a repeat is played; also how many endings it may have
_SCALE = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))
_BEATS = {"long": 16.0, "breve": 8.0, "whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5}
_BEATS |= {f"{n}th": 4 / n for n in (16, 64, 128, 256)} | {"32nd": 0.125}
_JUMPS = ("dacapo", "dalsegno", "segno", "coda", "tocoda", "fine")
_IN_WORDS = re.compile(r"\b(d\. ?[cs]\.|da capo|dal segno)", re.IGNORECASE)


class BarNote(NamedTuple):
    """A note in its bar, in quarter notes from the beginning of the bar."""

    staff: int
    pitch: int
    start: float
    end: float
    holds: bool  # tied to the next note
    held: bool  # tied to the one before


@dataclass(slots=True)
class Bar:
    """A bar as written, its times in quarter notes from its beginning."""

    name: str
    metre: Metre | None  # where it begins
    qpm: float | None
    length: float = 0.0
    shown: float = 0.0  # the end of the last note or rest that is not hidden
    notes: list[BarNote] = field(default_factory=list)
    metres: list[tuple[float, Metre]] = field(default_factory=list)
    tempos: list[tuple[float, float]] = field(default_factory=list)
    forward: bool = False  # a repeat begins
    times: int = 0  # that a repeat which ends here is played in all; 0 if none ends
    endings: tuple[int, ...] = ()  # that begin here
    ending_stops: bool = False
    jumps: dict[str, str] = field(default_factory=dict)  # such as dalsegno, and to which sign
    repeats: int = 0  # a sign that stands for the bar so many bars before


class PartReader:
    """Reads the elements of the bars of one part, in the order of the file."""

    def __init__(self) -> None:
        self.bars: list[Bar] = []
        self.remarks: Counter[str] = Counter()
        self.divisions = 1.0
        self.base, self.ticks = 0.0, 0.0  # together: where in the bar the next note begins
        self.start = 0.0  # of the last note, for the others of its chord
        self.transposed: dict[str, int] = {}  # staff -> semitones; "" for all
        self.metre: Metre | None = None
        self.qpm: float | None = None
        self.repeats = 0
        self.notes = 0
        self.readers = {
            "measure": self._measure,
            "note": self._note,
            "backup": self._backup,
            "forward": self._forward,
            "attributes": self._attributes,
            "direction": self._direction,
            "sound": self._sound,
            "barline": self._barline,
        }

    def read(self, element: Element) -> None:
        """One element of a bar, or the empty measure that begins the next."""
        try:
            if element.tag in self.readers:
                self.readers[element.tag](element)
            if self.bars[-1].length > MOST_QUARTERS:
                raise ScoreError(f"more than {MOST_QUARTERS:,} quarter notes, which are the most")
        except ScoreError as error:
            name = self.bars[-1].name
            raise ScoreError(f"has in measure {name} {error}; export it again") from error

    def end(self) -> None:
        """The last bar is whole."""
        if self.bars and not self.bars[-1].length:  # some programs leave rests of whole bars out
            bar = self.bars[-1]
            above, below = self.metre or (4, 4)
            bar.length = bar.shown = 4 * above / below

    @property
    def _now(self) -> float:
        return self.base + self.ticks / self.divisions

    def _measure(self, element: Element) -> None:
        self.end()
        name = element.get("number", "") or str(len(self.bars) + 1)
        self.bars.append(Bar(name[:10], self.metre, self.qpm, repeats=self.repeats))
        self.base = self.ticks = self.start = 0.0

    # -- time

    def _forward(self, element: Element) -> None:
        self._advance(self._duration(element))

    def _backup(self, element: Element) -> None:
        self.ticks -= self._duration(element)
        if self._now < -1e-6:
            self.remarks["backups that lead out of their bar, cut off"] += 1
            self.base = self.ticks = 0.0

    def _advance(self, ticks: float) -> None:
        self.ticks += ticks
        self.bars[-1].length = max(self.bars[-1].length, self._now)

    def _duration(self, element: Element) -> float:
        ticks = _number(element.findtext("duration"), "duration")
        if ticks < 0:
            raise ScoreError(f"the duration {ticks:g}, where a number from 0 is expected")
        return ticks

    # -- notes

    def _note(self, element: Element) -> None:
        if element.find("grace") is not None:
            return
        ticks, bar = self._duration(element), self.bars[-1]
        if element.find("chord") is None:
            self.start = self._now
            self._advance(ticks)
        end = self.start + ticks / self.divisions
        bar.length = max(bar.length, end)
        if element.get("print-object") != "no" or element.find("rest") is None:
            bar.shown = max(bar.shown, end)
        if element.find("rest") is not None or element.find("cue") is not None:
            return
        if end - self.start < SHORTEST:
            return
        if element.find("unpitched") is not None:
            self.remarks["notes without a pitch (drums), left out"] += 1
            return
        staff = element.findtext("staff", "1").strip()
        pitch = self._pitch(element, staff)
        if pitch is None:
            self.remarks["notes whose pitch cannot be read, left out"] += 1
            return
        ties = element.findall("tie") or element.findall("notations/tied")
        kinds = {tie.get("type") for tie in ties}
        where = int(staff) if re.fullmatch(r"\d{1,3}", staff) else 1
        held, holds = "stop" in kinds, "start" in kinds
        bar.notes.append(BarNote(where, pitch, self.start, end, holds, held))
        self.notes += 1

    def _pitch(self, element: Element, staff: str) -> int | None:
        """The MIDI pitch that sounds; quarter tones are rounded up."""
        step = element.findtext("pitch/step", "").strip()
        try:
            octave = _number(element.findtext("pitch/octave"), "octave")
            alter = _number(element.findtext("pitch/alter", "0"), "alter")
        except ScoreError:
            return None
        if step not in _SCALE or octave % 1:
            return None
        if alter % 1:
            self.remarks["notes between two semitones, rounded up"] += 1
        shift = self.transposed.get(staff, self.transposed.get("", 0))
        pitch = 12 * (int(octave) + 1) + _SCALE[step] + math.ceil(alter) + shift
        return pitch if 0 <= pitch <= 127 else None

    # -- what holds from here on

    def _attributes(self, element: Element) -> None:
        for sign in element:
            if sign.tag == "divisions":
                divisions = _number(sign.text, "divisions of a quarter note")
                if divisions <= 0:
                    raise ScoreError("quarter notes of 0 divisions, where 1 is the least")
                self.base, self.ticks, self.divisions = self._now, 0.0, divisions
            elif sign.tag == "time" and sign.get("number", "1") == "1":
                self._time(sign)
            elif sign.tag == "transpose":
                self._transpose(sign)
            elif sign.tag == "measure-style":
                self._style(sign)

    def _time(self, sign: Element) -> None:
        if sign.find("senza-misura") is not None:
            return
        above = [_sum(e.text) for e in sign.findall("beats")]
        below = [_sum(e.text) for e in sign.findall("beat-type")]
        fits = len(above) == len(below) >= 1 and all(above)
        if not fits or not all(b and b & (b - 1) == 0 for b in below):
            self.remarks["time signatures that cannot be read, passed over"] += 1
            return
        finest = max(below)  # 2/4 and 3/8 make 7/8
        beats = sum(a * finest // b for a, b in zip(above, below, strict=True))
        self.metre = beats, finest
        self.bars[-1].metres.append((self._now, self.metre))

    def _transpose(self, sign: Element) -> None:
        try:
            semitones = _number(sign.findtext("chromatic", "0"), "transposition")
            octaves = _number(sign.findtext("octave-change", "0"), "transposition")
        except ScoreError:
            semitones = octaves = 0.5
        if semitones % 1 or octaves % 1 or abs(semitones + 12 * octaves) > 60:
            self.remarks["transpositions that cannot be read, passed over"] += 1
            return
        staff = sign.get("number", "")
        if not staff:
            self.transposed.clear()
        self.transposed[staff] = int(semitones + 12 * octaves)

    def _style(self, sign: Element) -> None:
        for style in sign:
            if style.tag == "measure-repeat":
                starts = style.get("type") == "start"
                self.repeats = (_sum(style.text) or 1) if starts else 0
                self.bars[-1].repeats = self.repeats
            elif style.tag in ("beat-repeat", "slash") and style.get("type") == "start":
                self.remarks["slashes or repeated beats, not played"] += 1

    # -- tempo and repetition

    def _direction(self, element: Element) -> None:
        sound = element.find("sound")
        if sound is not None:
            self._sound(sound)
        if sound is None or sound.get("tempo") is None:
            for mark in element.iterfind("direction-type/metronome"):
                self._metronome(mark)
        if sound is None or not set(_JUMPS) & set(sound.attrib):
            for words in element.iterfind("direction-type/words"):
                if _IN_WORDS.search(words.text or ""):
                    self.remarks["D.C. or D.S. in words alone, not played"] += 1

    def _sound(self, sound: Element) -> None:
        if sound.get("tempo") is not None:
            self._tempo(sound.get("tempo"), 1.0)
        jumps = {name: sound.get(name, "") for name in _JUMPS}
        self.bars[-1].jumps |= {k: v for k, v in jumps.items() if v not in ("", "no")}

    def _metronome(self, mark: Element) -> None:
        length = 0.0
        for sign in mark:
            if sign.tag == "beat-unit":
                length = added = _BEATS.get((sign.text or "").strip(), 0.0)
            elif sign.tag == "beat-unit-dot" and length:
                added /= 2
                length += added
            elif sign.tag == "per-minute" and length:
                found = re.search(r"\d{1,6}(\.\d{1,6})?", sign.text or "")  # such as c. 108
                if found:
                    self._tempo(found[0], length)

    def _tempo(self, text: str | None, beat: float) -> None:
        try:
            qpm = _number(text, "tempo") * beat
        except ScoreError:
            qpm = 0.0
        if not SLOWEST <= qpm <= FASTEST:
            self.remarks["tempos that cannot be read, passed over"] += 1
            return
        self.qpm = qpm
        self.bars[-1].tempos.append((self._now, qpm))

    def _barline(self, element: Element) -> None:
        bar, repeat, ending = self.bars[-1], element.find("repeat"), element.find("ending")
        if repeat is not None and repeat.get("direction") == "forward":
            bar.forward = True
        elif repeat is not None:
            bar.times = _sum(repeat.get("times", "2"))
            if not 1 <= bar.times <= MOST_TIMES:
                self.remarks["repeats whose number of times cannot be read, played twice"] += 1
                bar.times = 2
        if ending is not None and ending.get("type") == "start":
            numbers = map(int, re.findall(r"\d{1,3}", ending.get("number", "")))
            bar.endings = tuple({n for n in numbers if 1 <= n <= MOST_TIMES})
        elif ending is not None:
            bar.ending_stops = True


def _number(text: str | None, name: str) -> float:
    if text is None or not re.fullmatch(r"[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})", text.strip()):
        raise ScoreError(
            f"no {name}" if text is None else f"the {name} {shown(text)}, which is no number"
        )
    return float(text)


def _sum(text: str | None) -> int:
    """The value of a text such as 3 or 3+2; 0 if it is none, or too large."""
    if not re.fullmatch(r"\s*\d{1,3}(\s*\+\s*\d{1,3}){0,20}\s*", text or ""):
        return 0
    total = sum(int(n) for n in re.findall(r"\d+", text or ""))
    return total if total <= MOST_BEATS else 0
