"""Fine-tuning: what comes from the network, what is refused, and runs that begin with weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ssc_lib import Network, bits_per_event, load_network
from ssc_lib.networks.loading import shipped_networks
from ssc_lib.networks.training import Settings, settings_for
from ssc_lib.networks.training.progress import Update
from ssc_lib.networks.training.settings import TUNING
from ssc_lib.networks.training.tuning import (
    IS,
    check_start,
    fingerprint,
    identity,
    start_from,
    tuned_settings,
)
from tests.made import TRAIN, VALIDATION, random_arrays, small_network

# -- what a network is ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_networks())
def test_a_shipped_network_is_what_its_configuration_says(name: str) -> None:
    wanted = settings_for(name)
    assert identity(load_network(name)) == {field: getattr(wanted, field) for field in IS}


def test_what_a_network_does_not_say_is_usual() -> None:
    network = Network(random_arrays((6, 4), 12), {"low": 60, "high": 70, "attention": None})
    assert identity(network) == {**IS, "units": (6, 4), "low": 60, "high": 70}


def test_the_fingerprint_is_of_the_weights_alone() -> None:
    network = small_network()
    arrays = network.arrays
    same = Network(dict(reversed(arrays.items())), {**network.settings, "epoch": 3}, np.float32)
    assert fingerprint(same) == fingerprint(network)
    moved = {**arrays, "output/bias": arrays["output/bias"] + 1e-3}
    assert fingerprint(Network(moved, network.settings)) != fingerprint(network)


# -- settings ------------------------------------------------------------------------------------


def test_settings_are_those_of_the_network_and_of_little_music() -> None:
    settings = tuned_settings("lookback", seed=3)
    assert identity(load_network("lookback")) == {name: getattr(settings, name) for name in IS}
    assert {name: getattr(settings, name) for name in TUNING} == TUNING
    assert settings.seed == 3
    assert tuned_settings("lookback", config="lookback_rnn", units=[256, 256], seed=3) == settings


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": [128]}, "units is 128, and basic has 256 256, which fine-tuning keeps; leave"),
        ({"attention": 40}, "attention is 40, and basic has 0"),
        ({"key": None}, "key is None, and basic has 0"),
        ({"follow_bar": True}, "follow_bar is True, and basic has False"),
        ({"config": "lookback"}, "config lookback has encoding lookback, and basic has one-hot"),
        ({"config": "mono"}, "config mono has low 0, and basic has 48"),
        ({"config": "drums"}, "unknown config 'drums'; there are basic"),
        ({"rate": 0.0}, "rate must be above 0"),
    ],
)
def test_what_contradicts_the_network_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        tuned_settings("basic", **changes)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_settings_made_otherwise_must_fit() -> None:
    check_start(start_from("basic"), settings_for("basic"))
    with pytest.raises(ValueError, match=r"units is 8, and basic has 256 256.*tuned_settings"):
        check_start(start_from("basic"), settings_for("basic", units=(8,)))


def test_what_is_no_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nix: no such network or file"):
        start_from("nix")
    with pytest.raises(TypeError, match="init is a dict; give the name"):
        start_from({})  # type: ignore[arg-type]
    path = small_network().save(tmp_path / "mine.npz", half=False)
    assert start_from(path).record == {
        "network": str(path),
        "sha256": fingerprint(small_network()),
    }


# -- runs ----------------------------------------------------------------------------------------


def tiny(network: Network, **changes: object) -> Settings:
    usual = {"epochs": 2, "batch": 3, "segment": 8, "rate": 0.02, "dropout": 0.2, "patience": 0}
    return tuned_settings(network, **{**usual, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def network() -> Network:
    """One that knows nothing yet."""
    arrays = {name: a / 3 for name, a in random_arrays((6, 4), 14).items()}
    return Network(arrays, {"low": 60, "high": 72}, np.float32)


@pytest.fixture(scope="module")
def whole(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of two epochs."""
    pytest.importorskip("keras", reason="Keras is not installed")
    from ssc_lib.networks.training import train

    folder = tmp_path_factory.mktemp("whole")
    train(TRAIN, VALIDATION, tiny(network), init=network, run_dir=folder, progress=False)
    return folder


def test_a_run_begins_where_the_network_is(network: Network, whole: Path) -> None:
    """Epoch 0 is the network itself; the folder and the network that comes of it name it."""
    history = json.loads((whole / "log.json").read_text())
    assert [row["epoch"] for row in history] == [0, 1, 2]
    before = bits_per_event(network, VALIDATION)
    assert history[0]["validation_bits"] == pytest.approx(before, abs=1e-6)
    assert "train_bits" not in history[0] and "plain_bits" not in history[0]
    assert history[2]["validation_bits"] < before
    record = json.loads((whole / "settings.json").read_text())
    assert record["init"] == {"network": "the network", "sha256": fingerprint(network)}
    assert load_network(whole / "network.npz").settings["init"] == record["init"]


def test_where_nothing_is_better_the_network_itself_is_kept(
    network: Network, tmp_path: Path
) -> None:
    from ssc_lib.networks.training import train

    wild = tiny(network, rate=5.0, patience=1, average=0.0)
    kept, history = train(TRAIN, VALIDATION, wild, init=network, run_dir=tmp_path, progress=False)
    assert len(history) == 2  # patience counts from epoch 0
    assert kept.settings["epoch"] == 0
    for name, array in load_network(tmp_path / "network.npz", dtype=np.float32).arrays.items():
        np.testing.assert_array_equal(array, network.arrays[name])


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_stopped_run_ends_where_it_would_have_ended(
    network: Network, whole: Path, tmp_path: Path, epoch: int
) -> None:
    """Stopped after epoch 0, or after the first in which it learned: bit-identical all the same."""
    from ssc_lib.networks.training import train

    def the_power_fails(now: Update) -> None:
        if now.epoch == epoch:
            raise KeyboardInterrupt

    run = {"init": network, "run_dir": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        train(TRAIN, VALIDATION, tiny(network), **run, progress=the_power_fails)
    assert len(json.loads((tmp_path / "log.json").read_text())) == epoch
    train(TRAIN, VALIDATION, tiny(network), **run, progress=False)
    with np.load(whole / "checkpoint.npz") as one, np.load(tmp_path / "checkpoint.npz") as other:
        assert one.files == other.files
        for name in one.files:
            if name not in ("history", "best/settings"):  # these hold times
                np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_another_beginning_is_another_run(network: Network, whole: Path) -> None:
    from ssc_lib.networks.training import train

    other = Network({n: a + 0.01 for n, a in network.arrays.items()}, network.settings, np.float32)
    before = {p: p.read_bytes() for p in whole.iterdir()}
    for init, words in ((other, r"begins with the network \(sha"), (None, "begins with random")):
        with pytest.raises(ValueError, match=rf"began with the network \(sha256 .*{words}.*folder"):
            train(TRAIN, VALIDATION, tiny(network), init=init, run_dir=whole, progress=False)
    assert {p: p.read_bytes() for p in whole.iterdir()} == before


@pytest.mark.parametrize("init", [{}, [], {"network": "a", "sha256": 7}, {"network": 1}])
def test_a_damaged_record_of_the_beginning_is_named(
    network: Network, whole: Path, tmp_path: Path, init: object
) -> None:
    from ssc_lib.networks.training import train

    record = json.loads((whole / "settings.json").read_text())
    (tmp_path / "settings.json").write_text(json.dumps({**record, "init": init}))
    with pytest.raises(ValueError, match=r"settings\.json is damaged: .*; give") as caught:
        train(TRAIN, VALIDATION, tiny(network), init=network, run_dir=tmp_path, progress=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["lookback", "attention", "transformer"])
def test_networks_of_other_kinds_are_the_same_in_keras(name: str) -> None:
    """Their weights come out as they went in, and are as good before the first update."""
    pytest.importorskip("keras", reason="Keras is not installed")
    from ssc_lib.networks.training.model import build, export

    network = load_network(name, dtype=np.float32)
    settings = replace(tuned_settings(name), batch=2, segment=4)
    out = export(build(settings, 1, network), settings, averaged=False)
    for array, values in network.arrays.items():
        np.testing.assert_array_equal(out.arrays[array], values)


def test_a_limit_that_the_network_breaks_is_lifted() -> None:
    """The query of the original reads the cell state; ours, trained under a limit, does not."""
    pytest.importorskip("keras", reason="Keras is not installed")
    from ssc_lib.networks.training.model import build

    ours = load_network("attention", dtype=np.float32)
    kernel = ours.arrays["attention/query_kernel"]
    theirs = Network({**ours.arrays, "attention/query_kernel": kernel + 0.1}, ours.settings)
    settings = replace(tuned_settings("attention"), batch=2, segment=4)
    for network, limited in ((ours, True), (theirs, False)):
        mix = build(settings, 1, network).get_layer("lstm_0").cell.mix
        assert (mix["query_kernel"].constraint is not None) == limited
        assert mix["output_kernel"].constraint is not None
