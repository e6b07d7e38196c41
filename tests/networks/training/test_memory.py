"""Memory that is kept, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
import numpy as np
from ssc_lib.networks.training.memory import keep_memory
kept = keep_memory() if sys.argv[1] == "kept" else None
def update():
    return np.ones((8, 2**19)).sum()  # 32 megabytes, freed at once
update()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    update()
print(kept, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="settings of the GNU C library")
def test_memory_that_is_kept_is_not_cleared_again() -> None:
    """Pages that the system had to provide for five updates, counted by the system."""
    found = {}
    for way in ("kept", "given back"):
        done = subprocess.run([sys.executable, "-c", SCRIPT, way], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        found[way] = done.stdout.split()
    if found["kept"][0] == "False":
        pytest.skip("not the GNU C library")
    assert int(found["given back"][1]) > 1000
    assert int(found["kept"][1]) < 100
