"""The player: a clip of music as one piece of HTML that needs nothing else.

A clip holds a picture (the piano roll), the sound (an MP3), the notes (a MIDI file to download)
and a description in words, for whoever cannot see or hear it. All of it is inside the page, so it
works on a static page, in Jupyter, Colab and VS Code, and without a network. A few lines of script
move the playhead and stop the other clips on the page; where scripts are not allowed, as in a
notebook that is not trusted yet, the picture and the sound remain.

Nothing in the HTML is random: the same music gives the same bytes, so a stored notebook can be
compared with what its code gives today.

Chapter: One-hot melodies.
"""

from __future__ import annotations

import base64
import hashlib
import html
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ssc_lib.music.melody import Melody, pitch_name
from ssc_lib.show import heat
from ssc_lib.show.roll import LEFT, WIDTH, roll
from ssc_lib.sound.mix import SAMPLE_RATE, render, to_mp3
from ssc_lib.sound.tone import KEYS, Tone, as_tones, end_of

BYTES_PER_S = 6600  # of a clip's HTML: 10 s, with a little for its tail, stay below 70 kB

_SCRIPT = """\
(function(){function wire(){document.querySelectorAll('figure[data-clip="UID"]')\
.forEach(function(f){var a=f.querySelector('audio'),h=f.querySelector('.ssc-playhead');\
if(!a||!h||f.wired)return;f.wired=true;\
function put(){MOREh.style.display='block';\
h.style.left=Math.min(100,LEFT+(100-LEFT)*a.currentTime/LAST)+'%'}\
function run(){put();if(!a.paused&&!a.ended)requestAnimationFrame(run)}\
a.addEventListener('play',function(){document.querySelectorAll('figure.ssc-clip audio')\
.forEach(function(o){if(o!==a)o.pause()});run()});\
a.addEventListener('seeked',put);a.addEventListener('timeupdate',put);put()})}\
wire();setTimeout(wire,500)})();"""


@dataclass(frozen=True, repr=False)
class Clip:
    """Music to hear and see: shown by a notebook as a player.

    Attributes
    ----------
    description : str
        What is heard, in words.
    title : str or None
    duration_s : float
        Length of the music in seconds, without the tail in which the last note rings.
    n_notes : int
    mp3, midi : bytes
    picture : str
        The piano roll as SVG, with its heat map if it has one.
    looks : str
        What lies on the roll while it plays, as HTML: see `ssc_lib.show.heat`.
    """

    description: str
    title: str | None
    duration_s: float
    n_notes: int
    mp3: bytes = field(hash=False)
    midi: bytes = field(hash=False)
    picture: str = field(hash=False)
    alt: str
    last_s: float
    looks: str = field(default="", hash=False)

    def __repr__(self) -> str:
        notes = "1 note" if self.n_notes == 1 else f"{self.n_notes} notes"
        return f"<Clip: {self.duration_s:.1f} s, {notes}: {self.description}>"

    def _repr_html_(self) -> str:
        name = self.title or self.description
        seen = (name + self.picture).encode()  # not the MP3: processors may differ in its last bit
        uid = hashlib.sha256(seen + self.midi).hexdigest()[:12]
        left = 100 * LEFT / WIDTH
        script = _SCRIPT.replace("UID", uid).replace("LAST", f"{self.last_s:.3f}")
        script = script.replace("LEFT", f"{left:g}").replace(
            "MORE", heat.MOVE if self.looks else ""
        )
        title = f"<strong>{html.escape(self.title)}</strong>: " if self.title else ""
        return (
            f'<figure class="ssc-clip" data-clip="{uid}" '
            'style="margin:1em 0;max-width:760px;color:inherit">'
            '<div style="position:relative;line-height:0">'
            f'<img alt="{html.escape(self.alt)}" src="{data_uri("image/svg+xml", self.picture)}" '
            'style="display:block;width:100%;max-width:100%;height:auto;margin:0;padding:0;'
            f'border-radius:4px">{self.looks}'
            '<div class="ssc-playhead" style="display:none;position:absolute;top:0;bottom:0;'
            f'left:{left:g}%;width:2px;margin-left:-1px;background:#c2410c;pointer-events:none">'
            "</div></div>"
            '<audio controls preload="metadata" style="display:block;width:100%;margin:.4em 0" '
            f'src="{data_uri("audio/mpeg", self.mp3)}"></audio>'
            '<figcaption style="color:inherit;text-align:left;margin:0">'
            f"{title}{html.escape(self.description)} &middot; "
            f'<a href="{data_uri("audio/midi", self.midi)}" download="{_file_name(name)}.mid" '
            'style="color:inherit;text-decoration:underline">Download as MIDI</a></figcaption>'
            f"<script>{script}</script></figure>"
        )


def listen(
    music: Melody | Iterable[Tone],
    *,
    description: str,
    title: str | None = None,
    attention: np.ndarray | None = None,
) -> Clip:
    """Make a player for a melody or any list of tones.

    Parameters
    ----------
    music : Melody or iterable of Tone
    description : str, not empty
        What is heard, in words: the caption, and what a screen reader says for the picture.
    title : str, optional
        Stands in bold before the description and names the MIDI file.
    attention : ndarray, shape (steps, L), none negative, optional
        For a melody: at each step the weights of the last L steps, the oldest first, as in a
        network's ``state.attention.weights``. A heat map of them stands under the roll, and while
        the sound plays the steps looked at are tinted.

    Returns
    -------
    Clip
        As the last value of a notebook cell it shows itself; ``.mp3`` and ``.midi`` are its bytes.

    Raises
    ------
    TypeError, ValueError
        If the description is missing or empty, the music is not playable, or ``attention`` does
        not belong to it.

    Examples
    --------
    >>> listen(Melody([60, 62, 64, 65]), description="Four notes, rising")
    <Clip: 0.5 s, 4 notes: Four notes, rising>
    """
    description = checked_text("description", description)
    if title is not None:
        title = checked_text("title", title)
    rows = None if attention is None else heat.checked_attention(attention, music)
    if not isinstance(music, Melody):
        music = list(music) if isinstance(music, Iterable) else music
    tones, duration_s = as_tones(music)
    samples = render(music)
    last_s = len(samples) / SAMPLE_RATE
    if isinstance(music, Melody):
        from ssc_lib.music.midi import midi_bytes

        midi, line_s = midi_bytes(music), music.steps_per_bar * music.seconds_per_step
    else:
        midi, line_s = _midi_of_tones(tones), 1.0
    steps = music.steps_per_bar if isinstance(music, Melody) else 0
    picture, share = roll(tones, last_s, duration_s, line_s, rows, steps)
    looks = ""
    if rows is not None:
        place = LEFT / WIDTH, (1 - LEFT / WIDTH) * duration_s / last_s, share
        looks = heat.looks(rows, duration_s / len(rows), *place)
    room = BYTES_PER_S * max(last_s, 1.0) - 1.34 * (len(picture) + len(midi)) - 2500 - len(looks)
    return Clip(
        description=description,
        title=title,
        duration_s=duration_s,
        n_notes=len(tones),
        mp3=to_mp3(samples, max_bytes=room * 0.75),
        midi=midi,
        picture=picture,
        alt=f"Piano roll{' and heat map' if looks else ''}, {_span(tones)}: {description}",
        last_s=last_s,
        looks=looks,
    )


def data_uri(mime: str, data: str | bytes) -> str:
    """The data as an address that holds the data itself."""
    data = data.encode() if isinstance(data, str) else data
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def checked_text(name: str, text: object) -> str:
    """The text without spaces around it; an error that names it if it is no text, or empty."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a text in words, got {text!r}")
    if not text.strip():
        raise ValueError(f"{name} is empty; say in words what is heard or seen")
    return " ".join(text.split())


def _span(tones: Sequence[Tone]) -> str:
    if not tones:
        return "no notes"
    struck = [tone for tone in tones if tone.voice in KEYS]
    if struck:
        hits = ", ".join(drum for drum in KEYS if any(tone.voice == drum for tone in struck))
        others = [tone for tone in tones if tone.voice not in KEYS]
        count = "1 stroke" if len(struck) == 1 else f"{len(struck)} strokes"
        return f"{count} on {hits}" + (f" and {_span(others)}" if others else "")
    pitches = [bound(t.pitch, end_of(t)) for bound in (min, max) for t in tones]
    low, high = (pitch_name(round(bound(pitches))) for bound in (min, max))
    if len(tones) == 1:
        return f"1 note, {low}"
    return f"{len(tones)} notes from {low} to {high}"


def _file_name(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return words[:40].rstrip("-") or "clip"


def _midi_of_tones(tones: Sequence[Tone]) -> bytes:
    import io

    import pretty_midi

    file = pretty_midi.PrettyMIDI(resolution=480, initial_tempo=120)
    piano, strings = pretty_midi.Instrument(program=0), pretty_midi.Instrument(program=48)
    kit = pretty_midi.Instrument(program=0, is_drum=True)  # channel 10
    play = {"piano": piano, "string": strings} | dict.fromkeys(KEYS, kit)
    for tone in tones:
        for key, start, end in _keys(tone):
            note = pretty_midi.Note(round(tone.velocity), key, start, end)
            play[tone.voice].notes.append(note)
    file.instruments += [one for one in (piano, strings, kit) if one.notes] or [piano]
    buffer = io.BytesIO()
    file.write(buffer)
    return buffer.getvalue()


def _keys(tone: Tone) -> list[tuple[int, float, float]]:
    """Each key that a tone sounds nearest to, and from when to when: a glide passes through many.

    MIDI has no place between the keys, and bends the pitch of all notes of a channel at once.
    """
    first, last = (min(math.floor(p + 0.5), 127) for p in (tone.pitch, end_of(tone)))
    direction = 1 if last >= first else -1
    keys = list(range(first, last + direction, direction))
    slope = (end_of(tone) - tone.pitch) / (tone.end_s - tone.start_s)
    passed = [tone.start_s + (k + direction / 2 - tone.pitch) / slope for k in keys[:-1]]
    borders = [tone.start_s, *passed, tone.end_s]
    spans = zip(keys, borders[:-1], borders[1:], strict=True)
    return [(key, start, end) for key, start, end in spans if end > start]
