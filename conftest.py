"""What every test run needs, the one over the notebooks (``pytest --nbval book``) included."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

try:
    from nbval.kernel import RunningKernel
except ModuleNotFoundError:  # a reader's environment: the unit tests run without it
    RunningKernel = None

ROOT = Path(__file__).parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def pytest_configure(config: pytest.Config) -> None:
    """Name the marker of the fast checks of text and notebooks (``make lint``)."""
    config.addinivalue_line("markers", "lint: reads files, runs nothing")


def _execute_with_history(self, source, allow_stdin=None):
    """Run a cell as Jupyter does: with history, so that ``_`` and ``Out`` work."""
    return self.kc.execute(
        source, allow_stdin=bool(allow_stdin), stop_on_error=False, store_history=True
    )


if RunningKernel is not None:
    RunningKernel.execute_cell_input = _execute_with_history
