"""The folder of a training run: what it was asked, how it went, and how to go on.

========================  ===================================================================
``settings.json``         the settings, and the versions of what ran
``log.json``              one row an epoch
``checkpoint.npz``        every variable of the model and its optimizer, after the last epoch
``network.npz``           the network of the best epoch so far
========================  ===================================================================

Each is written whole or not at all.
"""

from __future__ import annotations

import io
import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ssc_lib.files import write_bytes
from ssc_lib.networks.model import Settings
from ssc_lib.networks.network import Network


class Run:
    """A run folder; made when it is not there, refused when its settings are others."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.best: Network | None = None
        record = json.loads(json.dumps(asdict(settings)))
        path = folder / "settings.json"
        if path.exists():
            found = json.loads(path.read_text())["settings"]
            if found != record:
                changed = sorted(k for k in record if found.get(k) != record[k])
                raise ValueError(
                    f"{folder} holds a run with other settings ({', '.join(changed)}); "
                    "give the same settings to go on with it, or another folder"
                )
        else:
            versions = {"python": platform.python_version(), "numpy": np.__version__}
            import keras

            versions |= {"keras": keras.__version__, "backend": keras.backend.backend()}
            text = json.dumps({"settings": record, "versions": versions}, indent=2)
            write_bytes(path, text.encode())

    def restore(self, model: Any) -> list[dict[str, float]]:
        """Put the checkpoint's values into ``model``; returns the epochs done, none without one."""
        path = self.folder / "checkpoint.npz"
        if not path.exists():
            return []
        try:
            with np.load(path, allow_pickle=False) as saved:
                for n, variable in enumerate(_variables(model)):
                    variable.assign(saved[f"variable_{n}"])
                history = json.loads(saved["history"].tobytes())
                best = {k[5:]: saved[k] for k in saved.files if k.startswith("best/")}
        except Exception as error:  # zip, numpy and Keras each fail in their own ways
            raise ValueError(
                f"{path} is damaged ({type(error).__name__}); delete it to begin the run anew"
            ) from error
        settings = best.pop("settings")
        self.best = Network(best, json.loads(settings.tobytes()), dtype=np.float32)
        return history

    def save(self, model: Any, history: list[dict[str, float]], best: Network) -> None:
        """Write the state after an epoch, and the best network so far."""
        arrays: dict[str, Any] = {
            f"variable_{n}": np.asarray(v) for n, v in enumerate(_variables(model))
        }
        arrays["history"] = np.frombuffer(json.dumps(history).encode(), np.uint8)
        arrays |= {f"best/{k}": v for k, v in best.arrays.items()}
        arrays["best/settings"] = np.frombuffer(json.dumps(best.settings).encode(), np.uint8)
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)
        write_bytes(self.folder / "checkpoint.npz", buffer.getvalue())
        best.save(self.folder / "network.npz", half=False)
        write_bytes(self.folder / "log.json", json.dumps(history, indent=2).encode())


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *model.optimizer.variables]
