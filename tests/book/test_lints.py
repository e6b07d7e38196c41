"""Each lint passes on something good and complains about something bad."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.book import lints, prose
from tools.notebooks import blanked, colab_link, setup_cell

pytestmark = pytest.mark.lint

ALT = "A piano roll of eight rising notes"


def code(source: str, count: int = 1, outputs: Any = (), **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source.splitlines(keepends=True),
        "execution_count": count,
        "outputs": list(outputs),
        "metadata": metadata,
    }


def words(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def book(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def shown(**data: str) -> dict[str, Any]:
    kinds = {kind.replace("_", "/"): value for kind, value in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def picture(**metadata: Any) -> dict[str, Any]:
    return book(code("plt.show()", 1, [shown(image_png="iVBO")], **metadata))


def alt(text: str) -> dict[str, Any]:
    return {"mystnb": {"image": {"alt": text}}}


def clip(html: str) -> dict[str, Any]:
    return book(code("ssc.listen(tune)", 1, [shown(text_html=html)]))


ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
GOOD_CLIP = f"<figure><img alt='{ALT}'><audio></audio><figcaption>Rising.</figcaption></figure>"

TIMED = "60 minutes, and {} for the exercises with ★ and ★★ · needs: nothing" + "".join(
    f"\n\n### Exercise {n} {stars}" for n, stars in enumerate(["★", "★★", "★★", "★★★"], 1)
)

CASES = [
    (lints.run_in_order, book(code("1", 1), code("2", 2)), book(code("1", 2), code("2", 1))),
    (lints.run_in_order, book(words("x"), code("", 0), code("1", 1)), book(code("1", None))),
    (lints.no_idle_cells, book(code("def f():\n    pass")), book(code("pass"))),
    (lints.no_idle_cells, book(code("passed = 1  # all")), book(code("# later\npass  # now"))),
    (lints.no_errors, book(code("1")), book(code("1", 1, [ERROR]))),
    (
        lints.no_errors,
        book(code("1", 1, [ERROR], tags=["raises-exception"])),
        book(code("1", 1, [printed("warning", "stderr")])),
    ),
    (lints.no_semicolons, book(code("plt.show()")), book(code("x = 1\nplt.plot(x);"))),
    (lints.no_semicolons, book(code("f(';')")), book(code("plt.plot(x);  # quiet"))),
    (lints.no_semicolons, book(code("s = '''\na;\n'''")), book(code("%matplotlib inline\nf(x);"))),
    (lints.pictures_described, picture(**alt(ALT)), picture()),
    (lints.pictures_described, picture(**alt(ALT)), picture(**alt("a roll"))),
    (lints.pictures_described, picture(**alt(ALT)), picture(**alt("the_piano_roll_of_eight.png"))),
    (lints.clips_described, clip(GOOD_CLIP), clip(GOOD_CLIP.replace(ALT, ""))),
    (lints.clips_described, clip(GOOD_CLIP), clip(GOOD_CLIP.replace("Rising.", ""))),
    (lints.clips_described, clip("<table></table>"), clip("<audio controls></audio>")),
    (lints.clips_described, clip("<svg aria-label='A roll'></svg>"), clip("<svg></svg>")),
    (
        lints.clips_in_own_words,
        book(code("ssc.listen(tune, description='Rising.')")),
        book(code("ssc.listen(tune)")),
    ),
    (lints.short_cells, book(code("x\n\n" * 8)), book(code("x\n" * 21))),
    (lints.short_cells, book(code("x\n" * 20), *[code("x")] * 2), book(*[code("x\n" * 9)] * 3)),
    (lints.enough_cells, book(*[code("x")] * 15), book(*[code("x")] * 14)),
    (
        lints.enough_cells,
        book(*[code("x")] * 25, code("y", tags=["exercise"], exercise="m-1")),
        book(*[code("x")] * 26),
    ),
    (lints.right_length, book(words("a note " * 800)), book(words("a note " * 700))),
    (
        lints.right_length,
        book(words("note " * 1500), words("## Exercises\n" + "note " * 2000)),
        book(words("note " * 1000), words("> " + "note " * 1000)),
    ),
    (
        lints.sections_in_order,
        book(*[words(f"## {name}") for name in lints.SECTIONS]),
        book(*[words(f"## {name}") for name in reversed(lints.SECTIONS)]),
    ),
    (
        lints.sections_in_order,
        book(words("\n\n".join(f"## {name}: and more" for name in lints.SECTIONS))),
        book(words("## Summary")),
    ),
    (lints.minutes_told, book(words(TIMED.format(35))), book(words(TIMED.format(5)))),
    (prose.markdown_pictures_described, f"![{ALT}](a.svg)", "![](a.svg)"),
    (prose.markdown_pictures_described, f'<img alt="{ALT}">', "<img src='a.svg'>"),
    (
        prose.markdown_pictures_described,
        f"```{{figure}} a.svg\n:alt: {ALT}\n\nCaption\n```",
        "```{figure} a.svg\n:width: 80%\n```",
    ),
    (lints.small_enough, b"x" * 1_500_000, b"x" * 1_500_001),
]


@pytest.mark.parametrize(("lint", "good", "bad"), CASES)
def test_lint_passes_and_complains(lint, good, bad) -> None:
    assert lint(good) == []
    assert lint(bad)


def test_setup_cell() -> None:
    assert lints.setup_first(book(words("x"), code(setup_cell())), setup_cell()) == []
    for wrong in (setup_cell().replace("github.com/", "github.com/x"), "import numpy"):
        assert lints.setup_first(book(code(wrong), code(setup_cell())), setup_cell())
    assert lints.setup_first(book(words("x")), setup_cell())


def test_setup_cell_does_nothing_where_the_library_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("it installed something"))
    exec(setup_cell(), {})


def test_setup_cell_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(command: list[str], check: bool) -> None:
        assert check
        raise OSError(command[-1])

    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("subprocess.run", refuse)
    with pytest.raises(OSError, match="ssc-lib"):
        exec(setup_cell(), {})


def test_link_to_colab() -> None:
    link = colab_link(Path("book/1-chance/markov.ipynb"))
    assert link.endswith("/book/1-chance/markov.ipynb)")
    assert lints.opens_in_colab(book(words(f"45 minutes. {link}")), link) == []
    assert lints.opens_in_colab(book(words("45 minutes.")), link)
    assert lints.opens_in_colab(book(words(link.replace("1-chance", "2-music"))), link)
    assert lints.opens_in_colab(book(words(link + link.replace("1-chance", "2-music"))), link)


SOLVED = """\
def f(x):
    # BEGIN SOLUTION
    y = x + 1
    return y
    # END SOLUTION


ssc.check("m-1", f)"""
STUB = """\
def f(x):
    raise NotImplementedError("exercise m-1")


ssc.check("m-1", f)"""


def exercise(source: str, name: str = "m-1", *outputs: Any) -> dict[str, Any]:
    return book(code(source, 1, outputs, tags=["exercise"], exercise=name))


def test_blanked() -> None:
    assert blanked(SOLVED, "m-1") == STUB
    twice = "# BEGIN SOLUTION\na\n# END SOLUTION\nb\n# BEGIN SOLUTION\nc\n# END SOLUTION"
    assert blanked(twice, "m-1").splitlines()[1] == "b"


def test_stubs_match() -> None:
    assert lints.stubs_match(exercise(STUB), exercise(SOLVED)) == []
    assert lints.stubs_match(exercise(STUB + " "), exercise(SOLVED))
    assert lints.stubs_match(exercise(SOLVED), exercise(SOLVED))
    assert lints.stubs_match(exercise(STUB), exercise(STUB))
    assert lints.stubs_match(exercise(STUB), book())
    assert lints.stubs_match(book(), exercise(SOLVED))


def test_solutions_pass() -> None:
    assert lints.solutions_pass(exercise(SOLVED, "m-1", printed("m-1 ✓"))) == []
    assert lints.solutions_pass(exercise(SOLVED, "m-1", printed("m-1: a row sums to 0.8")))
    assert lints.solutions_pass(exercise(SOLVED))


def test_well_marked() -> None:
    assert lints.well_marked(exercise(STUB), ["m-1"]) == []
    assert lints.well_marked(exercise(STUB), ["m-2"])
    assert lints.well_marked(exercise(STUB, "m-2"), ["m-2"])
    assert lints.well_marked(book(*exercise(STUB)["cells"] * 2), ["m-1"])
    assert lints.well_marked(book(code(STUB, exercise="m-1")), ["m-1"])
    assert lints.well_marked(book(code(STUB, tags=["exercise"])), ["m-1"])


GLOSSARY = """\
# Glossary

```{glossary}
Markov chain
    A generator whose next event depends on the last one only.

dead end
    A state that nothing leaves.
```
"""


def test_glossary() -> None:
    known = prose.glossary_terms(GLOSSARY)
    assert known == {"markov chain", "dead end"}
    assert prose.terms_known("A {term}`Markov chain`, {term}`two <dead end>`.", known) == []
    assert prose.terms_known("A {term}`fugue`.", known)
    good = book(words("## New terms\n- {term}`dead end`\n\n## Further reading\n**No term**"))
    assert lints.new_terms(good, known) == []
    assert lints.new_terms(book(words("## New terms\n{term}`dead end`, **fugue**")), known)
    assert lints.new_terms(book(words("## New terms\n- {term}`fugue`")), known)
    assert lints.new_terms(book(words("## Summary\n- {term}`dead end`")), known)


@pytest.mark.parametrize("path", ["/home/me/x", "see '/tmp/x.mid'", "cd /root/book", "in /opt/x"])
def test_machine_paths(path: str) -> None:
    assert prose.no_machine_paths(path)


@pytest.mark.parametrize(
    "text", ["book/home/x", "https://example.org/home/x", "base64,AA+/tmp/AAA=", "</option>", "a/b"]
)
def test_no_machine_paths(text: str) -> None:
    assert prose.no_machine_paths(text) == []


def test_registries() -> None:
    assert prose.no_registries("numpy==2.0\n# pip install -r requirements.txt") == []
    assert prose.no_registries("--index-url https://example.org\nnumpy")
    assert prose.no_registries("see https://pypi.org/simple")


def test_one_address() -> None:
    ours = "https://github.com/someone/Song"
    for good in (
        f"[here]({ours})",
        f"git+{ours}@main",
        f"{ours}.git",
        f"{ours}.",
        "https://github.com/other/thing",
        "https://colab.research.google.com/github/someone/Song/blob/main/x.ipynb",
    ):
        assert prose.one_address(good, ours) == [], good
    for bad in (
        "https://github.com/someone/song",
        "https://github.com/else/Song/issues",
        "git@github.com:else/Song.git",
        "https://raw.githubusercontent.com/else/Song/main/x.mid",
        "https://colab.research.google.com/github/someone/Songs/blob/main/x.ipynb",
    ):
        assert prose.one_address(bad, ours), bad
