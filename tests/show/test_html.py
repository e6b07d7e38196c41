"""Pieces of a page: files that are filled, and texts that cannot break out of them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib import resources

import pytest

from ssc_lib.show.html import Html, checked_text, data_uri, fill, source

FILES = sorted(file.name for file in resources.files("ssc_lib.show").iterdir())
SCRIPTS = [name for name in FILES if name.endswith(".js")]
PIECES = [name for name in FILES if name.endswith(".html")]


def text_of(name: str) -> str:
    return resources.files("ssc_lib.show").joinpath(name).read_text(encoding="utf-8")


def test_the_files_are_there() -> None:
    assert SCRIPTS == ["clip.js", "motion.js"]
    reports = ("report", "report_cell", "report_style")
    names = ("answer", "clip", "engraving", "looks", "motion", "page", "record", *reports, "sound")
    assert [f"{name}.html" for name in (*names, "track", "vote")] == PIECES


@pytest.mark.parametrize("name", SCRIPTS + PIECES)
def test_a_page_gets_neither_comments_nor_indentation(name: str) -> None:
    text, bare = text_of(name), source(name)
    assert "<!--" in text or "// " in text
    assert "<!--" not in bare and not re.search(r"^//", bare, re.MULTILINE)
    assert not re.search(r"^\s|\s$|\n\n", bare, re.MULTILINE)
    assert source(name) == bare


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_keeps_to_what_can_be_squeezed(name: str) -> None:
    """No comment behind code, no text in other quotes, no sign that a space kept apart."""
    text = text_of(name)
    code = "\n".join(line for line in text.splitlines() if not line.strip().startswith("//"))
    assert "//" not in code and "/*" not in code
    assert "'" not in code and "`" not in code
    assert not re.search(r"\+ \+|- -|/ /", code)
    assert "</" not in code and "<!" not in code


@pytest.mark.parametrize("name", SCRIPTS)
def test_squeezing_a_script_takes_spaces_only(name: str) -> None:
    code = "\n".join(
        line for line in text_of(name).splitlines() if not line.strip().startswith("//")
    )
    assert re.sub(r"\s", "", source(name)) == re.sub(r"\s", "", code)
    assert re.findall(r'"[^"]*"', source(name)) == re.findall(r'"[^"]*"', code)
    words = re.compile(r"[\w$]+")
    assert words.findall(source(name)) == words.findall(code)


@pytest.mark.parametrize("name", PIECES)
def test_tags_are_closed(name: str) -> None:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open_tags: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("img", "input", "meta"):
                self.open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open_tags.pop() == tag

    tags = Tags()
    tags.feed(source(name))
    assert tags.open_tags == []


def test_values_are_escaped_unless_they_are_html() -> None:
    filled = fill("engraving.html", description='<b>"a" & b</b>', picture="x", caption=Html("<i>"))
    assert isinstance(filled, Html)
    assert 'alt="&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;"' in filled
    assert "<i></figcaption>" in filled


def test_a_value_that_looks_like_a_blank_stays_as_it_is() -> None:
    filled = fill(
        "engraving.html", description="$caption", picture="$$", caption="5 $ and $picture"
    )
    assert 'alt="$caption" src="$$"' in filled
    assert ">5 $ and $picture</figcaption>" in filled


def test_a_blank_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="caption"):
        fill("engraving.html", description="", picture="")


def test_data_uri() -> None:
    assert data_uri("text/plain", "é") == "data:text/plain;base64,w6k="
    assert data_uri("image/png", b"\x00\xff") == "data:image/png;base64,AP8="


def test_a_text_is_tidied_and_checked() -> None:
    assert checked_text("title", "  a \n b\t c ") == "a b c"
    with pytest.raises(ValueError, match="title is empty; say in words"):
        checked_text("title", " \n")
    with pytest.raises(TypeError, match="title must be a text in words, got 5"):
        checked_text("title", 5)
