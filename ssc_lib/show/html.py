"""Pieces of a page: files beside this module that are filled with values.

The HTML and the scripts of the eye are files of their own (``clip.html``, ``clip.js``, ...), which
an editor colours and a linter reads. In a page they appear without their comments and indentation.
A blank such as ``$description`` is filled by a value, and every value is escaped unless it is
`Html` itself, so that no text of a user can break out of its place. Scripts have no blanks: what
they need to know, they read from ``data-`` attributes.
"""

from __future__ import annotations

import base64
import html
import re
from functools import cache
from importlib import resources
from string import Template


class Html(str):
    """A text that is HTML already: `fill` takes it as it is."""


def fill(name: str, **values: str) -> Html:
    """Fill the blanks of the file of that name; what is not `Html` is escaped.

    Raises
    ------
    KeyError
        If a blank of the file gets no value.
    """
    safe = {
        blank: value if isinstance(value, Html) else html.escape(value)
        for blank, value in values.items()
    }
    return Html(Template(source(name)).substitute(safe))


@cache
def source(name: str) -> Html:
    """Read a file beside this module, without comments, indentation and empty lines.

    In a script a comment begins with ``//`` and has its lines to itself, and texts stand between
    double quotes: outside them spaces beside punctuation go, too.
    """
    text = resources.files("ssc_lib.show").joinpath(name).read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    text = "\n".join(line for line in lines if line and not line.startswith("//"))
    if name.endswith(".js"):
        pieces = re.split(r'("[^"]*")', text)
        pieces[::2] = [re.sub(r" ?([^\w\s]+) ?", r"\1", code) for code in pieces[::2]]
        text = "".join(pieces)
    return Html(text)


def data_uri(mime: str, data: str | bytes) -> str:
    """Make an address that holds the data itself.

    Examples
    --------
    >>> data_uri("text/plain", "Bach")
    'data:text/plain;base64,QmFjaA=='
    """
    data = data.encode() if isinstance(data, str) else data
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def checked_text(name: str, text: object) -> str:
    """Tidy the spaces of a text; an error names it if it is no text, or empty."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a text in words, got {text!r}")
    if not text.strip():
        raise ValueError(f"{name} is empty; say in words what is heard or seen")
    return " ".join(text.split())
