"""The mixtape machine, as somebody uses it: pressed, heard, kept, shared and given nonsense.

Needs Debian's Chromium or another one on the path; see `tests.browser`.
"""

from __future__ import annotations

import contextlib
import io
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ssc_lib as ssc
from _ext import ssc_live
from ssc_lib.album.piece import Piece, read_pieces, to_json
from ssc_lib.commands.main import main
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.members import TUNED
from tests.browser import needs_browser
from tests.live.pages import write_page

pytestmark = needs_browser

STATUS = "[role=status]"
PIECES = [
    {"composer": "coin", "seed": "3", "primer": "", "title": "Coin & <b>brackets</b>"},
    {"composer": "table-0", "seed": "0", "metre": "3/4", "key": "Eb", "title": "Zéro"},
    {"composer": "table-8", "primer": "D4 - F#4 - | A4 . . -", "qpm": 93, "title": "a/b: c?"},
    {"composer": "basic", "temperature": 0.7, "title": "under_score"},
    {"composer": "basic", "temperature": 1.25, "topP": 0.9, "bars": 3},
    {"composer": "mono", "metre": "6/8", "primer": "C2 E2 G2", "key": "F#"},
    {"composer": "lookback", "metre": "6/8", "primer": "A4 - - E4 - -", "topP": 0.85},
    {"composer": "lookback", "metre": "12/8", "bars": 2, "seed": "12345678901234567890"},
    {"composer": "attention", "metre": "7/8", "bars": 4, "qpm": 60},
    {"composer": "attention", "primer": "Bb5 - C6", "key": "A"},
]


def piece(**given: Any) -> dict[str, Any]:
    usual = {"composer": "lookback", "temperature": 1, "topP": 1, "seed": "7", "metre": "4/4"}
    return {**usual, "key": "", "qpm": 120, "bars": 8, "primer": "C4", "title": "", **given}


@pytest.fixture(scope="module")
def place(site: Path) -> Path:
    """The bare page with the machine, in the folder with the payloads."""
    write_page(site, "mixtape")
    return site


class Visit:
    """A reader with the page open, in a profile of their own."""

    def __init__(self, browser: Any, place: Path, *, address: str = "", before: str = "") -> None:
        self.context = browser.new_context(accept_downloads=True)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", lambda message: self.said.append(message.text))
        if before:
            self.page.add_init_script(before)
        self.uri = (place / "mixtape.html").as_uri()
        self.page.goto(self.uri + address)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def waits_for(self, words: str) -> None:
        self.page.wait_for_function(
            "words => document.querySelector('[role=status]').textContent.includes(words)",
            arg=words,
        )

    def composes(self) -> None:
        self.press("Compose")
        self.waits_for("Now playing")

    @property
    def status(self) -> str:
        return self.page.locator(STATUS).inner_text()

    @property
    def titles(self) -> list[str]:
        script = "() => [...document.querySelectorAll('.ssc-track input')].map(i => i.value)"
        return self.page.evaluate(script)

    def downloaded(self, name: str, folder: Path) -> Path:
        with self.page.expect_download() as started:
            self.press(name)
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path

    def link_of(self, pieces: list[dict[str, Any]]) -> str:
        script = "ps => '#' + SSC.pieces.addressOf(ps.map((p) => SSC.pieces.checked(p)))"
        return self.page.evaluate(script, pieces)


@pytest.fixture
def visit(browser: Any, place: Path) -> Iterator[Visit]:
    """A visit in which nothing is asked from elsewhere, and the console stays silent."""
    one = Visit(browser, place)
    yield one
    assert one.said == []
    assert [u for u in one.requests if not u.startswith(("file:", "blob:"))] == []
    one.context.close()


@pytest.fixture
def opened(browser: Any, place: Path) -> Iterator[Any]:
    """More visits, each with a profile of its own."""
    visits: list[Visit] = []

    def more(**settings: Any) -> Visit:
        visits.append(Visit(browser, place, **settings))
        return visits[-1]

    yield more
    for one in visits:
        assert one.said == []
        one.context.close()


# -- a tune ----------------------------------------------------------------------------------------


def test_a_page_with_the_machine_is_light(place: Path) -> None:
    scripts = [place / f"{name}.js" for name in ssc_live.SCRIPTS["mixtape"]]
    styles = [place / f"{name}.css" for name in ssc_live.STYLES["mixtape"]]
    assert sum(path.stat().st_size for path in scripts + styles) <= 80_000


def test_every_shipped_network_composes_here(visit: Visit) -> None:
    coin, table, *networks = visit.page.evaluate("SSC.composers.map(([name]) => name)")
    assert (coin, table) == ("coin", "table")
    assert sorted(networks) == sorted((*shipped_networks(), *TUNED))


def test_compose_sounds_and_the_playhead_moves(visit: Visit) -> None:
    """Nothing is loaded before the press; after it the context runs and time goes on."""
    assert not any(".payload." in url for url in visit.requests)
    visit.composes()
    head = visit.page.locator(".ssc-roll-head")
    script = "() => SSC.speaker.context.state + document.querySelectorAll('.ssc-lit').length"
    visit.page.wait_for_function(f"({script})() === 'running1'")
    before = head.bounding_box()["x"]
    visit.page.wait_for_timeout(700)
    assert head.bounding_box()["x"] > before + 3
    assert head.get_attribute("visibility") == "visible"
    visit.press("Stop")
    assert head.get_attribute("visibility") == "hidden"
    assert visit.page.locator(".ssc-lit").count() == 0
    assert visit.status == "Stopped."


def test_with_little_motion_the_playhead_goes_from_step_to_step(visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    visit.composes()
    visit.page.wait_for_function("() => SSC.speaker.context.currentTime > 0.2")
    places = visit.page.evaluate(
        """() => new Promise((resolve) => {
          const seen = new Set();
          const begin = performance.now();
          (function look() {
            seen.add(document.querySelector(".ssc-roll-head").getAttribute("transform"));
            if (performance.now() - begin < 1000) requestAnimationFrame(look);
            else resolve([...seen]);
          })();
        })"""
    )
    assert 3 <= len(places) <= 10


def test_python_and_the_shell_make_the_same_tune(visit: Visit, tmp_path: Path) -> None:
    """Each composer and each setting: the line as it is shown, run, gives the same melody."""
    compose = """async (given) => {
      const piece = SSC.pieces.checked(given);
      const { events, qpm, metre } = await SSC.pieces.composed(piece);
      return [events, qpm, metre, SSC.pieces.python(piece), SSC.pieces.command(piece)];
    }"""
    for n, given in enumerate(PIECES):
        found = visit.page.evaluate(compose, piece(**given))
        events, qpm, metre, python, command = found
        names: dict[str, Any] = {"ssc": ssc}
        exec(python, names)
        melody = names["melody"]
        assert (list(melody), melody.qpm) == (events, qpm), python
        assert melody.time_signature == tuple(metre)
        assert bool(command) == (given["composer"] in (*shipped_networks(), *TUNED))
        if command:
            words = [*shlex.split(command)[1:], "--output_dir", str(tmp_path / str(n))]
            with contextlib.redirect_stdout(io.StringIO()):
                main(words)
            [path] = (tmp_path / str(n)).glob("*.mid")
            assert ssc.read_midi(path).notes() == melody.notes(), command


def test_what_is_usual_needs_no_words(visit: Visit) -> None:
    visit.composes()
    code = visit.page.locator(".ssc-mixtape pre").inner_text()
    assert 'melody = ssc.compose(ssc.load_network("lookback"), rng=7)[0]\n' in code
    assert "ssc generate --network lookback --num_outputs 1 --seed 7" in code


def test_midi_and_wav_are_the_tune(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.get_by_label("Network basic").check()
    page.get_by_label("Metre").select_option("6/8")
    page.get_by_label("Key", exact=True).select_option("G")
    page.get_by_label("Quarter notes a minute").fill("90")
    page.get_by_role("button", name="E♭4").click()
    visit.composes()
    path = visit.downloaded("Download MIDI", tmp_path)
    primer = ssc.Melody.of("Eb4 -", metre=(6, 8))
    expected = ssc.compose(ssc.load_network("basic"), rng=7, primer=primer, steps=96, qpm=90)[0]
    expected = expected.to_key("G")
    read = ssc.read_midi(path)
    assert path.name == "Network basic, seed 7.mid"
    assert (read.notes(), read.qpm, read.metre) == (expected.notes(), 90, (6, 8))
    sound = np.frombuffer(visit.downloaded("Download WAV", tmp_path).read_bytes()[44:], "<i2")
    assert abs(sound - np.round(ssc.render(expected) * 32768)).max() <= 2


def test_what_is_copied_is_told_and_shaded(visit: Visit) -> None:
    visit.page.get_by_label("Table").check()
    visit.page.get_by_label("How many events").fill("8")
    visit.composes()
    visit.page.get_by_text("The longest stretch that is also in a printed tune is").wait_for()
    text = visit.page.get_by_text("The longest stretch").inner_text()
    tunes = ssc.corpus.sequences(split="train")
    table = ssc.NGram.fit(tunes, order=8)
    row, _ = ssc.OneHot().squash(ssc.compose(table, rng=7)[0])
    length = ssc.longest_copy(row, tunes)
    assert f"is {length} of 128 steps, in “" in text
    assert visit.page.locator(".ssc-roll-marked").bounding_box()["width"] > 20


# -- how loud --------------------------------------------------------------------------------------

# A listener in whose ear the speaker plays: time stands still until it is asked for.
EAR = """
globalThis.AudioContext = class extends OfflineAudioContext {
  constructor() {
    super(1, 44100 * 17, 44100);
    globalThis.ear = this;
  }
  resume() {}
  async heard() {
    for (let s = 0.8; s < 17; s += 0.8) {
      this.suspend(s).then(async () => {
        await new Promise((go) => setTimeout(go, 150));
        super.resume();
      });
    }
    const sound = (await this.startRendering()).getChannelData(0);
    return sound.slice(0, -44100 / 2);
  }
};
"""
LEVEL = """async () => {
  const sound = await ear.heard();
  const peak = sound.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const power = sound.reduce((sum, v) => sum + v * v, 0) / sound.length;
  return [10 * Math.log10(power), peak];
}"""


def test_a_clip_is_as_loud_as_the_book(opened: Any) -> None:
    one = opened(before=EAR)
    one.composes()
    level, peak = one.page.evaluate(LEVEL)
    assert abs(level + 18) < 1
    assert peak < 1


@pytest.mark.parametrize("composer", ["Network lookback", "Network mono", "Table", "Coin"])
def test_endless_music_is_about_as_loud_and_never_clips(opened: Any, composer: str) -> None:
    one = opened(before=EAR)
    one.page.get_by_label(composer).check()
    if composer == "Coin":  # at its densest
        one.page.get_by_label("Quarter notes a minute").fill("240")
    one.press("Endless")
    one.waits_for("It goes on")
    level, peak = one.page.evaluate(LEVEL)
    assert abs(level + 18) < 3
    assert peak < 1


def test_no_single_note_clips(visit: Visit) -> None:
    script = """() => Array.from({ length: 128 }, (_, pitch) => {
      return SSC.speaker.struck(pitch).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    })"""
    assert max(visit.page.evaluate(script)) < 0.8


# -- endless ---------------------------------------------------------------------------------------


def test_endless_begins_as_the_tune_does_and_heeds_the_knobs(visit: Visit) -> None:
    script = """async () => {
      await SSC.script("stream");
      const piece = SSC.pieces.checked({ composer: "lookback", temperature: 1, topP: 1, seed: "7",
        metre: "6/8", key: "D", qpm: 100, bars: 8, primer: "G4 - B4", title: "" });
      const stream = await SSC.stream(piece);
      const take = (n) => Array.from({ length: n }, () => stream.next());
      const begun = take(96);
      const events = begun.map(({ pitch, rest }) => pitch ?? (rest ? -1 : -2));
      await stream.turn({ ...piece, composer: "table-4", temperature: 0.5, qpm: 200 });
      const faster = take(96);
      await stream.turn({ ...piece, composer: "mono", key: "" });
      const { events: whole } = await SSC.pieces.composed({ ...piece, key: "" });
      const lengths = [begun, faster, take(96)].map((steps) => steps[95].stepS);
      return [events, whole, lengths, stream.row.slice(0, 96)];
    }"""
    events, whole, lengths, row = visit.page.evaluate(script)
    assert row == whole
    amount = (2 - ssc.Melody.of("G4 - B4").major_key + 6) % 12 - 6
    assert events == [event + amount if event >= 0 else event for event in whole]
    assert lengths == [15 / 100, 15 / 200, 15 / 100]


def test_endless_goes_on_while_composer_and_tempo_are_turned(visit: Visit) -> None:
    visit.page.evaluate(
        """() => {
          const { endless } = SSC.speaker;
          SSC.speaker.endless = (...all) => (globalThis.counts = endless(...all));
        }"""
    )
    visit.press("Endless")
    visit.page.wait_for_function("() => globalThis.counts?.steps > 20")
    visit.page.get_by_label("Quarter notes a minute").fill("240")
    visit.page.get_by_label("Network attention").check()
    visit.page.get_by_label("Quarter notes a minute").fill("900")
    visit.page.keyboard.press("Enter")
    visit.waits_for("The tempo goes from 40 to 240")
    visit.page.get_by_label("Quarter notes a minute").fill("240")
    visit.page.keyboard.press("Enter")
    steps = visit.page.evaluate("counts.steps")
    visit.page.wait_for_function("steps => counts.steps > steps + 32", arg=steps)
    assert visit.page.locator(".ssc-roll-notes").get_attribute("d")
    visit.press("Stop")
    steps = visit.page.evaluate("counts.steps")
    visit.page.wait_for_timeout(400)
    assert visit.page.evaluate("counts.steps") == steps


# -- the piano -------------------------------------------------------------------------------------


def test_the_piano_is_played_by_keys(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="C4", exact=True).focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "Space", "ArrowUp", "Enter", "End", "Enter"):
        page.keyboard.press(key)
    visit.press("Rest")
    primer = page.get_by_label("Primer")
    assert primer.input_value() == "C4 - D4 - D5 - C6 - . -"
    assert page.evaluate("SSC.speaker.context.state") == "running"
    page.keyboard.press("Tab")
    assert page.locator(".ssc-key[tabindex='0']").count() == 1
    visit.press("Remove the last")
    visit.press("Remove the last")
    assert primer.input_value() == "C4 - D4 - D5 -"
    visit.press("Clear")
    assert primer.input_value() == ""
    visit.composes()
    assert "begun with nothing" in page.locator("figcaption").inner_text()


def test_the_piano_is_played_by_touch(browser: Any, place: Path) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((place / "mixtape.html").as_uri())
    for name in ("G4", "F♯4", "C6"):
        page.get_by_role("button", name=name, exact=True).tap()
    assert page.get_by_label("Primer").input_value() == "G4 - F#4 - C6 -"
    context.close()


# -- the mixtape -----------------------------------------------------------------------------------


def test_ten_pieces_go_by_link_to_a_fresh_profile(opened: Any, tmp_path: Path) -> None:
    first = opened()
    link = first.link_of([piece(**given) for given in PIECES])
    first.page.goto(first.uri + link)
    first.page.reload()
    titles = first.titles
    assert len(titles) == 10
    assert titles[0] == "Coin & <b>brackets</b>"
    assert titles[4] == "Network basic, seed 7"
    shared = first.page.get_by_label("Link").input_value()
    assert shared == first.uri + link
    second = opened(address=shared.removeprefix(first.uri))
    assert second.titles == titles
    assert second.status == "Here is the mixtape that this link brought."
    assert second.page.url == second.uri
    files = [one.downloaded("Save as a zip of MIDI files", tmp_path / n).read_bytes()
             for n, one in (("1", first), ("2", second))]  # fmt: skip
    assert files[0] == files[1]
    with zipfile.ZipFile(io.BytesIO(files[0])) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        tracks = bundle.read("tracks.txt").decode()
        bundle.extractall(tmp_path)
    assert names[1:3] == ["02 Zéro.mid", "03 a-b- c-.mid"]
    assert names[10:] == ["tracks.txt", "mixtape.json"]
    for name in names[:10]:
        ssc.read_midi(tmp_path / name)
    lines = [line.strip() for line in tracks.splitlines() if line.startswith("   melody = ")]
    assert len(lines) == 10
    assert "1. Coin & <b>brackets</b>" in tracks
    made: dict[str, Any] = {"ssc": ssc}
    exec(lines[2], made)
    assert ssc.read_midi(tmp_path / names[2]).notes() == made["melody"].notes()
    pieces = read_pieces(tmp_path / "mixtape.json")
    assert [piece.title for piece in pieces] == titles
    assert pieces[2].melody() == made["melody"]


def test_a_file_of_recipes_is_opened(visit: Visit, tmp_path: Path) -> None:
    """As `ssc mixtape` writes it; a composer that the page has not is told, and the others come."""
    pieces = [
        Piece("table-4", 0.8, 0.9, 10**30, "6/8", "Eb", 90, 4, "C4 - E4", "From Python ♪"),
        Piece("jury", seed=3),
        Piece("mozart", seed=5, metre="3/4", title="Menuet"),
    ]
    path = tmp_path / "mixtape.json"
    path.write_text(to_json(pieces), encoding="utf-8")
    visit.page.get_by_label("Open a mixtape.json").set_input_files(path)
    visit.waits_for("Here is the mixtape that this file brought.")
    assert visit.titles == ["From Python ♪", "Menuet"]
    assert "Of this file, piece 2 was left out: there is no such composer" in visit.status
    shared = visit.page.get_by_label("Link", exact=True).input_value()
    assert read_pieces(shared) == [pieces[0], pieces[2]]
    path.write_text('{"format": "ssc-mixtape"}', encoding="utf-8")
    visit.page.get_by_label("Open a mixtape.json").set_input_files(path)
    visit.waits_for("That file is no mixtape; open a mixtape.json")


def test_pieces_are_added_moved_named_and_removed_and_kept(visit: Visit) -> None:
    page = visit.page
    for seed in ("1", "2", "3"):
        page.get_by_label("Seed", exact=True).fill(seed)
        visit.composes()
        visit.press("Add to my mixtape")
    one, two, three = (f"Network lookback, seed {seed}" for seed in (1, 2, 3))
    assert visit.titles == [one, two, three]
    visit.press("Move piece 3 up")
    assert visit.titles == [one, three, two]
    focused = "() => document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Move piece 2 up"
    page.get_by_label("Title of piece 2").fill("  Best  of all ")
    page.keyboard.press("Tab")
    visit.waits_for("Piece 2 is called “Best of all” now.")
    assert page.evaluate(focused) == "Move piece 2 up"
    assert visit.titles == [one, "Best of all", two]
    visit.press("Remove piece 1")
    assert page.evaluate(focused) == "Remove piece 1"
    page.reload()
    assert visit.titles == ["Best of all", two]
    visit.press("Play piece 1")
    visit.waits_for("Now playing “Best of all”.")
    for _ in range(2):
        visit.press("Remove piece 1")
    assert page.evaluate("() => document.activeElement.textContent") == "My mixtape"
    page.reload()
    assert visit.titles == []


def test_play_all_goes_through_the_pieces(visit: Visit) -> None:
    short = [piece(composer="coin", bars=1, metre="2/4", qpm=240, title=t) for t in "ab"]
    visit.page.goto(visit.uri + visit.link_of(short))
    visit.page.reload()
    visit.page.evaluate(
        """() => {
          const line = document.querySelector("[role=status]");
          globalThis.told = [];
          const tell = () => told.push(line.textContent);
          new MutationObserver(tell).observe(line, { childList: true });
        }"""
    )
    visit.press("Play all")
    visit.waits_for("Now playing “b”.")
    told = [text for text in visit.page.evaluate("told") if text.startswith("Now")]
    assert told == ["Now playing “a”.", "Now playing “b”."]
    visit.page.wait_for_function("() => !document.querySelector('.ssc-lit')")


def test_a_link_never_overwrites_a_kept_mixtape(opened: Any) -> None:
    one = opened()
    mine, theirs = [piece(title="mine")], [piece(title=f"theirs {n}") for n in range(10)]
    own, other = one.link_of(mine), one.link_of(theirs)
    one.page.goto(one.uri + own)
    one.page.reload()
    for leave, titles in (
        ("Leave it", ["mine"]),
        ("Take it instead of mine", [p["title"] for p in theirs]),
    ):
        one.page.goto("about:blank")
        one.page.goto(one.uri + other)
        assert one.titles == ["mine"]
        assert one.status == "This link brings another mixtape: it waits above yours."
        assert "This link brings another mixtape" in one.page.locator(".ssc-offer").inner_text()
        one.press(leave)
        assert one.titles == titles
        assert one.page.locator(".ssc-offer").count() == 0
        assert one.page.url == one.uri
    one.page.goto("about:blank")
    one.page.goto(one.uri + own)
    one.press("Add it to mine")
    assert "room for 0 more" in one.status
    assert len(one.titles) == 10
    one.press("Leave it")


def test_two_windows_share_one_mixtape(visit: Visit) -> None:
    other = visit.context.new_page()
    other.goto(visit.uri)
    visit.composes()
    visit.press("Add to my mixtape")
    other.get_by_label("Title of piece 1").wait_for()
    other.close()


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "value", "words"),
    [
        ("Seed", "seven", "The seed seven is no whole number from 0 up; try 7."),
        ("Seed", "-7", "The seed -7 is no whole number"),
        ("Primer, one word a step", "C4 C12", "C12 is outside the range of MIDI"),
        ("Primer, one word a step", "C4 H4", "H4 is no pitch; write C4"),
        ("Primer, one word a step", "C4 " * 200, "The primer has 200 steps, and the piece only"),
        ("Bars", "0", "The number of bars goes from 1 to 32"),
        ("Bars", "", "The number of bars goes from 1 to 32"),
        ("Quarter notes a minute", "1e9", "The tempo goes from 40 to 240"),
    ],
)
def test_bad_input_gets_a_sentence_and_the_page_goes_on(
    visit: Visit, label: str, value: str, words: str
) -> None:
    field = visit.page.get_by_label(label, exact=True)
    usual = field.input_value()
    field.fill(value)
    visit.press("Compose")
    visit.waits_for(words)
    assert len(visit.status) < 200
    field.fill(usual)
    visit.composes()


@pytest.mark.parametrize(
    "address",
    [
        "#piece=",
        "#piece=lookback_1_1_7_4/4__120_8_C99_x",
        "#piece=lookback_1_1_7_4/4__120_0_C4_x",
        "#piece=lookback_1_1_x_4/4__120_8_C4_x",
        "#piece=lookback_1_1_7_4/0__120_8_C4_x",
        "#piece=lookback_1_1_7_4/4_H_120_8_C4_x",
        "#piece=lookback_9_1_7_4/4__120_8_C4_x",
        "#piece=__proto___1_1_7_4/4__120_8_C4_x",
        "#piece=%00%ff%F0%9F_&piece=<script>alert(1)</script>",
        "#piece=" + "9" * 20_000,
    ],
)
def test_an_address_with_nonsense_gets_a_sentence(opened: Any, address: str) -> None:
    one = opened(address=address)
    assert one.status.startswith("Of this link, piece 1 was left out: ")
    assert len(one.status) < 400
    assert one.titles == []
    one.composes()


@pytest.mark.parametrize("address", ["#", "#top", "#?&&==%", "#piece"])
def test_an_address_of_something_else_is_left_alone(opened: Any, address: str) -> None:
    one = opened(address=address)
    if address == "#piece":
        assert "piece 1 was left out" in one.status
    else:
        assert one.status == "Press Compose, and hear what comes."


def test_of_a_link_that_is_partly_nonsense_the_rest_is_taken(opened: Any) -> None:
    good = piece(title="good")
    one = opened()
    address = f"{one.link_of([good])}&piece=nonsense{one.link_of([good] * 11).replace('#', '&')}"
    two = opened(address=address)
    assert two.titles == ["good"] * 10
    assert "piece 2 was left out" in two.status
    assert "more than 10" in two.status


REFUSED = """Object.defineProperty(globalThis, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); } });"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };"


@pytest.mark.parametrize("storage", [REFUSED, FULL])
def test_storage_that_is_refused_costs_one_sentence(opened: Any, storage: str) -> None:
    one = opened(before=storage)
    one.composes()
    one.press("Add to my mixtape")
    assert "This browser keeps nothing for this page" in one.status
    one.press("Add to my mixtape")
    assert len(one.titles) == 2
    link = one.page.get_by_label("Link").input_value()
    assert opened(address=link.removeprefix(one.uri)).titles == one.titles
    stays = opened(before=storage, address=link.removeprefix(one.uri))
    assert stays.page.url == link


def test_a_kept_mixtape_that_is_nonsense_harms_nothing(opened: Any) -> None:
    kept = "localStorage.setItem('ssc-mixtape', 'piece=lookback_1_1_7_4%2F4__120_8_C4_ok&piece=x')"
    one = opened(before=kept)
    assert one.titles == ["ok"]
    assert "piece 2 was left out" in one.status


@pytest.mark.parametrize("lacking", ["BigInt", "DecompressionStream"])
def test_an_old_browser_is_told_so_and_keeps_its_mixtape(opened: Any, lacking: str) -> None:
    address = opened().link_of([piece(title="old")])
    one = opened(before=f"delete globalThis.{lacking}", address=address)
    assert one.titles == ["old"]
    one.press("Compose")
    one.waits_for("This browser is too old to compose")


def test_weights_that_do_not_load_get_a_sentence(browser: Any, place: Path, tmp_path: Path) -> None:
    for path in place.iterdir():
        if ".payload." not in path.name or path.name.startswith("basic"):
            shutil.copy(path, tmp_path / path.name)
    one = Visit(browser, tmp_path, address="#piece=basic_1_1_7_4/4__120_8_C4_kept")
    one.press("Compose")
    one.waits_for("The file lookback.payload.js did not load")
    assert one.titles == ["kept"]
    one.press("Play piece 1")
    one.waits_for("Now playing “kept”.")
    one.page.get_by_text("The file tunes.payload.js did not load").wait_for()
    shutil.copy(place / "lookback.payload.js", tmp_path)
    one.composes()
    one.context.close()
