"""What the original Melody RNN does, measured once: see README.md beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent
BUNDLES = GOLDEN / "bundles"
TUNES = GOLDEN / "tunes"


def golden(name: str) -> Any:
    """The contents of one of the files of numbers, by its path below this folder."""
    return json.loads((GOLDEN / name).read_text(encoding="utf-8"))
