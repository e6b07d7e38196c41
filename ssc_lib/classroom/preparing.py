"""What an answer needs from the cells before it: imports and values of the solutions' notebook.

In a notebook of solutions a cell may import or compute what a later answer uses. In an assignment
the answer stands in the chapter, where nobody has done that, so it brings it along.
"""

from __future__ import annotations

import ast
import re
import symtable
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

REGION = re.compile(r"^( *)### BEGIN SOLUTION\n", re.MULTILINE)


class Statement(NamedTuple):
    """One statement of a notebook: the names that it gives a meaning to, and those that it uses."""

    text: str
    binds: frozenset[str]
    needs: frozenset[str]

    @property
    def imports(self) -> bool:
        """Whether it is an import, after which nothing is done with what it binds."""
        return self.text.startswith(("import ", "from "))


def statements(source: str) -> Iterator[Statement]:
    """The statements of a cell that bind names; none if the cell is no plain Python.

    Examples
    --------
    >>> [one] = statements("from math import prod\\nprint(prod([2, 3]))")
    >>> one.text, sorted(one.binds)
    ('from math import prod', ['prod'])
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:  # it holds a magic command
        return
    for node in body:
        text = ast.unparse(node)
        table = symtable.symtable(text, "cell", "exec")
        binds = frozenset(
            s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()
        )
        if binds:
            yield Statement(text, binds, frozenset(_used(table)))


def prepared(answer: str, before: Iterable[str], known: Iterable[str]) -> str:
    """An answer's cell whose solutions begin with what they need from the cells ``before``.

    Parameters
    ----------
    answer : str
        Source of the cell, with ``### BEGIN SOLUTION``.
    before : iterable of str
        Sources of the cells before it in the notebook of solutions.
    known : iterable of str
        Sources of the chapter's cells: what stands there too is not brought along.

    Examples
    --------
    >>> cell = "def f(row):\\n    ### BEGIN SOLUTION\\n    return prod(row)\\n    ### END SOLUTION"
    >>> print(prepared(cell, ["from math import prod"], ["import math"]))
    def f(row):
        ### BEGIN SOLUTION
        from math import prod
        return prod(row)
        ### END SOLUTION
    """
    there = {statement.text for source in known for statement in statements(source)}
    made = [[s for s in statements(source) if s.text not in there] for source in before]
    tops = ast.parse(answer).body

    def bring(found: re.Match[str]) -> str:
        line = answer.count("\n", 0, found.start()) + 1
        inside = [top for top in tops if top.lineno <= line <= (top.end_lineno or line)]
        names = {
            n for top in inside for n in _used(symtable.symtable(ast.unparse(top), "", "exec"))
        }
        texts = "\n".join(_closure(names, made))
        return found[0] + (textwrap.indent(texts, found[1]) + "\n" if texts else "")

    return REGION.sub(bring, answer)


def _closure(names: set[str], made: list[list[Statement]]) -> list[str]:
    """What gives these names their meaning, what that needs, and what its cell does with it."""
    chosen: set[tuple[int, int]] = set()
    todo = set(names)
    while todo:
        name = todo.pop()
        for n, cell in enumerate(made):
            here = any(name in s.binds and not s.imports for s in cell)
            for place, s in enumerate(cell):
                if (n, place) not in chosen and (name in s.binds or (here and name in s.needs)):
                    chosen.add((n, place))
                    todo |= s.needs
    return [made[n][place].text for n, place in sorted(chosen)]


def _used(table: symtable.SymbolTable) -> Iterator[str]:
    """The names that a piece of program takes from the notebook, however deep inside it."""
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _used(child)
