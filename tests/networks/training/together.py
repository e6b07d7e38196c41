"""``ssc train`` on thirty small tunes, in a process of its own or in several."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Melody
from ssc_lib.music import corpus
from ssc_lib.music.collections import Tune

ROOT = Path(__file__).parents[3]
SETTINGS = {"units": 8, "epochs": 3, "batch": 4, "segment": 16, "average": 0.9, "seed": 3}

# JAX and TensorFlow need not share an environment: this may name a Python that has JAX, Keras and
# what this library needs. Without one, and without JAX here, the tests skip.
HERE = sys.executable if importlib.util.find_spec("jax") else ""
JAX_PYTHON = os.environ.get("SSC_JAX_PYTHON", HERE)
needs_jax = pytest.mark.skipif(not JAX_PYTHON, reason="JAX is not installed")


def small_corpus(path: Path) -> Path:
    """Thirty tunes of 256 steps: notes at random, each held for a step."""
    rng = np.random.default_rng(7)
    tunes = []
    for n in range(30):
        events = np.full(256, -2)
        events[::2] = rng.integers(55, 80, 128)
        tunes.append(Tune(Melody(events), "random", str(n), f"Tune {n}", "nobody", "4/4"))
    corpus.save(tunes, path)
    return path


def command(tunes: Path, folder: Path) -> list[str]:
    flags = [f"--{name}={value}" for name, value in SETTINGS.items()]
    return ["train", "--corpus", str(tunes), *flags, "--run_dir", str(folder)]


def start(
    arguments: list[str], processes: int, port: int | None = None
) -> list[subprocess.Popen[bytes]]:
    """Start the command in JAX, in so many processes on this machine; the chief is the first."""
    if port is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    names = {"JOB_ADDRESSES": f"127.0.0.1:{port}", "NUM_PROCESSES": str(processes)}
    started = []
    for index in range(processes):
        jax = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)}
        mine = {**names, "PROCESS_ID": str(index)} if processes > 1 else {}
        env = {**os.environ, **jax, **{f"KERAS_DISTRIBUTION_{k}": v for k, v in mine.items()}}
        whole = [JAX_PYTHON, "-m", "ssc_lib.commands.main", *arguments]
        started.append(
            subprocess.Popen(whole, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        )
    return started


def heard(processes: list[subprocess.Popen[bytes]]) -> list[tuple[int, str]]:
    """Wait until all have ended; the exit status of each, and the rest of what it said."""
    ends = [(p.communicate(timeout=300)[1], p) for p in processes]
    return [(p.returncode, said.decode(errors="replace")) for said, p in ends]


def until_the_second_epoch(process: subprocess.Popen[bytes]) -> None:
    """Read its progress bar until the process is in the middle of an epoch."""
    said = b""
    assert process.stderr is not None
    while not re.search(rb"epoch 2/3: +[1-9]\d?%", said):
        said += (piece := process.stderr.read1(4096))
        assert piece, f"the run ended before its second epoch: {said[-500:]!r}"


def same_runs(a: Path, b: Path) -> None:
    """Assert that two finished runs have the same log, weights and state, to the last bit."""
    logs = [json.loads((f / "log.json").read_text()) for f in (a, b)]
    assert [len(log) for log in logs] == [SETTINGS["epochs"]] * 2
    for bits in ("train_bits", "validation_bits", "plain_bits"):
        assert [row[bits] for row in logs[0]] == [row[bits] for row in logs[1]]
    for name in ("network.npz", "checkpoint.npz"):
        with np.load(a / name) as one, np.load(b / name) as other:
            assert one.files == other.files
            for array in one.files:
                if array not in ("settings", "history", "best/settings"):  # these hold times
                    np.testing.assert_array_equal(one[array], other[array], err_msg=array)
