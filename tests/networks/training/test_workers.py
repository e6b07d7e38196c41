"""Several processes that train together: who they are, what each gets, and two of them for real."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="Keras is not installed")

from ssc_lib.networks.training import Settings, workers
from ssc_lib.networks.training.model import build
from ssc_lib.networks.training.run import Run, data_record
from ssc_lib.networks.training.segments import as_pairs, segments
from ssc_lib.networks.training.workers import Workers, workers_from_environment
from tests.made import TINY, TRAIN, VALIDATION, stop_after_one_epoch
from tests.networks.training.together import compare, farthest


@pytest.fixture
def unconnected(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(workers, "_connect", lambda: None)
    return monkeypatch


def config(kind: str, index: int, **cluster: list[str]) -> str:
    return json.dumps({"cluster": cluster, "task": {"type": kind, "index": index}})


def test_alone_without_a_config(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF_CONFIG", raising=False)
    assert workers_from_environment() == Workers(1, 0)
    assert Workers().total([2.5, 1.0]) == [2.5, 1.0]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (config("worker", 0, worker=["a:1"]), Workers(1, 0)),
        (config("worker", 0, worker=["a:1", "b:1"]), Workers(2, 0)),
        (config("worker", 1, worker=["a:1", "b:1"]), Workers(2, 1)),
        (config("chief", 0, chief=["c:1"], worker=["a:1", "b:1"]), Workers(3, 0)),
        (config("worker", 1, chief=["c:1"], worker=["a:1", "b:1"]), Workers(3, 2)),
    ],
)
def test_who_is_who(unconnected: pytest.MonkeyPatch, text: str, who: Workers) -> None:
    unconnected.setenv("TF_CONFIG", text)
    found = workers_from_environment()
    assert found == who
    assert found.chief == (who.index == 0)


@pytest.mark.parametrize(
    "text",
    [
        "two",
        "[]",
        "{}",
        config("worker", 2, worker=["a:1", "b:1"]),
        config("worker", -1, worker=["a:1", "b:1"]),
        config("ps", 0, ps=["a:1"], worker=["b:1"]),
        config("worker", "first", worker=["a:1", "b:1"]),  # type: ignore[arg-type]
    ],
)
def test_a_bad_config_is_one_sentence(unconnected: pytest.MonkeyPatch, text: str) -> None:
    unconnected.setenv("TF_CONFIG", text)
    with pytest.raises(ValueError, match=r"TF_CONFIG is .* should be JSON") as caught:
        workers_from_environment()
    assert "\n" not in str(caught.value)


def test_lanes_are_shared_out_whole() -> None:
    part = next(segments(as_pairs(TRAIN, TINY), 6, 8, np.random.default_rng(0)))
    shares = [Workers(3, n).share(part) for n in range(3)]
    for name in ("inputs", "targets", "weights", "keep"):
        joined = np.concatenate([getattr(s, name) for s in shares])
        np.testing.assert_array_equal(joined, getattr(part, name))
    with pytest.raises(ValueError, match="64 lanes cannot be shared by 3 processes"):
        Workers(3, 0).lanes(64)


def test_another_worker_goes_on_from_the_chiefs_checkpoint(tmp_path: Path) -> None:
    """Weights and counters are the chief's; the seed of the dropout stays its own, the lanes'
    memory is of another size and begins anew, and nothing is written."""
    settings = Settings(**{**TINY.__dict__, "batch": 4})
    stop_after_one_epoch(settings, tmp_path)
    (tmp_path / "log.json").unlink()
    model = build(settings, 10, Workers(2, 1))
    model.optimizer.build(model.trainable_variables)
    data = data_record(TRAIN, VALIDATION)
    run = Run(tmp_path, settings, data, writes=False)
    history, best = run.restore(model)
    assert len(history) == 1 and best is not None
    run.save(model, [], best)
    assert not (tmp_path / "log.json").exists()
    with np.load(tmp_path / "checkpoint.npz") as saved:
        values = [saved[f"variable_{n}"] for n in range(len(model.variables))]
    seeds = 0
    for variable, value in zip(model.variables, values, strict=True):
        found = np.asarray(variable)
        if variable.path.endswith("seed_generator_state"):
            used = bool(value[1])  # the LSTM layers have seeds that nothing draws from
            seeds += used
            assert found.tolist() == [value[0] + 1000 * used, value[1]]
        elif variable.trainable:
            np.testing.assert_array_equal(found, value)
        else:
            assert (len(found), len(value)) == (2, 4)
            assert not found.any()
    assert seeds == 2


def test_two_processes_learn_what_one_does(tmp_path: Path) -> None:
    """Two workers on the loopback end with identical weights; without dropout one process with
    all lanes ends with the same up to rounding. The gradients are clipped, and by the same rule."""
    settings = {"units": [8], "batch": 4, "epochs": 1, "dropout": 0.0, "clip": 0.01}
    found = compare(settings, 12, tmp_path)
    (first, log), (second, log_2), (alone, log_alone) = found.values()
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
    assert farthest(first, alone) < 1e-5
    for bits in ("train_bits", "validation_bits"):
        assert log[0][bits] == log_2[0][bits] == pytest.approx(log_alone[0][bits], abs=1e-5)
    assert len(json.loads((tmp_path / "together" / "log.json").read_text())) == 1
