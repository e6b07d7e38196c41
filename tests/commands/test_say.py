"""Text that steers no terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssc_lib.commands.say import plain, say
from tests.made import run


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_printed_steers(text: str) -> None:
    kinds = {unicodedata.category(c) for c in plain(text)}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@pytest.mark.parametrize(
    "text", ["", "An P\u00e1iste", "\u00a0\u3000 \u4e09", "C:\\tunes", "a\u0301"]
)
def test_what_is_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_a_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    say("one\ntwo\x1b]0;title\x07")
    assert capsys.readouterr().out == "one\\ntwo\\x1b]0;title\\x07\n"


def test_names_in_errors_are_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """Whether a command or the reader of its arguments finds fault with them."""
    for arguments in (["listen", "a\x1bb.mid"], ["a\x1bb"], ["listen", "a", "b\x1bb"]):
        assert run(*arguments) == 2
        err = capsys.readouterr().err
        assert "\\x1bb" in err and "\x1b" not in err and err.count("\n") == 1
