"""The folder of a training run: what it was asked, how it went, and how to go on.

=========================  ==================================================================
``settings.json``          the settings, what the tunes were, the network that it began with if
                           there was one, and the versions of what ran
``log.json``               one row an epoch
``checkpoint.npz``         every variable of the model and its optimizer, after the last epoch
``network.npz``            the network of the best epoch so far
``events.out.tfevents.*``  the log once more, for TensorBoard
=========================  ==================================================================

Each is written whole or not at all, but for the last, which grows. All that a run needs to go on
stands in the checkpoint: the others are made from it again, the last one after the next epoch.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import platform
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import keras
import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.music.arrays import (
    MOST_JSON,
    MOST_NUMBERS,
    DamagedError,
    as_json,
    quoted,
    read_arrays,
    take,
)
from ssc_lib.networks.checked import NetworkFileError
from ssc_lib.networks.loading import from_arrays
from ssc_lib.networks.network import Network
from ssc_lib.networks.training.events import Curves
from ssc_lib.networks.training.settings import Settings

History = list[dict[str, float]]
_EPOCH = {"epoch", "train_bits", "validation_bits", "seconds"}
_START = {"epoch", "validation_bits", "seconds"}  # epoch 0: before the first update
_LARGEST = 1e15  # number of a history; bits may be infinite


def data_record(
    train: Sequence[np.ndarray],
    validation: Sequence[np.ndarray],
    bars: tuple[Sequence[int], Sequence[int]] | None = None,
    corpus: str | None = None,
) -> dict[str, Any]:
    """Say what the tunes of a run are: name, numbers, and a fingerprint of every event.

    Parameters
    ----------
    train, validation : sequences of rows of event indices
    bars : pair of sequences of int, optional
        Steps in a bar of each tune.
    corpus : str, optional
        A name for people; it is not part of the fingerprint.

    Returns
    -------
    dict
        ``corpus``, ``train`` and ``validation`` (each with ``tunes`` and ``events``), and
        ``sha256``: of each tune in order its split, its length, its bar (0 without bars) and its
        events, as 8-byte integers, lowest byte first.

    Examples
    --------
    One event moved by a half tone is another run:

    >>> rows = [np.array([14, 0, 16])]
    >>> a = data_record(rows, rows)["sha256"]
    >>> a == data_record(rows, [np.array([14, 0, 17])])["sha256"]
    False
    """
    record: dict[str, Any] = {"corpus": corpus}
    digest = hashlib.sha256()
    for split, (name, rows) in enumerate((("train", train), ("validation", validation))):
        record[name] = {"tunes": len(rows), "events": sum(map(len, rows))}
        for row, bar in zip(rows, bars[split] if bars else [0] * len(rows), strict=True):
            head = np.array([split, len(row), bar], "<i8")
            digest.update(head.tobytes() + np.asarray(row).astype("<i8").tobytes())
    return record | {"sha256": digest.hexdigest()}


class Run:
    """A run folder; made when it is not there, refused when its settings or tunes are others.

    Parameters
    ----------
    folder : Path
    settings : Settings
    data : dict
        From `data_record`.
    init : dict, optional
        The network that it begins with: ``network``, a name, and ``sha256`` of its weights.
    writes : bool
        Without it the folder is only read.

    Raises
    ------
    ValueError
        If the folder holds a run with other settings, on other tunes, or that began with another
        network.
    """

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        data: dict[str, Any],
        init: dict[str, str] | None = None,
        writes: bool = True,
    ) -> None:
        self.folder, self.writes = folder, writes
        self._curves = Curves(folder)
        record = json.loads(json.dumps(asdict(settings)))
        path = folder / "settings.json"
        versions = {"python": platform.python_version(), "numpy": np.__version__}
        versions |= {"keras": keras.__version__, "backend": keras.backend.backend()}
        about = {"settings": record, "data": data, "init": init, "versions": versions}
        if path.exists():
            found = _read_settings(path)
            _check_same(folder, found, record, data)
            _check_same_start(folder, found.get("init"), init)
            if found["settings"].get("epochs", record["epochs"]) == record["epochs"]:
                return
            about = {**found, "settings": {**found["settings"], "epochs": record["epochs"]}}
        if writes:
            write_bytes(path, json.dumps(about, indent=2).encode())

    def restore(self, model: Any) -> tuple[History, Network | None]:
        """Put the checkpoint's values into ``model``.

        Returns
        -------
        history : list of dict
            The epochs done; empty without a checkpoint.
        best : Network, or None without a checkpoint
            The network of the best of them.

        Raises
        ------
        ValueError
            If the checkpoint is damaged.
        """
        path = self.folder / "checkpoint.npz"
        if not path.exists():
            return [], None
        variables = _variables(model)
        try:
            numbers = sum(int(np.prod(v.shape)) for v in variables)
            saved = read_arrays(path, most=max(4 * numbers, MOST_NUMBERS))
            values = [take(saved, f"variable_{n}") for n in range(len(variables))]
            if not all(_fits(v, value) for v, value in zip(variables, values, strict=True)):
                raise DamagedError("its arrays are not those of this network")
            history = _history(take(saved, "history"))
            arrays = {k[5:]: a for k, a in saved.items() if k.startswith("best/")}
            best = from_arrays(arrays, np.float32)
        except (DamagedError, NetworkFileError) as error:
            raise ValueError(
                f"{path} is damaged ({error}); delete it to begin the run anew"
            ) from error
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        self._publish(history, best)
        return history, best

    def save(self, model: Any, history: History, best: Network) -> None:
        """Write the state after an epoch, and the best network so far."""
        if not self.writes:
            return
        arrays: dict[str, Any] = {
            f"variable_{n}": np.asarray(v) for n, v in enumerate(_variables(model))
        }
        arrays["history"] = np.frombuffer(json.dumps(history).encode(), np.uint8)
        arrays |= {f"best/{k}": v for k, v in best.arrays.items()}
        arrays["best/settings"] = np.frombuffer(json.dumps(best.settings).encode(), np.uint8)
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        self._curves.add(history)  # first, so that a run that is done has all of them
        write_bytes(self.folder / "checkpoint.npz", buffer.getvalue())
        self._publish(history, best)

    def _publish(self, history: History, best: Network) -> None:
        """Write what follows from the checkpoint."""
        if not self.writes:
            return
        best.save(self.folder / "network.npz", half=False)
        write_bytes(self.folder / "log.json", json.dumps(history, indent=2).encode())


def _read_settings(path: Path) -> dict[str, Any]:
    """Read what a run folder says of itself; raises ValueError if the file is damaged."""
    try:
        with path.open("rb") as file:
            found = as_json(file.read(MOST_JSON + 1))
        known = {field.name for field in fields(Settings)}  # a newer version may have others
        Settings(**{name: value for name, value in found["settings"].items() if name in known})
        if "data" in found:  # a folder of an older version names no tunes
            _in_words(found["data"])
        _begun_with(found.get("init"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"it lacks {error}" if isinstance(error, KeyError) else "it is not as it was written"
        raise ValueError(
            f"{path} is damaged: {what}; give another folder, or delete this one to begin anew"
        ) from error
    return found


def _check_same(
    folder: Path, found: dict[str, Any], record: dict[str, Any], data: dict[str, Any]
) -> None:
    """Raise ValueError unless what a run folder says of itself fits these settings and tunes."""
    defaults = json.loads(json.dumps(asdict(Settings())))  # of settings that came later
    theirs = {**defaults, **found["settings"]}
    changed = sorted(k for k in {*theirs, *record} if theirs.get(k) != record.get(k))
    before, now = theirs["epochs"], record["epochs"]
    if changed == ["epochs"] and record["schedule"] == "constant" and now > before:
        changed = []  # as if it had been asked for so many from the start
    if changed == ["epochs"]:
        planned = record["schedule"] != "constant"
        raise ValueError(
            f"{folder} holds a run with other settings (epochs: {before}, and you ask for {now})"
            f"{', whose rate falls to zero at the end of them' if planned else ''}; "
            f"give epochs {before} to go on with it, or another folder for a run of {now}"
        )
    if changed:
        named = (name if name.isidentifier() else quoted(name) for name in changed)
        raise ValueError(
            f"{folder} holds a run with other settings ({', '.join(named)}); "
            "give the same settings to go on with it, or another folder"
        )
    tunes = found.get("data", data)
    if tunes["sha256"] != data["sha256"]:
        raise ValueError(
            f"{folder} holds a run on other tunes ({_in_words(tunes)}, where these are "
            f"{_in_words(data)}); give the same tunes to go on with it, or another folder"
        )


def _check_same_start(
    folder: Path, theirs: dict[str, str] | None, ours: dict[str, str] | None
) -> None:
    """Raise ValueError unless a run of this folder began with the same weights."""
    if (theirs or {}).get("sha256") != (ours or {}).get("sha256"):
        raise ValueError(
            f"{folder} holds a run that began with {_begun_with(theirs)}, and you ask for one that "
            f"begins with {_begun_with(ours)}; begin with the same to go on with it, or give "
            "another folder"
        )


def _begun_with(init: dict[str, str] | None) -> str:
    """Say what weights a run began with; raises an error where the record is damaged."""
    if init is None:
        return "random weights"
    return (
        f"{' '.join(init['network'].split())} (sha256 {bytes.fromhex(init['sha256']).hex()[:8]}...)"
    )


def _in_words(data: dict[str, Any]) -> str:
    """Say what the tunes are; raises an error where the record is damaged."""
    counts = (f"{int(data[s]['tunes']):,} for {s}" for s in ("train", "validation"))
    name = " ".join((data["corpus"] or "no name").split())
    return f"{name}: {' and '.join(counts)}, sha256 {bytes.fromhex(data['sha256']).hex()[:8]}..."


def _history(data: np.ndarray) -> History:
    """Read the rows of the epochs; raises DamagedError if they are damaged."""
    rows = as_json(data)
    if not isinstance(rows, list) or not rows:
        raise DamagedError("it holds no epochs")
    first = 0 if isinstance(rows[0], dict) and rows[0].get("epoch") == 0 else 1
    for number, row in enumerate(rows, first):
        wanted = _EPOCH if number else _START
        if not isinstance(row, dict) or row.get("epoch") != number or wanted - set(row):
            raise DamagedError(f"what it says of epoch {number} is damaged")
        if not all(
            type(n) in (int, float) and (abs(n) <= _LARGEST or n == math.inf) for n in row.values()
        ):
            raise DamagedError(f"the numbers of epoch {number} are damaged")
    return rows


def _fits(variable: Any, value: np.ndarray) -> bool:
    return value.shape == tuple(variable.shape) and bool(np.isfinite(value).all())


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]
