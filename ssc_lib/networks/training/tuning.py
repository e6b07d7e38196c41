"""Fine-tuning: a run that begins with the weights of a trained network.

What the network *is* comes from the one it begins with: units, encoding, pitches. How it learns is
chosen anew, by default with settings for little music. The optimiser begins afresh.

It needs no Keras, so that a contradiction is told before anything is loaded.

Chapter: A data set of your own.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any, NamedTuple

import numpy as np

from ssc_lib.networks.loading import load_network
from ssc_lib.networks.network import Network
from ssc_lib.networks.training.settings import CONFIGS, TUNING, Settings

Source = str | os.PathLike[str] | Network
# What a network is, as the names of its settings, and what it has where its file does not say.
IS: dict[str, Any] = {
    "units": (),
    "low": 48,
    "high": 84,
    "key": 0,
    "encoding": "one-hot",
    "attention": 0,
    "heads": 0,
    "reach": 0,
    "follow_bar": False,
}


class Start(NamedTuple):
    """The network that a run begins with, and what the run remembers of it."""

    network: Network
    record: dict[str, str]  # ``network``, its name, and ``sha256``, the fingerprint of its weights


def start_from(init: Source) -> Start:
    """Load the network that a run begins with.

    Parameters
    ----------
    init : str, path or Network
        What `ssc_lib.load_network` takes, or a network that is there already.

    Raises
    ------
    FileNotFoundError, ssc_lib.networks.checked.NetworkFileError
        As from `ssc_lib.load_network`.
    TypeError
        If it is something else.
    """
    if isinstance(init, Network):
        return Start(init, {"network": "the network", "sha256": fingerprint(init)})
    if not isinstance(init, (str, os.PathLike)):
        raise TypeError(
            f"init is a {type(init).__name__}; give the name of a network, the path of one, or a "
            "Network"
        )
    network = load_network(init, dtype=np.float32)
    return Start(network, {"network": str(init), "sha256": fingerprint(network)})


def identity(network: Network) -> dict[str, Any]:
    """Say what a network is, in the names of `Settings`.

    Examples
    --------
    >>> from ssc_lib import load_network
    >>> identity(load_network("lookback"))["encoding"]
    'lookback'
    """
    said = {name: network.settings.get(name, usual) for name, usual in IS.items()}
    return said | {
        "units": tuple(network.units),
        **{name: int(said[name] or 0) for name in ("attention", "heads", "reach")},
        "low": int(said["low"]),
        "high": int(said["high"]),
    }


def fingerprint(network: Network) -> str:
    """SHA-256 of a network's weights: of each array, by name, its name, shape and numbers.

    The numbers count as 32-bit floating point, lowest byte first, so that a network loaded in
    double precision has the same fingerprint.
    """
    digest = hashlib.sha256()
    for name, array in sorted(network.arrays.items()):
        digest.update(f"{name} {array.shape} ".encode() + array.astype("<f4").tobytes())
    return digest.hexdigest()


def tuned_settings(init: Source, *, config: str | None = None, **changes: Any) -> Settings:
    """Choose the settings to fine-tune a network with.

    Parameters
    ----------
    init : str, path or Network
        The network to begin with.
    config : str, optional
        Need not be given; if it is, the network must be of this configuration.
    **changes
        Any parameter of `Settings`. What a network is may be said, but must be true of this one.

    Raises
    ------
    ValueError
        If something contradicts the network, or a setting is out of its range.

    Examples
    --------
    >>> settings = tuned_settings("lookback", epochs=3)
    >>> settings.encoding, settings.units, settings.epochs
    ('lookback', (256, 256), 3)
    """
    start = start_from(init)
    asked = dict(changes)
    if config is not None:
        name = config.removesuffix("_rnn")
        if name not in CONFIGS:
            raise ValueError(f"unknown config {config!r}; there are {', '.join(CONFIGS)}")
        of_config = {k: CONFIGS[name].get(k, usual) for k, usual in IS.items() if k != "units"}
        _check_is(start, of_config, f"config {name}", "leave the config out")
    _check_is(start, asked, "", "leave it out")
    return Settings(**{**TUNING, **changes, **identity(start.network)})


def check_start(start: Start, settings: Settings) -> None:
    """Raise ValueError unless a run of these settings can begin with this network."""
    _check_is(
        start, {name: getattr(settings, name) for name in IS}, "", "make them by tuned_settings"
    )


def _check_is(start: Start, asked: dict[str, Any], whose: str, advice: str) -> None:
    found = identity(start.network)
    for name, value in asked.items():
        if name not in IS:
            continue
        value = tuple(value) if name == "units" else value
        if value != found[name]:
            has = f"{whose} has {name}" if whose else f"{name} is"
            theirs = f"{start.record['network']} has {_plain(found[name])}"
            raise ValueError(
                f"{has} {_plain(value)}, and {theirs}, which fine-tuning keeps; {advice}, or leave "
                "init out"
            )


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
