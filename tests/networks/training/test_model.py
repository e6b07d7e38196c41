"""Settings: configurations, presets, schedules."""

from __future__ import annotations

import numpy as np
import pytest

from ssc_lib.networks.training.model import CONFIGS, PRESETS, Settings, build, settings_for


@pytest.mark.parametrize("config", CONFIGS)
def test_the_original_preset_is_what_melody_rnn_did(config: str) -> None:
    """The table of its four configurations, as its code has it."""
    s = settings_for(config, "original")
    assert (s.units, s.dropout, s.batch, s.rate) == ((128, 128), 0.5, 128, 0.001)
    assert (s.schedule, s.average, s.follow_bar) == ("constant", 0.0, False)
    assert s.clip == (3.0 if config == "attention" else 5.0)
    assert s.attention == (40 if config == "attention" else 0)
    assert (s.low, s.high, s.key) == ((0, 128, None) if config == "mono" else (48, 84, 0))
    encodings = {"lookback": "lookback", "attention": "key"}
    assert s.encoding == encodings.get(config, "one-hot")
    if s.encoding != "one-hot":
        assert s.reader.distances == (16, 32)


def test_the_book_preset_is_wider() -> None:
    original, book = (settings_for("lookback", p) for p in ("original", "book"))
    changed = {k: v for k, v in book.__dict__.items() if v != getattr(original, k)}
    assert changed == {"units": (256, 256), "batch": 64}


@pytest.mark.parametrize("config", CONFIGS)
def test_without_a_preset_the_config_is_what_it_says(config: str) -> None:
    assert settings_for(config) == settings_for(f"{config}_rnn") == Settings(**CONFIGS[config])
    assert settings_for(config).schedule == "cosine"


def test_changes_win_over_preset_and_config() -> None:
    s = settings_for("attention", "book", attention=5, batch=7, patience=2)
    assert (s.attention, s.batch, s.patience, s.units) == (5, 7, 2, (256, 256))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("drums",), "unknown config 'drums'; there are basic, mono, lookback, attention"),
        (("basic", "best"), "unknown preset 'best'; there are original, book"),
    ],
)
def test_unknown_names(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        settings_for(*arguments)
    assert "best" not in PRESETS


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"patience": -1}, "patience must be 0 or more, got -1"),
        ({"schedule": "linear"}, "unknown schedule 'linear'; there are cosine, constant"),
    ],
)
def test_bad_settings(setting: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**setting)


@pytest.mark.parametrize(("schedule", "last"), [("cosine", 0.0), ("constant", 0.01)])
def test_the_rate_follows_the_schedule(schedule: str, last: float) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed")
    settings = Settings(units=(4,), rate=0.01, batch=2, segment=4, schedule=schedule)
    model = build(settings, 2)
    rates, zeros = [], np.zeros((2, 4), np.int32)
    for _ in range(3):
        rates.append(float(model.optimizer.learning_rate))
        model.train_on_batch([zeros, np.ones((2, 1), np.float32)], zeros)
    assert rates == pytest.approx([0.01, (0.01 + last) / 2, last], abs=1e-8)
