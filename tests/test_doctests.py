"""Every example in the library's docstrings gives what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import ssc_lib

MODULES = ["ssc_lib", *sorted(m.name for m in pkgutil.walk_packages(ssc_lib.__path__, "ssc_lib."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0, f"{results.failed} of {results.attempted} examples fail"
