"""Whether answers agree, and the sentence on each way in which they do not."""

from fractions import Fraction

import numpy as np
import pytest

from ssc_lib.checks.differences import as_numbers, difference, same, short


def test_the_same_in_another_form_agrees() -> None:
    pairs = [(Fraction(1, 3), 0.3333333), ([np.nan, True], (np.nan, 1.0)), (None, None)]
    pairs += [(["a", 1.0], ("a", 1 + 1e-9)), ({"a": [1]}, {"a": np.ones(1)})]
    assert all(same(one, other) and same(other, one) for one, other in pairs)


def test_what_is_no_number_is_none_and_numbers_of_any_kind_are_numbers() -> None:
    none = ["1", ["1"], [[1], [2, 3]], {1}, None, 10**400, object()]
    assert [as_numbers(value) for value in none] == [None] * len(none)
    assert as_numbers([Fraction(1, 2), True, 10**20]).tolist() == [0.5, 1, 1e20]
    assert as_numbers([Fraction(1, 2), 1j]).tolist() == [0.5, 1j]


SENTENCES = [
    (None, 1, "returned None for it; did you forget `return`?"),
    ((x for x in "ab"), [1], "put list(...) around it"),
    (3, None, "where there is nothing to give: return None"),
    (True, False, "you gave True for it; it is the other way round"),
    (0.5, False, "give True or False for it, not 0.5"),
    ("12", 12, "give one number for it, not '12'"),
    (type("Odd", (), {"__repr__": lambda self: 1 / 0})(), 12, "not a value of type Odd"),
    ([12], 12, "give one number for it, not a row of one number"),
    (np.ones((2, 1)), np.ones(2), "a row of 2 numbers for it, not a table of 2 rows and 1 column"),
    (1, np.ones((2, 1, 3)), "give an array of 2 x 1 x 3 numbers for it"),
    ({3, 1}, [1, 3], "give them as a sorted list, not as a set"),
    ({1, "a"}, [1, 3], "give a row of 2 numbers for it, not {"),
    (np.nan, 1, "you gave nan for it"),
    (1 + 1j, 1, "compare the real and the imaginary part"),
    (0.43, 27 / 64, "neither rounded nor simulated"),
    (458, 459, "which is too small"),
    (42.1875, 27 / 64, "that is in percent"),
    (-2.0, 2, "mind the sign"),
    (7, 3, "you gave 7 for it, which is too large; work a small case by hand"),
    ([0.33, 0.67], [1 / 3, 2 / 3], "yours are close, but rounded or simulated"),
    ([2, 1], [1, 2], "the numbers are right and their order is not"),
    ([[1, 2], [9, 4]], [[1, 2], [3, 4]], "at index 1, 0 of it you gave 9"),
    ([True, True], [True, False], "at index 1 of it you gave True"),
    ([1], {"a": 1}, "give a dictionary for it"),
    ({"b": 1}, {"a": 1, "b": 1}, "the key 'a' is missing in it"),
    ({"a": 1, "b": 1}, {"a": 1}, "the key 'b' does not belong there in it"),
    ({"a": 2.0}, {"a": -2}, "you gave 2 for 'a' in it; mind the sign"),
    (["a"], ["a", "b"], "it has 2 parts; you gave 1"),
    (["a", 7], ["a", 3], "you gave 7 for part 1 of it, which is too large"),
    (7, "seven", "give a string for it, not 7"),
    ("six", "seven", "you gave 'six' for it"),
]


@pytest.mark.parametrize(("got", "right", "words"), SENTENCES)
def test_what_differs_is_said_in_a_sentence(got: object, right: object, words: str) -> None:
    assert not same(got, right)
    assert words in difference(got, right, "it")


def test_a_single_number_has_no_small_case_and_a_long_value_is_cut() -> None:
    assert difference(7, 3, "it", single=True) == "you gave 7 for it, which is too large"
    assert (len(short([*range(99)])), short(max)) == (60, "the function max")
