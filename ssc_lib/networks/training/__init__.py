"""Networks that learn: the only room that imports Keras, at the top of its modules.

Its names load on first use, so that importing the room costs nothing and needs no Keras. Neither do
`settings`, `segments`, `events`, `progress`, `memory` and `quiet`.
"""

import os
import sys
from typing import Any

import lazy_loader

from ssc_lib.networks.training.quiet import held_back

# TensorFlow logs to standard error as it is imported, unless told otherwise before.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

# What may be missing, and the package that brings it.
_PACKAGES = {"keras": "tensorflow", "tensorflow": "tensorflow", "jax": "jax"}


def __getattr__(name: str) -> Any:
    try:
        with held_back():
            globals()[name] = _load(name)  # the next time nothing is looked for
            return globals()[name]
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _PACKAGES:
            raise
        raise ImportError(
            f"training needs {missing}, which is not installed; {_advice(missing)}"
        ) from error


def _advice(missing: str) -> str:
    """What to do where ``missing`` is not there."""
    if missing != "jax" and sys.version_info >= (3, 14):
        return (
            "TensorFlow is not made for Python 3.14 and later; take Python 3.13, or train in JAX: "
            "pip install keras jax, and set KERAS_BACKEND=jax"
        )
    clone = ", or pip install -r requirements.txt in a clone" if missing != "jax" else ""
    return f"try pip install {_PACKAGES[missing]}{clone}"
