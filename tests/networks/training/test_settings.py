"""Settings: configurations, presets, and values that are refused."""

from __future__ import annotations

from typing import Any

import pytest

from ssc_lib import Copies, KeyMelody, Lookback, OneHot
from ssc_lib.networks.training import Settings, settings_for
from ssc_lib.networks.training.settings import CONFIGS, OWN, PRESETS

# -- configurations and presets ------------------------------------------------------------------


@pytest.mark.parametrize("config", [config for config in CONFIGS if config not in OWN])
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


@pytest.mark.parametrize("preset", PRESETS)
def test_the_books_own_config_has_no_preset(preset: str) -> None:
    words = f"'{preset}' trains as Melody RNN was trained, and it had no 'copy'; leave the preset"
    with pytest.raises(ValueError, match=words):
        settings_for("copy", preset)
    assert set(OWN) < set(CONFIGS)


def test_changes_win_over_preset_and_config() -> None:
    s = settings_for("attention", "book", attention=5, batch=7, patience=2)
    assert (s.attention, s.batch, s.patience, s.units) == (5, 7, 2, (256, 256))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("drums",),
            "unknown config 'drums'; there are basic, mono, lookback, copy, transformer, attention",
        ),
        (("basic", "best"), "unknown preset 'best'; there are original, book"),
    ],
)
def test_unknown_names(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        settings_for(*arguments)
    assert "best" not in PRESETS


# -- values --------------------------------------------------------------------------------------


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
        ({"patience": -1}, "patience must be 0 or more, got -1"),
        ({"attention": -1}, "the setting attention is -1; expected a whole number from 0 to 1000"),
        ({"attention": 10**6}, "the setting attention is 1000000; expected a whole number"),
        ({"key": 12}, "the setting key is 12; expected a whole number from 0 to 11"),
        ({"key": "C"}, "the setting key is no whole number"),
        ({"low": 84, "high": 48}, "low and high are 84 and 48; expected low below high"),
        ({"units": (3000, 3000)}, "units 3000 3000 make a network of .* where 60,397,978 are the"),
        ({"units": (10**9,)}, "where 60,397,978 are the most"),
        ({"average": 1.0}, "average must be at least 0 and below 1, got 1.0"),
        ({"schedule": "linear"}, "unknown schedule 'linear'; there are cosine, constant"),
        ({"encoding": "runes"}, "unknown encoding 'runes'; there are one-hot, lookback, key, copy"),
    ],
)
def test_bad_settings(setting: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(**setting)


def test_units_are_a_tuple_of_integers_whatever_came() -> None:
    """As a list from JSON or from the command: two such settings are equal."""
    assert Settings(units=[8, 6]) == Settings(units=(8, 6))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("one-hot", OneHot), ("lookback", Lookback), ("key", KeyMelody), ("copy", Copies)],
)
def test_the_reader_is_the_encoding_for_the_pitches(name: str, kind: Any) -> None:
    settings = Settings(encoding=name, low=60, high=72)
    assert settings.reader == kind(60, 72)
