"""``ssc train`` killed in the middle of an epoch, for real, and begun again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ssc_lib.commands.main import main
from tests.networks.training.together import (
    command,
    same_runs,
    small_corpus,
    until_the_second_epoch,
)


def test_a_killed_run_ends_where_it_would_have_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGKILL leaves no time to write anything.

    Weights, optimizer and logged bits of the run that went on are those of a run without a stop, to
    the last bit.
    """
    pytest.importorskip("keras", reason="Keras is not installed")
    tunes = small_corpus(tmp_path / "tunes.npz")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-m", "ssc_lib.commands.main", *command(tunes, killed)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until_the_second_epoch(process)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert len(json.loads((killed / "log.json").read_text())) == 1

    for folder in (killed, whole):
        assert main(command(tunes, folder)) == 0
    capsys.readouterr()
    same_runs(killed, whole)
