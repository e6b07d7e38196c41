"""Training in Keras on JAX: the same run as on TensorFlow, and one that can be stopped as well."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ssc_lib import bits_per_event, load_network
from ssc_lib.networks.training import Settings
from tests.made import TINY, TRAIN, VALIDATION, stop_after_one_epoch
from tests.networks.training.together import JAX_PYTHON, ROOT, needs_jax

pytestmark = needs_jax

# Trains in one folder after another: epoch 1 only where a "!" stands before its name.
SCRIPT = """
import json, sys
import numpy as np
from ssc_lib.networks.training import Settings, train

def stop(now):
    if now.epoch == 2:
        raise KeyboardInterrupt

settings, rows, *folders = json.loads(sys.stdin.read())
tunes = [[np.array(row) for row in part] for part in rows]
for folder in folders:
    progress = stop if folder[0] == "!" else False
    try:
        train(*tunes, Settings(**settings), run_dir=folder.strip("!"), progress=progress)
    except KeyboardInterrupt:
        pass
"""


# How many devices hold a model of so many lanes, and how many should.
DEVICES = """
import os
from ssc_lib.networks.training import Settings
from ssc_lib.networks.training.devices import all_devices, devices_for
from ssc_lib.networks.training.model import build
settings = Settings(units=(8,), segment=8)
with all_devices(settings.batch):
    model = build(settings, 10)
weights = model.trainable_variables[0].value
print(len(weights.devices()), devices_for(settings.batch, len(os.sched_getaffinity(0))))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts cores as Linux does")
def test_jax_shares_the_lanes_out_among_its_cores() -> None:
    env = {**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([JAX_PYTHON, "-c", DEVICES], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found, expected = done.stdout.split()
    assert found == expected


def train_on_jax(settings: Settings, *folders: str) -> None:
    rows = [[row.tolist() for row in part] for part in (TRAIN, VALIDATION)]
    done = subprocess.run(
        [JAX_PYTHON, "-c", SCRIPT],
        input=json.dumps([settings.__dict__, rows, *folders]).encode(),
        env={**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert done.stderr == b""


def log(folder: Path) -> list[dict[str, float]]:
    return json.loads((folder / "log.json").read_text())


@pytest.mark.parametrize("lanes", [TINY.batch, 64])
def test_a_run_on_jax_that_was_stopped_ends_where_it_would_have_ended(
    tmp_path: Path, lanes: int
) -> None:
    """With dropout and averaged weights, to the last bit; and its network is NumPy's like any.

    Also with enough lanes for two devices.
    """
    settings = Settings(**{**TINY.__dict__, "average": 0.5, "batch": lanes})
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    train_on_jax(settings, f"!{stopped}", str(stopped), str(whole))
    record = json.loads((whole / "settings.json").read_text())
    assert record["versions"]["backend"] == "jax"
    assert log(whole)[1]["train_bits"] < log(whole)[0]["train_bits"] < np.log2(14)
    for bits in ("train_bits", "validation_bits"):
        assert [row[bits] for row in log(stopped)] == [row[bits] for row in log(whole)]
    with np.load(whole / "checkpoint.npz") as a, np.load(stopped / "checkpoint.npz") as b:
        for name in a.files:
            if name not in ("history", "best/settings"):  # these hold times
                np.testing.assert_array_equal(a[name], b[name], err_msg=name)
    best = min(row["validation_bits"] for row in log(whole))
    net = load_network(whole / "network.npz")
    assert bits_per_event(net, VALIDATION) == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize(
    "config", [{}, {"encoding": "key", "attention": 4}, {"encoding": "copy"}], ids=str
)
def test_jax_goes_on_as_tensorflow_does(tmp_path: Path, config: dict[str, Any]) -> None:
    """Both train the second epoch from one checkpoint of TensorFlow, without dropout.

    The loss and the weights are the same, up to rounding.
    """
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    from ssc_lib.networks.training import train

    settings = Settings(**{**TINY.__dict__, "dropout": 0.0, **config})
    mine, theirs = tmp_path / "tensorflow", tmp_path / "jax"
    stop_after_one_epoch(settings, mine)
    shutil.copytree(mine, theirs)
    train(TRAIN, VALIDATION, settings, run_dir=mine, progress=False)
    train_on_jax(settings, str(theirs))
    before, ours = log(mine)
    same, jax = log(theirs)
    assert before == same
    for bits in ("train_bits", "validation_bits"):
        assert jax[bits] == pytest.approx(ours[bits], abs=1e-4)
        assert abs(ours[bits] - before[bits]) > 0.01  # it has moved
    with np.load(mine / "network.npz") as a, np.load(theirs / "network.npz") as b:
        for name in set(a.files) - {"settings"}:
            np.testing.assert_allclose(a[name], b[name], atol=1e-3, err_msg=name)
