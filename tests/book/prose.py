"""What the book's texts must look like, as plain functions of a text.

Each returns a list of complaints, empty when all is well. The lints of notebooks (``lints.py``)
build on these.

Words are counted as a reader meets them in the story: without code, boxes (admonitions and other
directives), displayed formulas, tables, quotations and the sections Exercises, New terms and
Further reading.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

Complaints = list[str]

ALT_LETTERS = 20
NOT_COUNTED = ("exercises", "new terms", "further reading")

HEADING = re.compile(r"^(#{1,6}) +(.*?) *$", re.MULTILINE)
TERM = re.compile(r"\{term\}`([^`]+)`")
FENCE = re.compile(r"^ *(```+|~~~+|:::+).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"^ *(```+|:::+)\{(?:figure|image)\}(.*?)^ *\1", re.MULTILINE | re.DOTALL)
# Written so that no pattern matches its own text.
MACHINE_PATH = re.compile(r"(?<![\w.~>})\]-])/(?:work|opt|root|tmp|home)/\w")
REGISTRY = re.compile(r"(?i)pypi\.(?:org)|pythonhosted\.(?:org)|npmjs\.(?:org|com)|artifactor(?:y)")
INDEX_OPTION = re.compile(r"(?m)^ *--?(?:index-url|extra-index-url|find-links|trusted-host)\b")
PAYLOAD = re.compile(r"base64,[A-Za-z0-9+/=]+")
FORGE = re.compile(
    r"(?:github\.com|githubusercontent\.com|colab\.research\.google\.com/github)"
    r"[/:]([\w.-]+)/([\w.-]+?)(?:\.git)?(?=[^\w.-]|\.?\s|\.?$)"
)


class Figures(HTMLParser):
    """Collect what is wrong with the images, drawings and clips of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.complaints: Complaints = []
        self.figures: list[dict[str, Any]] = []
        self.inside_caption = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "figure":
            self.figures.append({"caption": ""})
        elif tag == "figcaption":
            self.inside_caption = True
        elif tag == "img":
            self.complaints += alt_text(given.get("alt"))
        elif tag == "svg" and not given.get("aria-label") and given.get("aria-hidden") != "true":
            self.complaints.append("a drawing (svg) has no aria-label")
        elif tag == "audio" and not self.figures:
            self.complaints.append(
                "a clip (audio) stands outside a figure, so nothing describes it"
            )

    def handle_endtag(self, tag: str) -> None:
        if tag == "figcaption":
            self.inside_caption = False
        elif tag == "figure" and self.figures and not self.figures.pop()["caption"].strip():
            self.complaints.append("a figure has no figcaption")

    def handle_data(self, data: str) -> None:
        if self.inside_caption and self.figures:
            self.figures[-1]["caption"] += data


def alt_text(alt: str | None) -> Complaints:
    """An alternative text says what is to be seen: not empty, not short, not a file's name."""
    alt = (alt or "").strip()
    if not alt:
        return ["an image has no alt text"]
    if len(alt) < ALT_LETTERS:
        return [f"the alt text {alt!r} is shorter than {ALT_LETTERS} characters"]
    if re.fullmatch(r"\S+\.(png|svg|jpe?g|gif|webp)", alt, re.IGNORECASE):
        return [f"the alt text {alt!r} is a file's name"]
    return []


def markdown_pictures_described(text: str) -> Complaints:
    """Every picture in Markdown has an alt text, however it is put there."""
    figures = Figures()
    figures.feed("".join(re.findall(r"<img\b[^>]*>", text)))
    complaints = figures.complaints
    for alt in re.findall(r"!\[([^\]]*)\]\(", text):
        complaints += alt_text(alt)
    for _, directive in re.findall(
        r"^ *(```+|:::+)\{(?:figure|image)\}(.*?)^ *\1", text, re.M | re.S
    ):
        alt = re.search(r"^ *:alt: *(.*)$", directive, re.MULTILINE)
        complaints += alt_text(alt and alt[1])
    return complaints


def count_words(text: str) -> int:
    """The words of the story; see the top of this module for what is left out."""
    text = FENCE.sub("", text)
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    words, counted = 0, True
    for line in text.splitlines():
        if heading := HEADING.match(line):
            if len(heading[1]) <= 2:
                counted = not heading[2].lower().startswith(NOT_COUNTED)
        elif counted and not line.lstrip().startswith(("|", ">", ":")):
            words += len(re.findall(r"[^\W\d_][\w'’-]*", re.sub(r"\]\([^)]*\)|\{\w+\}", " ", line)))
    return words


def glossary_terms(text: str) -> set[str]:
    """The terms that a glossary page explains, in lower case."""
    terms: set[str] = set()
    for block in re.findall(r"^(```+|:::+)\{glossary\}(.*?)^\1", text, re.MULTILINE | re.DOTALL):
        for line in block[1].splitlines():
            if line.strip() and not line[0].isspace() and not line.startswith(":"):
                terms.add(line.strip().lower())
    return terms


def terms_used(text: str) -> list[str]:
    """The glossary terms that a text links to, in lower case."""
    return [re.sub(r"^.*<(.*)>$", r"\1", term).strip().lower() for term in TERM.findall(text)]


def terms_known(text: str, glossary: set[str]) -> Complaints:
    """Every linked term is in the glossary."""
    unknown = sorted({term for term in terms_used(text) if term not in glossary})
    return [f"the term {term!r} is not in the glossary" for term in unknown]


def no_machine_paths(text: str) -> Complaints:
    """No path of one machine stands in the text."""
    text = PAYLOAD.sub("", text)
    return [
        f"a machine's path: {text[m.start() : m.end() + 20]!r}" for m in MACHINE_PATH.finditer(text)
    ]


def no_registries(text: str) -> Complaints:
    """No package registry or mirror is named: pip knows where to look."""
    text = PAYLOAD.sub("", text)
    found = [*REGISTRY.findall(text), *INDEX_OPTION.findall(text)]
    return [f"a package registry is named: {name.strip()!r}" for name in found]


def one_address(text: str, address: str) -> Complaints:
    """Wherever the repository's address is repeated, it is the one in pyproject.toml."""
    owner, name = address.removeprefix("https://github.com/").split("/")
    return [
        f"the repository is named {found_owner}/{found_name}, pyproject.toml has {owner}/{name}"
        for found_owner, found_name in FORGE.findall(PAYLOAD.sub("", text))
        if (found_owner.lower() == owner.lower() or found_name.lower() == name.lower())
        and (found_owner, found_name) != (owner, name)
    ]
