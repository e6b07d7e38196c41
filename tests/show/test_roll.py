"""The piano roll as SVG: where strokes, lines and names stand."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given

import ssc_lib as ssc
from ssc_lib.music.melody import Melody
from ssc_lib.show import heat
from ssc_lib.show.roll import LEFT, WIDTH, Roll, roll
from ssc_lib.sound.tone import KEYS, Tone, perform
from tests.made import melodies
from tests.music.four import FOUR
from tests.show.pages import CHORD, TUNE

BEAT = ssc.beat({"kick": [1, 0, 0, 0], "snare": [0, 0, 1, 0], "hat": [1, 1, 1, 1]})


def draw(music: Any, tail_s: float = 0.0, **settings: Any) -> Roll:
    performance = perform(music)
    return roll(performance, performance.duration_s + tail_s, **settings)


def strokes(picture: str) -> list[tuple[float, float, float]]:
    """Left end, height and length of each level stroke."""
    notes = picture.split('<g stroke-width="')[1].split("</g>")[0]
    found = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)", notes)
    return [tuple(map(float, stroke)) for stroke in found]  # type: ignore[misc]


def names(picture: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", picture)


def paths(picture: str) -> list[str]:
    """The lines of the keys and the lines of time."""
    return re.findall(r'<path stroke="[^"]*" d="([^"]*)"/>', picture)[:2]


def test_each_note_is_a_stroke_where_it_sounds() -> None:
    """Two seconds on 450 units: a step of an eighth of a second is 28.1 wide, less a gap of 1."""
    drawn = strokes(draw(Melody([60, -2, 62, -1] + [-2] * 12)).svg)
    assert [(x, width) for x, _, width in drawn] == [(30, 55.2), (86.2, 27.1)]
    low, high = drawn[0][1], drawn[1][1]
    row = (low - high) / 2
    assert high < low and row == pytest.approx(70 / 7, abs=0.1)  # seven keys, two of them margins


@given(melody=melodies())
def test_every_note_is_inside_the_picture(melody: Melody) -> None:
    picture = draw(melody, 0.6).svg
    root = ElementTree.fromstring(picture)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    drawn = strokes(picture)
    assert len(drawn) == len(melody.pitches)
    assert all(x >= LEFT and x + length <= width + 1 and 0 < y < height for x, y, length in drawn)


def test_the_tail_takes_its_share() -> None:
    without, with_tail = draw(TUNE), draw(TUNE, 2.0)
    assert without.place == (LEFT / WIDTH, 1 - LEFT / WIDTH, 1)
    assert with_tail.place == (LEFT / WIDTH, (1 - LEFT / WIDTH) / 2, 1)
    assert strokes(with_tail.svg)[0][2] == pytest.approx(strokes(without.svg)[0][2] / 2, abs=0.6)


def test_lines_stand_at_bars_or_at_seconds() -> None:
    def places(picture: str) -> list[float]:
        return [float(x) for x in re.findall(r"M([\d.]+) 0v", paths(picture)[1])]

    waltz = Melody([60] * 24, qpm=120, steps_per_bar=12)  # bars of 1.5 s
    assert places(draw(waltz).svg) == [30, 255, 480]
    assert places(draw([Tone(0, 3, 60)]).svg) == [30, 180, 330, 480]
    long = places(draw(Melody([60, -2, -2, -1] * 200, qpm=200)).svg)
    assert len(long) == 51
    crowd = places(draw(Melody([60] * 400, steps_per_bar=1)).svg)
    assert len(crowd) == 51  # 400 lines, halved three times


def test_each_c_has_a_name() -> None:
    assert names(draw([Tone(0, 1, 46), Tone(0, 1, 84)]).svg) == ["C3", "C4", "C5", "C6"]
    assert names(draw([Tone(0, 1, 66)]).svg) == []


def test_drums_have_names_and_c2_gives_way() -> None:
    assert names(draw(BEAT).svg) == list(KEYS)
    assert 'font-size="10"' in draw(BEAT).svg and 'font-size="12"' in draw(CHORD).svg
    wide = [*BEAT, Tone(0, 1, 24), Tone(0, 1, 60)]
    assert names(draw(wide).svg) == ["C1", "C3", "C4", *KEYS]
    assert names(draw([Tone(0, 1, 0, voice="hat"), Tone(0, 1, 60)]).svg) == ["C3", "C4", "hat"]


def test_a_glide_is_a_slanted_line() -> None:
    tones = [Tone(0, 1, 60, voice="string", end_pitch=64), Tone(1, 2, 60, voice="string")]
    picture = draw(tones).svg
    drawn = picture.split("stroke-opacity", 1)[1]
    (glide,) = re.findall(r"M[\d. ]+L[\d. ]+", drawn)
    assert len(strokes(picture)) == 1
    (x0, y0), (x1, y1) = (map(float, point.split()) for point in glide[1:].split("L"))
    assert x1 > x0 and y1 < y0


def test_loud_tones_are_darker() -> None:
    picture = draw([Tone(0, 1, 60 + n, v) for n, v in enumerate((1, 32, 33, 64, 65, 96, 97, 127))])
    shades = re.findall(r'stroke-opacity="([\d.]+)" d="([^"]*)"', picture.svg)
    assert [(shade, path.count("M")) for shade, path in shades] == [
        ("0.4", 2),
        ("0.6", 2),
        ("0.8", 2),
        ("1.0", 2),
    ]


def test_the_order_of_tones_does_not_matter() -> None:
    assert draw(CHORD).svg == draw(CHORD[::-1]).svg


def test_a_very_long_tune_has_a_bounded_picture() -> None:
    assert len(draw(Melody([60, -2, -2, -1] * 200, qpm=200)).svg) < 6_000


@pytest.mark.parametrize("nothing", [[], Melody([]), Melody([-2] * 16)])
def test_silence_has_a_picture(nothing: Any) -> None:
    picture = draw(nothing, 0.6).svg
    assert ElementTree.fromstring(picture).attrib["viewBox"] == "0 0 480 70"
    assert names(picture) == ["C4"] and strokes(picture) == []


def test_a_heat_map_stands_under_the_roll() -> None:
    rows = np.full((16, 5), 0.2)
    plain, both = draw(TUNE), draw(TUNE, attention=rows)
    tall = [
        float(ElementTree.fromstring(p.svg).attrib["viewBox"].split()[3]) for p in (plain, both)
    ]
    assert tall[1] == tall[0] + heat.HEIGHT + 4
    assert both.place[2] == pytest.approx(tall[0] / tall[1])
    assert "<image" in both.svg and "<image" not in plain.svg


def test_notes_are_tinted_step_by_step() -> None:
    """C for two steps and D for one; the silence has a number, too, and nothing is drawn there."""
    tune = Melody([60, -2, 62, -1, -2, -2])
    coloured = draw(tune, tint=np.array([1.0, -1, 0, 1, 1, -1])).svg
    notes = coloured.split('<g stroke-width="')[1].split("</g>")[0]
    paths = dict(re.findall(r'<path stroke="(#\w+)" d="([^"]*)"', notes))
    assert paths.keys() == {heat.TINTS[k] for k in (0, 3, 6)}
    starts = {colour: re.findall(r"M([\d.]+)", path) for colour, path in paths.items()}
    assert [starts[heat.TINTS[k]] for k in (6, 0, 3)] == [["30.0"], ["105.0"], ["180.0"]]
    heights = [
        float(ElementTree.fromstring(svg).attrib["viewBox"].split()[3])
        for svg in (coloured, draw(tune).svg)
    ]
    assert heights[0] == heights[1] + heat.SCALE


# -- several tracks ------------------------------------------------------------------------------


def test_each_track_has_a_colour_a_dash_and_a_name() -> None:
    picture = draw(FOUR, 0.6).svg
    root = ElementTree.fromstring(picture)
    *_, width, height = map(float, root.attrib["viewBox"].split())
    assert names(picture)[-4:] == list(FOUR.names)
    notes, legend = picture.split("</text></g>", 1)
    looks = re.findall(
        r'stroke="(#\w+)" stroke-opacity="[^"]*"(?: stroke-dasharray="([^"]*)")?', notes
    )
    keys = re.findall(r'stroke="(#\w+)" stroke-width="5"(?: stroke-dasharray="([^"]*)")?', legend)
    assert looks == keys
    assert len({ink for ink, _ in looks}) == len({dash for _, dash in looks}) == 4
    assert len(strokes(picture)) == sum(len(track.melody.pitches) for track in FOUR)
    for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)">[A-Z]', legend):
        assert LEFT < float(x) < width and float(y) < height


def test_many_tracks_with_long_names_have_a_legend_of_several_rows() -> None:
    long = [ssc.Track(Melody([60 + n]), f"<{n}> a very long name of a track") for n in range(9)]
    picture = draw(ssc.Multitrack(long)).svg
    root = ElementTree.fromstring(picture)
    height = float(root.attrib["viewBox"].split()[3])
    shown = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">(&lt;\d&gt;[^<]*…)</text>', picture)
    assert len(shown) == 9 and len({y for _, y, _ in shown}) == 5
    assert max(float(y) for _, y, _ in shown) < height
    assert draw(ssc.Multitrack(long)).place[2] < 1


def test_one_track_more_makes_no_picture_too_heavy() -> None:
    assert len(draw(FOUR).svg) < 3_000
