"""What an answer brings along from the cells before it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ssc_lib.classroom.preparing import prepared, statements

IMPORTS = "import numpy as np\nfrom math import lcm, prod\nfrom copy import deepcopy"
LEARNED = """
rows = [1, 2, 3]
mine = list(rows)
losses = [mine.append(row) for row in deepcopy(rows)]
print(losses)
other = 5
"""
BEFORE = (IMPORTS, LEARNED, "%matplotlib inline\nrows = 9")


def brought(body: str, *, known: tuple[str, ...] = (), head: str = "def f(x):") -> list[str]:
    """The lines that a function's solution begins with, beyond its own."""
    lines = [head, "    ### BEGIN SOLUTION", f"    {body}", "    ### END SOLUTION"]
    found = prepared("\n".join(lines), BEFORE, known).splitlines()
    assert [line for line in found if line in lines] == lines
    return [line.removeprefix("    ") for line in found if line not in lines]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("return x + len([x])", []),
        ("return np.prod(x)", ["import numpy as np"]),
        ("return [prod(y) for y in x]", ["from math import lcm, prod"]),
        ("return (lambda y: lcm(y, x))(2)", ["from math import lcm, prod"]),
        ("prod = 1; return prod", []),
        ("return other", ["other = 5"]),
    ],
)
def test_names_that_a_function_takes_from_outside(body: str, lines: list[str]) -> None:
    assert brought(body) == lines


def test_a_parameter_of_the_same_name_is_left_alone() -> None:
    assert brought("return rows", head="def f(rows):") == []


def test_a_value_comes_with_what_it_needs_and_with_what_was_done_to_it() -> None:
    assert brought("return mine") == [
        "from copy import deepcopy",
        "rows = [1, 2, 3]",
        "mine = list(rows)",
        "losses = [mine.append(row) for row in deepcopy(rows)]",
    ]


def test_what_the_chapter_knows_stays_there() -> None:
    assert brought("return np.ones(prod(x))", known=("import numpy as np  # numbers",)) == [
        "from math import lcm, prod"
    ]


def test_each_solution_of_a_cell_brings_its_own() -> None:
    cell = dedent("""\
        class One:
            def f(self):
                ### BEGIN SOLUTION
                return other
                ### END SOLUTION

        def two():
            ### BEGIN SOLUTION
            return prod([1])
            ### END SOLUTION
        """)
    found = prepared(cell, BEFORE, ())
    assert "        ### BEGIN SOLUTION\n        other = 5\n        return other" in found
    assert "    ### BEGIN SOLUTION\n    from math import lcm, prod\n    return prod" in found


def test_a_cell_that_is_no_plain_python_has_none() -> None:
    assert [*statements("%time x = 1")] == []
