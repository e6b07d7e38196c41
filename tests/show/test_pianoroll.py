"""The eye: the player's HTML, the engraved score, the piano roll."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from ssc_lib.music.melody import Melody
from ssc_lib.show import pianoroll as show
from ssc_lib.sound.tone import Tone

TUNE = Melody([60, -2, 62, -2, 64, -2, 64, -2, 65, -2, 62, -2, 67, -2, -2, -1])
CHORD = [Tone(0, 1, 60, 40), Tone(0, 1, 64.5, 80), Tone(0.5, 2, 67, 127)]


class Page(HTMLParser):
    """Collects tags and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def one(self, tag: str) -> dict:
        (found,) = [attrs for name, attrs in self.tags if name == tag]
        return found


def payload(uri: str, mime: str) -> bytes:
    head, data = uri.split(",", 1)
    assert head == f"data:{mime};base64"
    return base64.b64decode(data, validate=True)


def listen(music=TUNE, description="A tune of seven notes", **settings):
    return show.listen(music, description=description, **settings)


def test_module_is_light():
    script = (
        "import sys, ssc_lib.show.pianoroll; "
        "heavy = {'matplotlib', 'verovio', 'soundfile', 'music21', "
        "'pretty_midi', 'scipy', 'tensorflow', 'IPython'}; print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_clip_in_text():
    assert repr(listen()) == "<Clip: 2.0 s, 7 notes: A tune of seven notes>"
    assert repr(listen(Melody([60]), "One")) == "<Clip: 0.1 s, 1 note: One>"
    assert repr(listen(Melody([-2] * 8), "Silence")) == "<Clip: 1.0 s, 0 notes: Silence>"


def test_clip_holds_picture_sound_notes_and_words():
    import pretty_midi
    import soundfile

    page = Page(listen(title="Ten notes!")._repr_html_())
    assert page.one("figure")["class"] == "ssc-clip"
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
    assert "Ten notes!: A tune of seven notes" in page.text
    assert "requestAnimationFrame" in page.text


def test_clip_needs_nothing_from_outside_and_no_style_sheet():
    html = listen()._repr_html_()
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)
    visible = re.sub(r"base64,[A-Za-z0-9+/=]+", "", html)
    assert "http" not in visible
    assert "<style" not in visible and "<link" not in visible and " id=" not in visible


def test_clip_says_every_text_safely():
    html = listen(description='A <b>"bold"</b> & brave tune', title="<script>x</script>")
    page = Page(html._repr_html_())
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "b" not in [tag for tag, _ in page.tags]
    assert page.one("img")["alt"].endswith('A <b>"bold"</b> & brave tune')
    assert page.one("a")["download"] == "script-x-script.mid"


def test_clip_is_the_same_in_another_process():
    script = (
        "import hashlib; from ssc_lib import Melody; from ssc_lib.show import pianoroll as show; from ssc_lib.sound.tone import Tone\n"
        f"clip = show.listen({CHORD!r}, description='A chord')\n"
        f"score = show.score(Melody({TUNE.events.tolist()}))\n"
        "html = clip._repr_html_() + score._repr_html_()\n"
        "print(hashlib.sha256(html.encode()).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    html = listen(CHORD, "A chord")._repr_html_() + show.score(TUNE)._repr_html_()
    assert run.stdout.strip() == hashlib.sha256(html.encode()).hexdigest()


def test_clips_of_different_music_do_not_share_a_playhead():
    names = {
        Page(clip._repr_html_()).one("figure")["data-clip"]
        for clip in (listen(), listen(title="Other"), listen(TUNE.transposed(1)), listen(CHORD))
    }
    assert len(names) == 4


def test_clips_are_values():
    assert listen() == listen()
    assert hash(listen()) == hash(listen())
    with pytest.raises(AttributeError):
        listen().title = "new"


def test_clip_of_tones():
    import pretty_midi

    clip = listen((tone for tone in CHORD), "A chord that grows")
    assert repr(clip) == "<Clip: 2.0 s, 3 notes: A chord that grows>"
    notes = pretty_midi.PrettyMIDI(io.BytesIO(clip.midi)).instruments[0].notes
    assert sorted((n.pitch, n.velocity) for n in notes) == [(60, 40), (65, 80), (67, 127)]
    assert clip.picture.count("stroke-opacity") == 3  # three bands of loudness


def test_ten_seconds_cost_at_most_seventy_kilobytes():
    rng = np.random.default_rng(5)
    tune = Melody(rng.integers(48, 84, 80))
    assert tune.duration_s == 10
    start = rng.uniform(0, 9, 300)
    cloud = [Tone(s, s + 0.9, int(rng.integers(30, 100)), int(rng.integers(1, 128))) for s in start]
    for music in (tune, cloud):
        assert len(listen(music)._repr_html_()) < 70_000


def test_very_long_clip_has_a_bounded_picture():
    clip = listen(Melody([60, -2, -2, -1] * 200, qpm=200), "A note again and again")
    assert len(clip.picture) < 6_000


@pytest.mark.parametrize(
    ("description", "error", "words"),
    [("", ValueError, "description is empty"), ("  ", ValueError, "in words"), (5, TypeError, "5")],
)
def test_a_clip_must_be_described(description, error, words):
    with pytest.raises(error, match=words):
        listen(description=description)
    with pytest.raises(error, match=words):
        show.score(TUNE, description=description)


def test_description_and_title_at_the_door():
    with pytest.raises(TypeError):
        show.listen(TUNE)
    with pytest.raises(ValueError, match="title is empty"):
        listen(title=" ")
    with pytest.raises(TypeError, match="Melody or a list of Tone"):
        listen(5)


# -- the score -----------------------------------------------------------------------------------


def test_score_in_words():
    words = show.score(TUNE).description
    assert words.startswith("Score: C4 eighth note, D4 eighth note, E4 eighth note, E4 eighth")
    assert words.endswith("G4 dotted eighth note.")
    assert show.score(TUNE, description="Up, then down").description == "Up, then down"
    odd = show.score(Melody([60, -2, -2, -2, -2], steps_per_bar=5)).description
    assert odd == "Score: C4 1.25 quarter notes."
    long = show.score(Melody([60, 62] * 16)).description
    assert long.endswith("and 8 more notes.")


def test_score_is_a_picture_with_every_note():
    engraving = show.score(TUNE)
    assert repr(engraving) == "<Score: 1 bar, 7 notes>"
    page = Page(engraving._repr_html_())
    assert page.text == "1 bar, 7 notes"
    assert Page(show.score(TUNE, description="Up & down")._repr_html_()).text == "Up & down"
    image = page.one("img")
    assert image["alt"] == engraving.description
    assert "background:#fff" in image["style"]
    svg = payload(image["src"], "image/svg+xml").decode()
    root = ElementTree.fromstring(svg)
    heads = [e for e in root.iter() if e.get("class") == "notehead"]
    assert len(heads) == 7
    assert "font-face" not in svg
    assert len(svg) < 20_000
    used = set(re.findall(r'xlink:href="#([^"]+)"', svg))
    assert used <= {e.get("id") for e in root.iter()}


def test_score_of_silence_and_of_no_melody():
    assert show.score(Melody([-2] * 16)).description == "Score without notes."
    with pytest.raises(TypeError, match="score engraves a Melody, got list"):
        show.score([60, 62])


# -- the plot ------------------------------------------------------------------------------------


@pytest.fixture
def ax():
    from matplotlib.figure import Figure

    return Figure().subplots()


def test_plot_draws_each_note_where_it_is(ax):
    assert show.plot_pianoroll(TUNE, ax, color="black") is ax
    bars = [(b.get_x(), b.get_width(), b.get_y() + b.get_height() / 2) for b in ax.patches]
    expected = [(n.start_step / 4, (n.end_step - n.start_step) / 4, n.pitch) for n in TUNE.notes()]
    np.testing.assert_allclose(bars, expected)
    assert ax.get_xlim() == (0, 4)
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["B3", "C4", "D4", "E4", "F4", "G4"]
    assert len(ax.lines) == 2  # bar lines at 0 and 4


def test_plot_in_seconds(ax):
    show.plot_pianoroll(TUNE, ax, unit="seconds")
    assert ax.get_xlim() == (0, 2)
    assert ax.get_xlabel() == "time (s)"


def test_plot_of_tones_and_of_nothing(ax):
    show.plot_pianoroll(CHORD, ax)
    assert len(ax.patches) == 3
    assert ax.get_xlabel() == "time (s)"
    show.plot_pianoroll(Melody([]), ax)


def test_plot_at_the_door(ax):
    with pytest.raises(ValueError, match="unit must be"):
        show.plot_pianoroll(TUNE, ax, unit="bars")
    with pytest.raises(ValueError, match="tones have no quarter notes"):
        show.plot_pianoroll(CHORD, ax, unit="quarters")


def test_book_style_sets_matplotlib():
    import matplotlib

    with matplotlib.rc_context():
        show.use_book_style()
        assert matplotlib.rcParams["svg.hashsalt"] == "ssc"
        assert matplotlib.rcParams["font.size"] >= 11
