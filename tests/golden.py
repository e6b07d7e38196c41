"""The numbers measured on the original Melody RNN (magenta 2.1.4, note-seq 0.0.5).

They lie beside the project in ``shared/golden``, not in it. Tests that need them skip without them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[2] / "shared" / "golden"
BUNDLES = GOLDEN / "bundles"

needs_golden = pytest.mark.skipif(not GOLDEN.is_dir(), reason="the measured numbers are not here")


def golden(name: str) -> Any:
    """The contents of one of the files, by its path below the folder."""
    return json.loads((GOLDEN / name).read_text())
