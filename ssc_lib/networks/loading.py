"""Trained networks by name, from files and from arrays: where a `Network` comes from.

Chapter: A network that composes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.music.arrays import DamagedError, as_json, read_arrays, take
from ssc_lib.networks.checked import NetworkFileError
from ssc_lib.networks.members import TUNED
from ssc_lib.networks.network import Network
from ssc_lib.networks.transformer import Transformer

PRETRAINED = Path(__file__).parent / "pretrained"


def shipped_networks() -> list[str]:
    """Names of the trained networks that come with the library."""
    return sorted(p.stem for p in PRETRAINED.glob("*.npz"))


def load_network(name: str | os.PathLike[str] = "basic", *, dtype: Any = np.float64) -> Network:
    """Load a network that comes with the library, or one from a file.

    Parameters
    ----------
    name : str or path
        The name of a network that ships, such as ``"basic"``, the path of a ``.npz`` file that
        `Network.save` or ``ssc train`` wrote, or of a ``.mag`` bundle of Magenta's Melody RNN.
    dtype : numpy dtype
        See `Network`.

    Raises
    ------
    FileNotFoundError
        If there is neither such a network nor such a file.
    NetworkFileError
        If the file is not a network.
    """
    path = PRETRAINED / ("tuned" if name in TUNED else "") / f"{name}.npz"
    if not path.exists():
        path = Path(name)
    if not path.is_file():
        shipped = ", ".join((*shipped_networks(), *TUNED))
        raise FileNotFoundError(f"{name}: no such network or file; shipped networks: {shipped}")
    if path.suffix == ".mag":
        return from_bundle(path, dtype)
    try:
        return from_arrays(read_arrays(path), dtype)
    except (DamagedError, NetworkFileError) as error:
        raise NetworkFileError(
            f"{path} is no network, or a damaged one: {error}; give a .npz file that ssc train "
            "wrote"
        ) from error


def from_arrays(arrays: dict[str, np.ndarray], dtype: Any = np.float64) -> Network:
    """The network of a file's arrays, of which one holds the settings.

    Raises
    ------
    NetworkFileError, ssc_lib.music.arrays.DamagedError
        If they are of no network.
    """
    weights = dict(arrays)
    settings = as_json(take(weights, "settings"))
    if not isinstance(settings, dict):
        raise DamagedError("its settings are not as they were written")
    kind = Transformer if settings.get("heads") else Network
    return kind(weights, settings, dtype)


def from_bundle(path: Path, dtype: Any = np.float64) -> Network:
    """The network in a ``.mag`` bundle; raises `ssc_lib.magenta.BundleError` if damaged."""
    from ssc_lib.magenta import read_bundle, to_arrays, to_settings

    bundle = read_bundle(path)
    try:
        return Network(to_arrays(bundle), to_settings(bundle), dtype)
    except NetworkFileError as error:
        raise NetworkFileError(f"{path}: {error}") from error
