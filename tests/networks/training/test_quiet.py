"""What is written past `sys.stderr`, held back and shown."""

from __future__ import annotations

import os

import pytest

from ssc_lib.networks.training.quiet import held_back


def test_what_compiled_code_writes_is_held_back(capfd: pytest.CaptureFixture[str]) -> None:
    with held_back():
        os.write(2, b"custom operations are on")
        print("done", flush=True)
    os.write(2, b"after")
    assert capfd.readouterr() == ("done\n", "after")


def test_after_an_error_it_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ImportError), held_back():
        os.write(2, b"no such driver")
        raise ImportError
    os.write(2, b"; after")
    assert capfd.readouterr().err == "no such driver; after"


def test_where_there_is_no_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_: int) -> int:
        raise OSError(9, "bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with held_back():
        done = True
    assert done
