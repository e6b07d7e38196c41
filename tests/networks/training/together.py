"""One network trained by two processes, and the same network by one: what they end with.

As a script, ``python -m tests.networks.training.together FOLDER`` is one of the processes.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[3]
TASK = "task.json"


def random_tunes(rng: np.random.Generator, number: int) -> list[list[int]]:
    """Walks of one or two notes up or down, each note held for a step: indices of 38 events."""
    tunes = []
    for length in rng.integers(60, 120, number):
        walk = np.clip(18 + np.cumsum(rng.integers(-2, 3, length)), 0, 35)
        tunes.append([int(e) for pitch in walk for e in (pitch + 2, 0)])
    return tunes


def train_as_told(folder: Path) -> None:
    """What each process does: train, then write weights and log under its own number."""
    from ssc_lib.networks.training import Settings, train

    task = json.loads((folder / TASK).read_text())
    learn, judge = ([np.array(row) for row in part] for part in task["tunes"])
    config = json.loads(os.environ.get("TF_CONFIG", "{}"))
    name = f"worker_{config['task']['index']}" if config else "alone"
    run = folder / ("together" if config else "alone_run")
    settings = Settings(**task["settings"])
    network, history = train(learn, judge, settings, run_dir=run, progress=False)
    np.savez(folder / f"{name}.npz", **network.arrays)
    (folder / f"{name}.json").write_text(json.dumps(history))


def start(folder: Path, count: int) -> None:
    """Run so many workers on the loopback, and wait for all; one has no TF_CONFIG."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    addresses = [f"127.0.0.1:{s.getsockname()[1]}" for s in sockets]
    for s in sockets:
        s.close()
    processes = []
    for index in range(count):
        environment = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
        environment.pop("TF_CONFIG", None)
        if count > 1:
            task = {"type": "worker", "index": index}
            config = {"cluster": {"worker": addresses}, "task": task}
            environment["TF_CONFIG"] = json.dumps(config)
        command = [sys.executable, "-m", __name__, str(folder.resolve())]
        log = (folder / f"{count}_{index}.log").open("wb")
        with log:
            processes.append(
                subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            )
    for index, process in enumerate(processes):
        if process.wait():
            for other in processes:
                other.kill()
            tail = (folder / f"{count}_{index}.log").read_text()[-2000:]
            raise RuntimeError(f"process {index} of {count} ended with an error:\n{tail}")


def compare(settings: dict[str, Any], tunes: int, folder: Path) -> dict[str, Any]:
    """Train by two and by one; returns weights and logs of both workers and of the one."""
    rng = np.random.default_rng(0)
    rows = [random_tunes(rng, tunes), random_tunes(rng, max(2, tunes // 8))]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TASK).write_text(json.dumps({"settings": settings, "tunes": rows}))
    for count in (2, 1):
        start(folder, count)
    found: dict[str, Any] = {}
    for name in ("worker_0", "worker_1", "alone"):
        with np.load(folder / f"{name}.npz") as file:
            arrays = {key: file[key] for key in file.files}
        found[name] = (arrays, json.loads((folder / f"{name}.json").read_text()))
    return found


def farthest(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> float:
    """The largest difference of two networks' weights."""
    return max(float(np.abs(a[name] - b[name]).max()) for name in a)


if __name__ == "__main__":
    train_as_told(Path(sys.argv[1]))
