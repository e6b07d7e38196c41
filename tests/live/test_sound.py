"""The page sounds like the book: samples and files of ``live/`` against the library's.

Needs Debian's Chromium or another one on the path; see `tests.browser`.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib import Melody, Tone, beat, compose, read_midi, render
from ssc_lib.chance.coins import Uniform, Unigram
from ssc_lib.music import corpus
from ssc_lib.sound.midi import midi_bytes
from tests.browser import needs_browser

pytestmark = needs_browser

# A reel, repeated notes with rests, and a piece with the lowest and the highest keys.
PIECES = {
    "reel": corpus.load("oneills", split="test")[0].melody[:96],
    "coin": compose(Uniform(38), rng=3, steps=64, qpm=100)[0],
    "rests": Melody.of("C4 . C4 - - - . - C4 - C4 . - - - -", qpm=240, steps_per_bar=12),
    "long": Melody([21, *[-2] * 40, 108, *[-2] * 20, 40, *[-2] * 30], qpm=90),
}
CHORDS = [
    Tone(0, 2, 48, 30),
    Tone(0, 2.5, 60.5, 127),
    Tone(0.3, 0.31, 89, 100),
    Tone(1.0, 1.7, 60.5, 127),
]
HITS = {
    "kick": [1, 0, 0, 0, 1, 0, 1, 0] * 4,
    "snare": [0, 0, 1, 0, 0, 0, 1, 1] * 4,
    "hat": [1, 1] * 16,
}


def tones_of(tones: list[Tone]) -> list[dict[str, Any]]:
    """Tones as the page writes them."""
    names = ("startS", "endS", "pitch", "velocity", "voice")
    return [dict(zip(names, tone, strict=False)) for tone in tones]


def given(music: Melody | list[Tone]) -> Any:
    if isinstance(music, Melody):
        quarter, qpm, bar, metre = music.grid.values()
        grid = {"stepsPerQuarter": quarter, "qpm": qpm, "stepsPerBar": bar, "metre": metre}
        return {"events": list(music), "grid": grid}
    return {"tones": tones_of(music)}


MUSIC = "({ events, grid, tones }) => tones || new SSC.Melody(events, grid)"
# Bytes come out of the page as text, which is quicker than a list of numbers.
TEXT = """(bytes) => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""
CLIPS: dict[str, Melody | list[Tone]] = {
    **PIECES,
    "chords": CHORDS,
    "drums": beat(HITS, qpm=100),
    "both": [*CHORDS, *beat(HITS)],
    "silence": Melody([-2] * 16),
}


def bytes_of(page: Any, script: str, argument: Any) -> bytes:
    """The bytes that a script of the page gives for a piece of music."""
    call = f"async music => ({TEXT})(await ({script})(({MUSIC})(music)))"
    return base64.b64decode(page.evaluate(call, argument))


def rendered(page: Any, music: Melody | list[Tone]) -> np.ndarray:
    """Samples of a clip of the page, in steps of 16 bits."""
    data = bytes_of(page, "(music) => SSC.wavBytes(SSC.render(music))", given(music))
    return np.frombuffer(data[44:], "<i2").astype(int)


@pytest.mark.parametrize("name", CLIPS)
def test_a_clip_has_the_same_samples(page: Any, name: str) -> None:
    found = rendered(page, CLIPS[name])
    expected = np.round(render(CLIPS[name]) * 32768)
    assert found.shape == expected.shape
    assert abs(found - expected).max() <= 2


def test_a_drum_pattern_becomes_tones(page: Any) -> None:
    script = "hits => SSC.beat(hits, { qpm: 100 }).map((t) => [t.startS, t.endS, t.voice])"
    expected = [[t.start_s, t.end_s, t.voice] for t in beat(HITS, qpm=100)]
    assert page.evaluate(script, HITS) == expected


def test_a_string_that_was_struck_short_is_struck_anew(page: Any) -> None:
    """Clips one after another are as if each came alone, whatever is kept of the strings."""
    for end_s in (0.1, 2.0, 1.0):
        clip = [Tone(0, end_s, 33, 77)]
        assert abs(rendered(page, clip) - np.round(render(clip) * 32768)).max() <= 2


# -- files -----------------------------------------------------------------------------------------

FILES = {
    **CLIPS,
    "jig": Melody.of("G4 - A4 B4 - C5", qpm=97.3, steps_per_bar=12),
    "six eighths": Melody.of("A4 - - E4 - -", metre=(6, 8)),
    "flats": Melody.of("Eb4 F4 G4 Ab4 Bb4 C5 D5", metre=(7, 8)),
    "waltz of eighths": Melody([60, 62, -1, -2], steps_per_bar=6, qpm=3.6),
    "triplets": Melody([60, 62, 64] * 4, steps_per_quarter=3, steps_per_bar=12),
    "uneven": Melody([60, -1, -2], steps_per_quarter=7, steps_per_bar=5),
    "empty": Melody([]),
    "none": [],
}


@pytest.mark.parametrize("name", FILES)
def test_a_midi_file_is_the_same_byte_for_byte(page: Any, name: str) -> None:
    assert bytes_of(page, "SSC.midiBytes", given(FILES[name])) == midi_bytes(FILES[name])


def test_a_midi_file_reads_back(page: Any, tmp_path: Path, train: list[np.ndarray]) -> None:
    primer = Melody([62, -2, 66], steps_per_bar=12)
    script = """async (primer) => {
      const loaded = SSC.Unigram.fit((await SSC.load("tunes")).rows);
      return SSC.midiBytes(await SSC.compose(loaded, { rng: 7, qpm: 90, primer }));
    }"""
    path = tmp_path / "page.mid"
    path.write_bytes(bytes_of(page, script, given(primer)))
    expected = compose(Unigram.fit(train), rng=7, qpm=90, primer=primer)[0]
    read = read_midi(path)
    assert read.notes() == expected.notes()
    assert (read.qpm, read.steps_per_bar) == (90, 12)


def test_a_wav_file_reads_back(page: Any) -> None:
    import soundfile

    script = """() => {
      const samples = Float32Array.of(0, 0.5, -0.5, 1, -1, 1 / 32768);
      return Array.from(SSC.wavBytes(samples));
    }"""
    samples, rate = soundfile.read(io.BytesIO(bytes(page.evaluate(script))), dtype="int16")
    assert (rate, samples.tolist()) == (22050, [0, 16384, -16384, 32767, -32768, 1])


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("SSC.render([{ startS: 1, endS: 1, pitch: 60 }])", "tone 0 sounds from 1 s to 1 s"),
        ("SSC.render([{ startS: 0, endS: 1, pitch: 128 }])", "pitch from 0 to 127"),
        ("SSC.render([{ startS: 0, endS: 1, pitch: 60, velocity: 0 }])", "velocity from 1"),
        ("SSC.render([{ startS: 0, endS: 1, pitch: 60, voice: 'harp' }])", "harp"),
        ("SSC.midiBytes(new SSC.Melody([60], { qpm: 1 }))", "not 1; try 120"),
    ],
)
def test_bad_input_gets_a_sentence(page: Any, script: str, words: str) -> None:
    said = page.evaluate("s => { try { (0, eval)(s) } catch (e) { return e.message } }", script)
    assert words in said
    assert "\n" not in said
