"""Training: the cutting into segments, a tiny run, and a run that was stopped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Unigram, bits_per_event, load_network
from ssc_lib.networks.training import loop as training
from ssc_lib.networks.training import model
from ssc_lib.networks.training.loop import train
from ssc_lib.networks.training.model import Settings
from ssc_lib.networks.training.segments import segments
from tests.made import TINY, TRAIN, VALIDATION, scales


def pairs(rows: list[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    return TINY.pairs(rows)


# -- segments ------------------------------------------------------------------------------------


def test_segments_by_hand() -> None:
    """One lane, segments of 3: a tune of five events has four to predict, in two segments."""
    parts = list(segments(pairs([np.array([1, 2, 3, 4, 5])]), 1, 3, np.random.default_rng(0)))
    assert [p.inputs.tolist() for p in parts] == [[[1, 2, 3]], [[4, 0, 0]]]
    assert [p.targets.tolist() for p in parts] == [[[2, 3, 4]], [[5, 0, 0]]]
    assert [p.weights.tolist() for p in parts] == [[[1, 1, 1]], [[1, 0, 0]]]
    assert [p.keep.tolist() for p in parts] == [[[0]], [[1]]]
    assert [p.tunes_seen for p in parts] == [1, 1]


def test_segments_hold_every_event_once_and_keep_tunes_apart() -> None:
    """Lanes put together again, cut where a tune begins, are the tunes."""
    rows = [*TRAIN, np.array([7])]  # a tune of one event has nothing to predict
    parts = list(segments(pairs(rows), 3, 8, np.random.default_rng(1)))
    found = []
    for lane in range(3):
        for part in parts:
            real = part.weights[lane] == 1
            if part.keep[lane, 0] == 0:
                found.append([part.inputs[lane, 0]])
            if real.any():
                found[-1].extend(part.targets[lane, real].tolist())
    assert sorted(map(list, found)) == sorted(row.tolist() for row in TRAIN)
    assert parts[-1].tunes_seen == len(TRAIN)


def test_lanes_are_nearly_equal() -> None:
    parts = list(segments(pairs(scales(3, 200)), 8, 16, np.random.default_rng(2)))
    share = np.mean([p.weights.mean() for p in parts])
    assert share > 0.85


def test_the_order_is_that_of_the_rng() -> None:
    first, same, other = (
        next(segments(pairs(TRAIN), 3, 8, np.random.default_rng(s))).inputs.tolist()
        for s in (1, 1, 2)
    )
    assert first == same != other


# -- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"rate": 0}, "rate must be above 0, got 0"),
        ({"clip": float("nan")}, "clip must be above 0"),
        ({"batch": 0}, "batch must be above 0"),
        ({"segment": -1}, "segment must be above 0"),
        ({"epochs": 0}, "epochs must be above 0"),
        ({"dropout": 1.0}, "dropout must be at least 0 and below 1"),
        ({"dropout": -0.1}, "dropout must be at least 0 and below 1"),
        ({"units": ()}, "units needs at least one layer"),
        ({"units": (8, 0)}, "units needs at least one layer"),
    ],
)
def test_bad_settings(setting: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**setting)


def test_nothing_to_train_on() -> None:
    for pair in (([], VALIDATION), (TRAIN, [])):
        with pytest.raises(ValueError, match="at least one training tune and one validation tune"):
            train(*pair, TINY, progress=False)


# -- runs ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of both epochs without a stop."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    folder = tmp_path_factory.mktemp("whole")
    train(TRAIN, VALIDATION, TINY, run_dir=folder, progress=False)
    return folder


def test_it_learns(whole_run: Path) -> None:
    """Tunes are held steps and a scale: even two tiny epochs beat the loaded die."""
    history = json.loads((whole_run / "log.json").read_text())
    assert [row["epoch"] for row in history] == [1, 2]
    assert history[1]["train_bits"] < history[0]["train_bits"] < np.log2(14)
    assert history[1]["validation_bits"] < history[0]["validation_bits"]
    net = load_network(whole_run / "network.npz", dtype=np.float32)
    best = min(row["validation_bits"] for row in history)
    assert bits_per_event(net, VALIDATION) == pytest.approx(best, abs=1e-6)
    assert best < bits_per_event(Unigram.fit(TRAIN, 14), VALIDATION)
    assert (net.settings["epoch"], net.settings["units"]) == (2, [8, 6])
    assert set(p.name for p in whole_run.iterdir()) == {
        "settings.json",
        "log.json",
        "checkpoint.npz",
        "network.npz",
        "events.out.tfevents.0",
    }


@pytest.mark.parametrize("stop_after", [1.0, 1.4])
def test_a_stopped_run_ends_where_it_would_have_ended(
    whole_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: float
) -> None:
    """Stopped at the end of epoch 1, or in the middle of epoch 2: bit-identical all the same."""
    per_epoch = len(list(segments(pairs(TRAIN), 3, 8, np.random.default_rng([TINY.seed, 0]))))
    done = 0

    def until_the_power_fails(parts, *_):  # type: ignore[no-untyped-def]
        nonlocal done
        for part in parts:
            if done >= stop_after * per_epoch:
                raise KeyboardInterrupt
            done += 1
            yield part

    with monkeypatch.context() as patch:
        patch.setattr(training, "_with_bar", until_the_power_fails)
        with pytest.raises(KeyboardInterrupt):
            train(TRAIN, VALIDATION, TINY, run_dir=tmp_path, progress=False)
    assert len(json.loads((tmp_path / "log.json").read_text())) == 1
    train(TRAIN, VALIDATION, TINY, run_dir=tmp_path, progress=False)
    with (
        np.load(whole_run / "checkpoint.npz") as whole,
        np.load(tmp_path / "checkpoint.npz") as stopped,
    ):
        assert whole.files == stopped.files
        for name in whole.files:
            if name not in ("history", "best/settings"):  # these hold times
                np.testing.assert_array_equal(whole[name], stopped[name], err_msg=name)


def test_a_finished_run_is_read_back(whole_run: Path) -> None:
    before = {p: p.read_bytes() for p in whole_run.iterdir()}
    network, history = train(TRAIN, VALIDATION, TINY, run_dir=whole_run, progress=False)
    assert len(history) == 2
    assert network.units == [8, 6]
    assert {p: p.read_bytes() for p in whole_run.iterdir()} == before


def test_a_folder_of_another_run_is_left_alone(whole_run: Path) -> None:
    other = Settings(**{**TINY.__dict__, "rate": 0.01, "seed": 6})
    before = {p: p.read_bytes() for p in whole_run.iterdir()}
    with pytest.raises(ValueError, match=r"other settings \(rate, seed\)"):
        train(TRAIN, VALIDATION, other, run_dir=whole_run, progress=False)
    assert {p: p.read_bytes() for p in whole_run.iterdir()} == before


def test_a_damaged_checkpoint_is_named(whole_run: Path, tmp_path: Path) -> None:
    for name in ("settings.json", "checkpoint.npz"):
        data = (whole_run / name).read_bytes()
        (tmp_path / name).write_bytes(data if name == "settings.json" else data[:-100])
    with pytest.raises(ValueError, match=r"checkpoint\.npz is damaged .* delete it"):
        train(TRAIN, VALIDATION, TINY, run_dir=tmp_path, progress=False)


FAMILY = [
    {},
    {"attention": 5},
    {"encoding": "lookback"},
    {"encoding": "key"},
    {"encoding": "key", "attention": 5},
]


@pytest.mark.parametrize("config", FAMILY, ids=str)
def test_numpy_answers_as_keras_does(config: dict) -> None:
    """Keras scores segments, NumPy steps whole tunes: the same, and nothing is lost at a cut."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    settings = Settings(**{**TINY.__dict__, "dropout": 0.0, **config})
    built = model.build(settings, 1)
    net = model.export(built, settings)
    theirs = labels = 0.0
    for part in segments(settings.pairs(TRAIN), 3, 8, np.random.default_rng(0)):
        logits = np.asarray(built([part.inputs, part.keep]), dtype=float)
        logits -= logits.max(axis=-1, keepdims=True)
        logp = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        chosen = np.take_along_axis(logp, part.targets[..., None], axis=-1)[..., 0]
        theirs -= (chosen * part.weights).sum()
        labels += part.weights.sum()
    ours = 0.0
    for row, (_, targets) in zip(TRAIN, settings.pairs(TRAIN), strict=True):
        state = net.start(1)
        for event, label in zip(row, targets, strict=False):
            state = net.step(state, np.array([event]))
            ours -= np.log(net.labels(state)[0, label])
    assert ours / labels == pytest.approx(theirs / labels, abs=1e-5)


@pytest.mark.parametrize("config", FAMILY, ids=str)
def test_an_event_has_the_probability_of_all_its_labels(config: dict) -> None:
    """Summed over labels a distribution still sums to 1, and no event gets less than its label."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    settings = Settings(**{**TINY.__dict__, **config})
    net = model.export(model.build(settings, 1), settings)
    row, targets = TRAIN[0], settings.pairs(TRAIN)[0][1]
    state = net.start(1)
    for event, following, label in zip(row, row[1:], targets, strict=False):
        state = net.step(state, np.array([event]))
        p = net.distribution(state)
        assert p.sum() == pytest.approx(1, abs=1e-5)
        assert p[0, following] >= net.labels(state)[0, label] - 1e-7


def test_export_takes_the_average_and_leaves_the_model_alone() -> None:
    """With momentum 1/2 the average is w1 after one update, and (w1 + w2) / 2 after two."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    settings = Settings(**{**TINY.__dict__, "dropout": 0.0, "average": 0.5})
    built = model.build(settings, 10)
    part = next(segments(settings.pairs(TRAIN), 3, 8, np.random.default_rng(0)))
    seen = []
    for _ in range(2):
        built.train_on_batch([part.inputs, part.keep], part.targets, sample_weight=part.weights)
        seen.append(np.asarray(built.get_layer("output").kernel))
    exported = model.export(built, settings).arrays["output/kernel"]
    assert exported == pytest.approx((seen[0] + seen[1]) / 2, abs=1e-6)
    assert np.array_equal(np.asarray(built.get_layer("output").kernel), seen[1])


# -- look-backs that follow the bar --------------------------------------------------------------


def test_look_backs_follow_each_tune() -> None:
    """In bars of 6 steps the second bar of a repeated bar is all repeats; in 16 it is not."""
    settings = Settings(encoding="lookback", follow_bar=True)
    bar = [14, 0, 16, 0, 18, 19]
    row = np.array(bar * 4)
    (_, followed), (_, fixed) = settings.pairs([row, row], bars=[6, 16])
    assert set(followed[5:11].tolist()) == {38, 39}
    assert {14, 16, 18} <= set(fixed[5:].tolist())


def test_look_backs_need_bars() -> None:
    with pytest.raises(ValueError, match="follow_bar needs the length of each tune's bar"):
        Settings(encoding="lookback", follow_bar=True).pairs(TRAIN)


def test_a_network_is_scored_in_the_bars_of_each_tune() -> None:
    """Scored with bars as one batch, or tune by tune in its own bars: the same."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    settings = Settings(**{**TINY.__dict__, "encoding": "key", "attention": 4, "follow_bar": True})
    net = model.export(model.build(settings, 1), settings)
    bars = [6, 8, 6]
    alone = [
        bits_per_event(net.in_bars_of(bar), [row])
        for bar, row in zip(bars, VALIDATION, strict=True)
    ]
    counts = [len(row) - 1 for row in VALIDATION]
    together = bits_per_event(net, VALIDATION, bars=bars)
    assert together == pytest.approx(np.average(alone, weights=counts), abs=1e-6)
    assert together != pytest.approx(bits_per_event(net, VALIDATION), abs=1e-6)


def test_the_originals_look_backs_do_not_follow() -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    settings = Settings(**{**TINY.__dict__, "encoding": "lookback"})
    net = model.export(model.build(settings, 1), settings)
    assert net.in_bars_of(12) is net
