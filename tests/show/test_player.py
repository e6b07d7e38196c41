"""The player: what a clip holds, how it is described, how heavy it is, and how it is saved."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from ssc_lib.show.html import source
from ssc_lib.show.player import BYTES_AROUND, Clip
from ssc_lib.sound.midi import midi_bytes
from ssc_lib.sound.tone import Tone, perform
from tests.book.prose import Figures
from tests.made import read_png
from tests.music.four import FOUR
from tests.show.pages import CHORD, TUNE, Page, payload


def listen(music: Any = TUNE, description: Any = "A tune of seven notes", **settings: Any) -> Clip:
    return ssc.listen(music, description=description, **settings)


def visible(html: str) -> str:
    """The HTML without what is packed into it."""
    return re.sub(r"base64,[A-Za-z0-9+/=]+", "", html)


def test_clip_in_text() -> None:
    assert repr(listen()) == "<Clip: 2.0 s, 7 notes: A tune of seven notes>"
    assert repr(listen(Melody([60]), "One")) == "<Clip: 0.1 s, 1 note: One>"
    assert repr(listen(Melody([-2] * 8), "Silence")) == "<Clip: 1.0 s, 0 notes: Silence>"


def test_clip_holds_picture_sound_notes_and_words() -> None:
    import pretty_midi
    import soundfile

    page = Page(listen(title="Ten notes!")._repr_html_())
    figure = page.one("figure")
    assert figure["class"] == "ssc-clip"
    assert (figure["data-left"], figure["data-last"]) == ("6.25", "2.600")
    image = page.one("img")
    assert image["alt"] == "Piano roll, 7 notes from C4 to G4: A tune of seven notes"
    roll = ElementTree.fromstring(payload(image["src"], "image/svg+xml"))
    assert roll.attrib["viewBox"].startswith("0 0 480 ")
    audio = page.one("audio")
    assert "controls" in audio
    sound, rate = soundfile.read(io.BytesIO(payload(audio["src"], "audio/mpeg")))
    assert len(sound) / rate == pytest.approx(2.6, abs=0.1)
    link = page.one("a")
    assert link["download"] == "ten-notes.mid"
    file = pretty_midi.PrettyMIDI(io.BytesIO(payload(link["href"], "audio/midi")))
    assert [note.pitch for note in file.instruments[0].notes] == TUNE.pitches.tolist()
    assert "Ten notes!: A tune of seven notes" in " ".join(page.text.split())
    assert "requestAnimationFrame" in page.text


def test_clip_needs_nothing_from_outside_and_no_style_sheet() -> None:
    html = listen()._repr_html_()
    figures = Figures()
    figures.feed(html)
    assert figures.complaints == []
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)
    seen = visible(html)
    assert "http" not in seen and "$" not in seen
    assert "<style" not in seen and "<link" not in seen and " id=" not in seen


def test_clip_says_every_text_safely() -> None:
    html = listen(description='A <b>"bold"</b> & brave tune', title="<script>$left</script>")
    page = Page(html._repr_html_())
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "b" not in [tag for tag, _ in page.tags]
    assert page.one("img")["alt"].endswith('A <b>"bold"</b> & brave tune')
    assert page.one("a")["download"] == "script-left-script.mid"
    assert "<script>$left</script>" in page.text


def test_clip_is_the_same_in_another_process() -> None:
    script = (
        "import hashlib, ssc_lib as ssc\n"
        "from ssc_lib import Melody, Tone\n"
        f"clip = ssc.listen({CHORD!r}, description='A chord')\n"
        f"score = ssc.engrave(Melody({TUNE.events.tolist()}))\n"
        "html = clip._repr_html_() + score._repr_html_()\n"
        "print(hashlib.sha256(html.encode()).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    html = listen(CHORD, "A chord")._repr_html_() + ssc.engrave(TUNE)._repr_html_()
    assert run.stdout.strip() == hashlib.sha256(html.encode()).hexdigest()


def test_one_script_serves_every_clip() -> None:
    """What differs stands in the tags, so that clips cannot mistake one another's playhead."""
    clips = [listen(), listen(title="Other"), listen(TUNE.transposed(1)), listen(CHORD)]
    pages = [clip._repr_html_() for clip in clips]
    assert {page.split("<script>")[1].split("</script>")[0].strip() for page in pages} == {
        source("clip.js")
    }
    assert len({page.split("<script>")[0] for page in pages}) == 4


def test_clips_are_values() -> None:
    assert listen() == listen()
    assert hash(listen()) == hash(listen())
    assert listen() != listen(TUNE.transposed(1))
    with pytest.raises(AttributeError):
        listen().title = "new"  # type: ignore[misc]


def test_clip_of_tones_and_of_a_performance() -> None:
    clip = listen((tone for tone in CHORD), "A chord that grows")
    assert repr(clip) == "<Clip: 2.0 s, 3 notes: A chord that grows>"
    assert clip.midi == midi_bytes(CHORD)
    assert clip.picture.count("stroke-opacity") == 3  # three bands of loudness
    assert clip == listen(perform(CHORD), "A chord that grows")
    assert listen() == listen(perform(TUNE))


def test_a_beat_says_its_strokes() -> None:
    beat = ssc.beat({"kick": [1, 0] * 8, "hat": [1] * 16})
    clip = listen(beat, "A bar")
    assert clip.alt == "Piano roll, 24 strokes on kick, hat: A bar"


# -- attention -----------------------------------------------------------------------------------

SHORT = Melody([60, -2, 64, -2, 67, -2, -1, -2], steps_per_bar=4)
#: Three remembered steps, the oldest first; all weight on the step before, then on two before.
ROWS = np.array([[0, 0, 1.0]] * 4 + [[0, 1.0, 0]] * 4)


def test_a_clip_with_attention() -> None:
    clip = listen(SHORT, "C, E, G", attention=ROWS)
    assert clip.alt == "Piano roll and heat map, 3 notes from C4 to G4: C, E, G"
    plain = listen(SHORT, "C, E, G")
    roll, both = (ElementTree.fromstring(c.picture) for c in (plain, clip))
    tall = [float(svg.attrib["viewBox"].split()[3]) for svg in (roll, both)]
    page = clip._repr_html_()
    looks = re.search(r'<div class="ssc-looks"[^>]*>', page)
    assert looks
    assert 'data-steps="8" data-step="0.125"' in looks[0]
    height = re.search(r"height:([\d.]+)%", looks[0])
    assert height
    assert float(height[1]) == pytest.approx(100 * tall[0] / tall[1], abs=0.01)
    data = re.search(r"base64,([^)]*)\)", looks[0])
    assert data
    assert read_png(base64.b64decode(data[1])).shape == (8, 8, 4)
    assert "prefers-reduced-motion" in page
    assert 'class="ssc-looks"' not in plain._repr_html_()
    assert "$" not in visible(page)


def test_a_clip_in_tinted_notes() -> None:
    clip = listen(SHORT, "C, E, G", tint=np.linspace(-1, 1, 8))
    assert clip.alt == "Piano roll in tinted notes, 3 notes from C4 to G4: C, E, G"
    assert clip.picture != listen(SHORT, "C, E, G").picture
    both = listen(SHORT, "C, E, G", tint=np.linspace(-1, 1, 8), attention=ROWS)
    assert both.alt.startswith("Piano roll in tinted notes and heat map,")
    ElementTree.fromstring(both.picture)


# -- how heavy it is -----------------------------------------------------------------------------


def test_ten_seconds_cost_at_most_seventy_kilobytes() -> None:
    rng = np.random.default_rng(5)
    tune = Melody(rng.integers(48, 84, 80))
    assert tune.duration_s == 10
    start = rng.uniform(0, 9, 300)
    cloud = [Tone(s, s + 0.9, int(rng.integers(30, 100)), int(rng.integers(1, 128))) for s in start]
    for music in (tune, cloud):
        assert len(listen(music)._repr_html_()) < 70_000
        wordy = listen(music, "A sentence of about forty letters. " * 5, title="A title of words")
        assert len(wordy._repr_html_()) < 70_000


def test_eight_seconds_with_attention_stay_light() -> None:
    rng = np.random.default_rng(2)
    tune = Melody(rng.integers(60, 80, 64))
    rows = rng.dirichlet(np.ones(40), 64)
    assert len(listen(tune, "Sixteenths", attention=rows)._repr_html_()) < 60_000


def test_what_is_not_sound_stays_within_what_is_set_aside_for_it() -> None:
    """The room for the sound is right only if the rest takes no more than is set aside."""
    clip = listen(description="A tune of seven notes, as long as a caption in the book is. " * 2)
    packed = sum(len(p) for p in re.findall(r"base64,[A-Za-z0-9+/=]+", clip._repr_html_()))
    assert len(clip._repr_html_()) - packed < BYTES_AROUND


# -- words and settings --------------------------------------------------------------------------


def test_without_a_description_the_notes_are_told() -> None:
    clip = ssc.listen(Melody([60, -2, 64, -2]))
    assert clip.description == "C4 eighth note, E4 eighth note"
    assert clip.alt == "Piano roll, 2 notes from C4 to E4: C4 eighth note, E4 eighth note"
    assert ssc.listen(CHORD).description == "3 notes from C4 to G4"
    assert ssc.listen(CHORD).alt == "Piano roll, 3 notes from C4 to G4"
    assert ssc.listen(Melody([])).description == "no notes"


@pytest.mark.parametrize(
    ("description", "error", "words"),
    [("", ValueError, "description is empty"), ("  ", ValueError, "in words"), (5, TypeError, "5")],
)
def test_a_description_says_something(description: Any, error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        listen(description=description)


def test_title_and_music_at_the_door() -> None:
    with pytest.raises(ValueError, match="title is empty"):
        listen(title=" ")
    with pytest.raises(TypeError, match="Melody or a list of Tone"):
        listen(5)
    with pytest.raises(TypeError, match="one melody at a time"):
        listen([TUNE, TUNE])


# -- files ---------------------------------------------------------------------------------------


def test_a_clip_is_saved_by_the_ending_of_its_name(tmp_path: Path) -> None:
    clip = listen(title="A & B")
    for name, data in (("a.mp3", clip.mp3), ("new/b.MID", clip.midi)):
        assert clip.save(tmp_path / name) == tmp_path / name
        assert (tmp_path / name).read_bytes() == data
    text = clip.save(str(tmp_path / "c.html")).read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and text.endswith("</html>")
    assert "<title>A &amp; B</title>" in text
    assert clip._repr_html_() in text


@pytest.mark.parametrize(
    ("name", "words"), [("a.wav", r"a\.wav ends in \.wav; a clip"), ("clip", "ends in nothing")]
)
def test_another_ending_is_refused(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        listen().save(tmp_path / name)
    assert all(ending in str(caught.value) for ending in (".mp3", ".mid", ".html"))
    assert not list(tmp_path.iterdir())


# -- several tracks ------------------------------------------------------------------------------


def test_a_clip_of_four_tracks() -> None:
    clip = listen(FOUR, "Two bars for four voices", title="Four")
    assert repr(clip) == "<Clip: 4.0 s, 27 notes: Two bars for four voices>"
    assert clip.alt == "Piano roll, 27 notes from G2 to D5: Two bars for four voices"
    assert clip.midi == midi_bytes(FOUR, title="Four") != midi_bytes(FOUR)
    assert all(name in clip.picture for name in FOUR.names)
    assert clip == listen(FOUR, "Two bars for four voices", title="Four")
    told = ssc.listen(FOUR).description
    assert told.startswith("Soprano: 7 notes from G4 to D5; Alto: 6 notes from D4 to G4; Tenor: ")
    assert repr(ssc.blind(FOUR, FOUR[12:])) == "<Blind: clips A, B>"


def test_a_title_stands_in_the_midi_file() -> None:
    import mido

    file = mido.MidiFile(file=io.BytesIO(listen(title="Ten notes!").midi))
    assert file.tracks[0].name == "Ten notes!"


def test_several_tracks_have_no_attention() -> None:
    with pytest.raises(
        TypeError, match=r"attention needs a Melody.*; several tracks have no steps"
    ):
        listen(FOUR, attention=np.ones((24, 3)))
