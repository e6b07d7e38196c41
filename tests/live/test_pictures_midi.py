"""The living picture of *MIDI by hand*: bytes to change, held to the library's table and notes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from _ext.live_payloads import LIVE
from ssc_lib import explain
from ssc_lib.music.midi import open_midi
from ssc_lib.music.pitches import pitch_name
from ssc_lib.music.tracks import MidiError
from tests.browser import needs_browser
from tests.golden import TUNES
from tests.live.pages import opened, write_page

pytestmark = needs_browser

NAMES = ("messages", "explain", "notes", "bytes")


@pytest.fixture(scope="module")
def once(browser: Any, site: Path) -> Iterator[Any]:
    with opened(browser, write_page(site, "bytes")) as page:
        yield page


@pytest.fixture
def page(once: Any) -> Any:
    once.get_by_role("button", name="As at the beginning").click()
    return once


def status(page: Any) -> str:
    return str(page.locator(".ssc-status").inner_text())


def file(page: Any) -> bytes:
    """The bytes that the text holds."""
    return bytes.fromhex(page.get_by_label("The file in hexadecimal").input_value())


def move(page: Any, name: str, value: int) -> None:
    page.get_by_label("Byte", exact=True).select_option(name)
    page.get_by_label("Its value").fill(str(value))


def damaged(data: bytes, rng: np.random.Generator) -> bytes:
    """The bytes with one of them changed, and perhaps without their end."""
    found = bytearray(data)
    found[rng.integers(len(data))] = rng.integers(256)
    return bytes(found[: rng.integers(1, len(found) + 1)]) if rng.random() < 0.3 else bytes(found)


def notes(data: bytes, path: Path) -> list[tuple[int, float, float, int]]:
    """The notes of all parts but drums, by the library; none of a file that it refuses."""
    path.write_bytes(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = open_midi(path)
    except MidiError:
        return []
    found = (n for part in file.parts if not part.is_drum for n in part.notes)
    return sorted((n.pitch, file.seconds(n.start), file.seconds(n.end), n.velocity) for n in found)


def test_tables_are_those_of_the_library_whole_and_damaged(page: Any, tmp_path: Path) -> None:
    """Rows and sentences of twelve tunes, of the cuckoo, and of 200 damaged files."""
    rng = np.random.default_rng(64)
    tunes = [path.read_bytes() for path in sorted(TUNES.glob("*.mid"))] + [file(page)]
    for data in [*tunes, *(damaged(tunes[n % 13], rng) for n in range(200))]:
        found = page.evaluate(
            "bytes => { const { rows, faults, ...walk } = SSC.explain(bytes);"
            "return [rows.map((r) => [r.offset, r.data, r.meaning]), faults,"
            "SSC.notesOf(walk).map((n) => [n.pitch, n.startS, n.endS, n.velocity])]; }",
            list(data),
        )
        wanted = explain(data)
        assert found[0] == [[row.offset, list(row.data), row.meaning] for row in wanted.rows]
        assert found[1] == list(wanted.faults)
        if not wanted.faults:
            heard = np.array(notes(data, tmp_path / "heard.mid")).reshape(-1, 4)
            np.testing.assert_allclose(np.array(sorted(found[2])).reshape(-1, 4), heard)


@pytest.mark.parametrize(
    ("name", "value", "changed"),
    [
        ("note number of the first note", 64, {48: 64, 51: 64}),
        ("velocity of the first note", 127, {49: 127}),
        ("delta time to the end of the first note", 48, {50: 48}),
        ("ticks to a quarter note", 192, {13: 192}),
        ("tempo", 90, {26: 0x0A, 27: 0x2C, 28: 0x2B}),
    ],
)
def test_a_slider_changes_its_bytes_and_what_sounds(
    page: Any, tmp_path: Path, name: str, value: int, changed: dict[int, int]
) -> None:
    before = file(page)
    move(page, name, value)
    after = file(page)
    assert {n: after[n] for n in range(64) if after[n] != before[n]} == changed
    marked = page.locator(".ssc-bytes tr.ssc-now")
    (row,) = (r for r in explain(after).rows if 0 <= min(changed) - r.offset < len(r.data))
    assert marked.inner_text().split("\t") == [
        str(row.offset),
        row.data.hex(" ").upper(),
        row.meaning,
    ]
    told = page.locator("svg.ssc-roll").get_attribute("aria-label")
    seconds = [[float(s) for s in re.findall(r"([\d.]+) s", one)] for one in told.split(",")]
    wanted = sorted(notes(after, tmp_path / "cuckoo.mid"), key=lambda note: note[1])
    np.testing.assert_allclose(seconds, [note[1:3] for note in wanted], atol=6e-4)
    assert all(pitch_name(note[0]) in told for note in wanted)


def test_it_is_heard_and_comes_back(page: Any) -> None:
    assert status(page) == "64 bytes, 2 notes, 1.5 seconds."
    move(page, "velocity of the first note", 0)
    assert status(page) == "64 bytes, 1 note, 1.5 seconds."
    page.get_by_role("button", name="As at the beginning").click()
    assert status(page) == "64 bytes, 2 notes, 1.5 seconds."
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Stop").click()
    assert page.get_by_role("button", name="Play").is_visible()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4D 54 G8", "G is no hexadecimal digit; there are 0 to 9 and A to F."),
        ("4D 5", "A byte has two digits, and here are 3 digits; add one."),
        ("00 " * 401, "Here are 401 bytes, and 400 are the most."),
        ("", "Against the rules: a MIDI file begins with 4D 54 68 64, the letters MThd; there are"),
        ("4D 54 68 64", "Against the rules: the head is 14 bytes long, and here are 4."),
    ],
)
def test_damage_is_told_in_a_sentence(page: Any, text: str, sentence: str) -> None:
    page.get_by_label("The file in hexadecimal").fill(text)
    assert status(page).startswith(sentence)


def test_what_cannot_be_heard_is_told(page: Any) -> None:
    hexadecimal = page.get_by_label("The file in hexadecimal")
    text = hexadecimal.input_value()
    hexadecimal.fill(text.replace("81 40 43 00", "FF 7F 43 00"))
    page.get_by_role("button", name="Play").click()
    assert status(page) == "The notes last 86 seconds, and 60 are the most."
    hexadecimal.fill(text.replace("47 00", "45 00"))
    assert status(page) == "64 bytes, 1 note, 1.5 seconds."
    hexadecimal.fill(text.replace("47 00", "45 00").replace("43 00 00", "45 00 00"))
    page.get_by_role("button", name="Play").click()
    assert status(page) == "No note is left that begins and ends; nothing to hear."


def test_light_enough() -> None:
    for name in NAMES:
        assert (LIVE / f"{name}.js").stat().st_size <= 20_000
    assert (LIVE / "bytes.js").read_text(encoding="utf-8").count("\n") <= 150
