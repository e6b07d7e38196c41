"""The tests have the rooms of the library, and a chapter, its module and its exercises one name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
import yaml

from _ext.live_payloads import SCRIPTS
from ssc_lib import checks

ROOT = Path(__file__).parents[1]
LIBRARY, TESTS, BOOK = ROOT / "ssc_lib", ROOT / "tests", ROOT / "book"

# Test files that mirror no module, and what they mirror instead.
OTHERS = {
    "test_hostile.py": "every kind of file that is read, damaged",
    "test_imports.py": "the library as a whole: who may import whom",
    "test_mirror.py": "the layout",
    "test_notebook_tools.py": "tools/notebooks.py",
    "live/test_engine.py": "the scripts in live/, against the library",
    "live/test_firefox.py": "the machines of the page, in Firefox",
    "live/test_pictures.py": "the living pictures and the vote",
    "live/test_machine.py": "the mixtape machine, as somebody uses it",
    "live/test_pictures_record.py": "the living picture of The New Mozart Mixtape",
    "live/test_pictures_measuring.py": "the living picture of Measuring melodies",
    "live/test_pictures_keys.py": "the living picture of Scales and keys",
    "live/test_pictures_hierarchy.py": "the living picture of Hierarchy",
    "live/test_pictures_learning.py": "the living picture of How a network learns",
    "live/test_pictures_rolls.py": "the living picture of Piano rolls and tensors",
    "live/test_pictures_votes.py": "the living picture of When the tune votes",
    "live/test_pictures_transformer.py": "the living picture of A small transformer",
    "live/test_pictures_chords.py": "the living picture of Chords and melodies",
    "live/test_pictures_whose.py": "the living picture of Whose tune is it?",
    "live/test_pictures_judge.py": "the living picture of The machine as a judge",
    "live/test_pictures_turing.py": "the listening test of The Music Turing Test",
    "live/test_pictures_attention.py": "the living picture of Attention",
    "live/test_pictures_voices.py": "the living picture of Coins, thresholds and voices",
    "live/test_pictures_dataset.py": "the living picture of A data set of your own",
    "live/test_payloads.py": "_ext/live_payloads.py and live/payload.js",
    "live/test_sound.py": "the scripts in live/ that sound, against the library",
    "commands/test_kill.py": "all commands that write, killed",
    "test_release.py": "tools/release.py",
    "magenta/test_damaged_bundles.py": "hostile files, for bundle and checkpoint together",
    "magenta/test_door.py": "the room's face, and who reaches past it",
    "magenta/test_golden_bundles.py": "measured numbers, for bundle and network together",
    "magenta/test_measured_bundles.py": "measured numbers, for bundle and encodings together",
    "live/test_pictures_midi.py": "the living picture of MIDI by hand",
    "music/test_round_trips.py": "files by other programs, in and out",
    "music/test_damaged_scores.py": "hostile files, for all that reads a score",
    "networks/test_shipped.py": "the trained networks, which are data",
    "networks/training/test_room.py": "the room of training: what it imports and when",
    "show/test_scripts.py": "the scripts of clips and moving plots, in a browser",
    "show/test_show.py": "the room: its face, and that it is light",
    "networks/training/test_backends.py": "training as a whole on JAX",
    "networks/training/test_kill.py": "training as a whole, killed",
}


# Packages that are one thing in several files, and have one test file.
WHOLE = {"music/abc", "music/musicxml"}


def modules(*without: str) -> set[PurePosixPath]:
    """Modules of the library by their paths in it, without faces; a whole package is one."""
    paths = (PurePosixPath(p.relative_to(LIBRARY).as_posix()) for p in LIBRARY.rglob("*.py"))
    return {
        path.parent.with_suffix(".py") if str(path.parent) in WHOLE else path
        for path in paths
        if path.name != "__init__.py" and path.parts[0] not in without
    }


def files_of_tests() -> set[PurePosixPath]:
    """Test files by their paths, without those of the book and of the exercises."""
    paths = (path.relative_to(TESTS) for path in TESTS.rglob("test_*.py"))
    return {PurePosixPath(p.as_posix()) for p in paths if p.parts[0] not in ("book", "checks")}


def mirrored(module: PurePosixPath) -> PurePosixPath:
    return module.with_name(f"test_{module.name}")


def test_every_module_has_its_test_file() -> None:
    missing = {mirrored(module) for module in modules("checks")} - files_of_tests()
    assert not missing, f"tests/ lacks {', '.join(sorted(map(str, missing)))}"


def test_every_test_file_has_its_module() -> None:
    others = {PurePosixPath(name) for name in OTHERS}
    assert others <= files_of_tests(), "an exception is named that is no longer there"
    alone = files_of_tests() - {mirrored(module) for module in modules("checks")} - others
    assert not alone, f"ssc_lib/ has no module for {', '.join(sorted(map(str, alone)))}"


def test_a_script_of_the_page_has_the_name_of_the_module_that_it_mirrors() -> None:
    """The first line of a script of the engine says which; others mirror nothing."""
    own = {"payload", "random", "stage", "speaker"}
    mirrors = set()
    for path in (ROOT / "live" / f"{name}.js" for name in SCRIPTS):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        module = first.removeprefix("// ").partition(" in the page")[0]
        if module.startswith("ssc_lib/"):
            mirrors.add(path.stem)
            assert PurePosixPath(module).stem == path.stem, path.name
            assert (ROOT / module).is_file(), f"{path.name} mirrors {module}, which is not there"
    assert set(SCRIPTS) - mirrors == own


def chapters() -> list[str]:
    """The stems of the chapters in the numbered parts of the table of contents."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    numbered = [part for part in toc["parts"] if part.get("numbered", True)]
    files = [PurePosixPath(page["file"]) for part in numbered for page in part["chapters"]]
    return [file.name for file in files if file.name != "index"]


@pytest.mark.parametrize("chapter", chapters())
def test_a_chapter_gives_its_name_to_all_that_belongs_to_it(chapter: str) -> None:
    wanted = [
        BOOK / "solutions" / f"{chapter}.ipynb",
        BOOK / "teaching" / f"{chapter}.md",
        LIBRARY / "checks" / f"{chapter}.py",
        TESTS / "checks" / f"{chapter}.py",
    ]
    missing = [str(path.relative_to(ROOT)) for path in wanted if not path.is_file()]
    if chapter not in {module.stem for module in modules("checks")}:
        missing.append(f"a module {chapter}.py in ssc_lib")
    assert not missing, f"the chapter {chapter!r} lacks {', '.join(missing)}"


def test_nothing_belongs_to_a_chapter_that_is_not_there() -> None:
    there = set(chapters())
    assert len(there) == len(chapters()) >= 13
    assert {path.stem for path in (BOOK / "solutions").glob("*.ipynb")} == there
    assert {path.stem for path in (BOOK / "teaching").glob("*.md")} == {*there, "index", "project"}
    assert set(checks.chapters()) == there
