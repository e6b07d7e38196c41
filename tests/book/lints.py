"""What a notebook of the book must look like, as plain functions.

Each takes a notebook (the parsed JSON) and returns a list of complaints, empty when all is well.
``test_lints.py`` shows each of them something bad; ``test_notebooks.py`` shows them the book.
"""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterable
from io import StringIO
from statistics import median
from typing import Any

from tests.book.prose import (
    FENCE,
    HEADING,
    Complaints,
    Figures,
    alt_text,
    count_words,
    terms_used,
)
from tools.notebooks import blanked, exercise_id

Notebook = dict[str, Any]

MOST_LINES, MEDIAN_LINES = 20, 8
CODE_CELLS = (15, 25)
WORDS = (1500, 3000)
MOST_BYTES = 1_500_000
SECTIONS = ("You will be able to", "Exercises", "Summary", "New terms", "Further reading")


def text_of(value: str | list[str]) -> str:
    """A notebook stores text as one string or as a list of lines."""
    return value if isinstance(value, str) else "".join(value)


def code_cells(notebook: Notebook) -> list[tuple[int, dict[str, Any]]]:
    """The code cells that hold something, numbered from 1 among all cells."""
    return [
        (number, cell)
        for number, cell in enumerate(notebook["cells"], start=1)
        if cell["cell_type"] == "code" and text_of(cell["source"]).strip()
    ]


def markdown(notebook: Notebook) -> str:
    """All Markdown cells, one after the other."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return "\n\n".join(text_of(cell["source"]) for cell in cells)


def tags(cell: dict[str, Any]) -> list[str]:
    """The tags of a cell."""
    return cell["metadata"].get("tags", [])


# --- cells and outputs ---------------------------------------------------------------------------


def run_in_order(notebook: Notebook) -> Complaints:
    """Every code cell has been run, from 1 to n. (One that was not is never compared.)"""
    return [
        f"cell {number} has execution count {cell.get('execution_count')}, expected {expected}"
        for expected, (number, cell) in enumerate(code_cells(notebook), start=1)
        if cell.get("execution_count") != expected
    ]


def no_idle_cells(notebook: Notebook) -> Complaints:
    """Every code cell does something."""
    idle = re.compile(r"\s*(pass\b.*|#.*)?")
    return [
        f"cell {number} does nothing; remove it"
        for number, cell in code_cells(notebook)
        if all(idle.fullmatch(line) for line in text_of(cell["source"]).splitlines())
    ]


def no_errors(notebook: Notebook) -> Complaints:
    """No traceback and nothing on stderr, but where the cell is tagged raises-exception."""
    return [
        f"cell {number} ends in {output.get('ename') or 'stderr'}"
        for number, cell in code_cells(notebook)
        if "raises-exception" not in tags(cell)
        for output in cell["outputs"]
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def no_semicolons(notebook: Notebook) -> Complaints:
    """No line of code ends in a semicolon, which would hide a cell's value."""
    return [
        f"cell {number}: line {line} ends in a semicolon; end a plot with plt.show()"
        for number, cell in code_cells(notebook)
        for line in lines_ending_in_semicolon(text_of(cell["source"]))
    ]


def lines_ending_in_semicolon(source: str) -> list[int]:
    """The numbers of the lines whose last token is a semicolon (one in a string is none)."""
    ignored = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.DEDENT, tokenize.ENDMARKER)
    last: dict[int, str] = {}
    try:
        for token in tokenize.generate_tokens(StringIO(source).readline):
            if token.type not in ignored:
                last[token.end[0]] = token.string
    except (tokenize.TokenError, SyntaxError):  # a magic command: judge the rest by its looks
        last = {number: line.rstrip()[-1:] for number, line in enumerate(source.splitlines(), 1)}
    return [number for number, end in last.items() if end == ";"]


def pictures_described(notebook: Notebook) -> Complaints:
    """Every image output has its alt text in the cell's metadata: mystnb.image.alt."""
    complaints = []
    for number, cell in code_cells(notebook):
        kinds = [set(output.get("data", {})) for output in cell["outputs"]]
        if any("text/html" not in k and any(m.startswith("image/") for m in k) for k in kinds):
            alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt")
            complaints += [f"cell {number}: {complaint}" for complaint in alt_text(alt)]
    return complaints


def clips_described(notebook: Notebook) -> Complaints:
    """Every clip and score in HTML has an alt text and a caption."""
    complaints = []
    for number, cell in code_cells(notebook):
        for output in cell["outputs"]:
            figures = Figures()
            figures.feed(text_of(output.get("data", {}).get("text/html", "")))
            complaints += [f"cell {number}: {complaint}" for complaint in figures.complaints]
    return complaints


def clips_in_own_words(notebook: Notebook) -> Complaints:
    """Every clip has a description of the book's own, better than what the library works out."""
    complaints = []
    for number, cell in code_cells(notebook):
        for call in ast.walk(ast.parse(text_of(cell["source"]))):
            listens = isinstance(call, ast.Call) and ast.unparse(call.func) == "ssc.listen"
            if listens and "description" not in {keyword.arg for keyword in call.keywords}:
                complaints.append(f"cell {number}: ssc.listen without a description")
    return complaints


def small_enough(data: bytes) -> Complaints:
    """A notebook's file stays under 1.5 MB."""
    return [f"{len(data):,} bytes, at most {MOST_BYTES:,}"] if len(data) > MOST_BYTES else []


# --- the shape of a chapter ----------------------------------------------------------------------


def short_cells(notebook: Notebook) -> Complaints:
    """No code cell over 20 lines (blank ones not counted); half of them at most 8."""
    lines = {
        number: sum(bool(line.strip()) for line in text_of(cell["source"]).splitlines())
        for number, cell in code_cells(notebook)
    }
    complaints = [
        f"cell {number} has {count} lines, at most {MOST_LINES}"
        for number, count in lines.items()
        if count > MOST_LINES
    ]
    if lines and median(lines.values()) > MEDIAN_LINES:
        complaints.append(f"the median cell has {median(lines.values())} lines, at most 8")
    return complaints


def enough_cells(notebook: Notebook) -> Complaints:
    """A chapter has 15 to 25 code cells, exercises not counted."""
    count = sum(exercise_id(cell) is None for _, cell in code_cells(notebook))
    few, many = CODE_CELLS
    return [] if few <= count <= many else [f"{count} code cells, expected {few} to {many}"]


def right_length(notebook: Notebook) -> Complaints:
    """A chapter has 1,500 to 3,000 words."""
    count = count_words(markdown(notebook))
    few, many = WORDS
    return [] if few <= count <= many else [f"{count} words, expected {few:,} to {many:,}"]


def sections_in_order(notebook: Notebook) -> Complaints:
    """A chapter has its fixed sections, as headings of level two, in order."""
    found = [
        text for level, text in HEADING.findall(FENCE.sub("", markdown(notebook))) if level == "##"
    ]
    places = []
    for section in SECTIONS:
        matches = [i for i, text in enumerate(found) if text.lower().startswith(section.lower())]
        if not matches:
            return [f"no section '## {section}'; the sections are {found}"]
        places.append(matches[0])
    return (
        [] if places == sorted(places) else [f"the sections {SECTIONS} are out of order: {found}"]
    )


def minutes_told(notebook: Notebook) -> Complaints:
    """The line under the title tells how long the exercises take: 5 minutes a ★, 15 a ★★."""
    text = markdown(notebook)
    stars = re.findall(r"^### Exercise \d+ (★+)$", text, re.M)
    told = f"{5 * stars.count('★') + 15 * stars.count('★★')} for the exercises with ★ and ★★"
    return [] if f" {told} " in text else [f"expected '{told}' under the title"]


def setup_first(notebook: Notebook, setup: str) -> Complaints:
    """The first code cell is the book's setup cell, letter for letter."""
    cells = code_cells(notebook)
    if cells and text_of(cells[0][1]["source"]) == setup:
        return []
    return ["the first code cell is not the setup cell; run `python tools/notebooks.py setup`"]


def opens_in_colab(notebook: Notebook, link: str) -> Complaints:
    """A link opens this very notebook in Colab, and no other link leads to Colab."""
    text = markdown(notebook)
    others = text.replace(link, "").count("colab.research.google.com")
    if link in text and not others:
        return []
    return [
        f"expected the link {link} and no other to Colab; run `python tools/notebooks.py setup`"
    ]


# --- exercises -----------------------------------------------------------------------------------


def exercises(notebook: Notebook) -> list[tuple[str, str, dict[str, Any]]]:
    """Id, source and cell of each exercise."""
    found = []
    for _, cell in code_cells(notebook):
        name = exercise_id(cell)
        if name is not None:
            found.append((name, text_of(cell["source"]), cell))
    return found


def well_marked(notebook: Notebook, known: Iterable[str]) -> Complaints:
    """Each exercise has an id that ``check`` knows, once, and calls ``check`` with it."""
    complaints, seen, known = [], set(), set(known)
    for number, cell in code_cells(notebook):
        if "exercise" in cell["metadata"] and "exercise" not in tags(cell):
            complaints.append(f"cell {number} has an exercise id but no tag 'exercise'")
    for name, source, _ in exercises(notebook):
        if name not in known:
            complaints.append(f"exercise {name!r} is unknown to ssc_lib.checks")
        if name in seen:
            complaints.append(f"exercise {name!r} stands twice")
        if f'check("{name}"' not in source:
            complaints.append(f'exercise {name!r} does not call check("{name}", ...)')
        seen.add(name)
    return complaints


def stubs_match(student: Notebook, solution: Notebook) -> Complaints:
    """Each exercise of the chapter equals its solution minus the blanks, and each has one."""
    given = {name: source for name, source, _ in exercises(student)}
    solved = {name: source for name, source, _ in exercises(solution)}
    complaints = [f"exercise {name!r} has no solution" for name in given.keys() - solved.keys()]
    complaints += [f"{name!r} is solved but never set" for name in solved.keys() - given.keys()]
    for name in sorted(given.keys() & solved.keys()):
        if "# BEGIN SOLUTION" not in solved[name]:
            complaints.append(f"the solution of {name!r} marks no BEGIN SOLUTION")
        elif given[name] != blanked(solved[name], name):
            complaints.append(f"exercise {name!r} is not its solution minus the blanks")
        if "SOLUTION" in given[name]:
            complaints.append(f"exercise {name!r} gives its solution away")
    return complaints


def solutions_pass(notebook: Notebook) -> Complaints:
    """Each solved exercise shows a passed check, by its tick."""
    complaints = []
    for name, _, cell in exercises(notebook):
        shown = "".join(
            text_of(output.get("text", "")) + text_of(output.get("data", {}).get("text/plain", ""))
            for output in cell["outputs"]
        )
        if "✓" not in shown:
            complaints.append(f"the solution of {name!r} shows no ✓ but {shown!r}")
    return complaints


def new_terms(notebook: Notebook, glossary: set[str]) -> Complaints:
    """The section New terms links its terms, and what it has in bold is in the glossary too."""
    match = re.search(r"^## +New terms.*?$(.*?)(?=^## |\Z)", markdown(notebook), re.M | re.S | re.I)
    listed = terms_used(match[1]) if match else []
    if not listed:
        return ["no section '## New terms' that lists terms as {term}`...`"]
    bold = [word.lower() for word in re.findall(r"\*\*([^*{]+)\*\*", match[1] if match else "")]
    return [
        f"the new term {term!r} is not in the glossary"
        for term in [*listed, *bold]
        if term not in glossary
    ]
