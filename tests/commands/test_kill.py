"""Commands killed while they write: what stands under a final name is whole, and a rerun mends.

Training has its own test, ``tests/networks/training/test_kill.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.made import contents, long_file, made_up, run

ROOT = Path(__file__).parents[2]
# What is run, and how many names are seen before it is killed.
COMMANDS = {
    "convert {music} -o {out}/tunes.tfrecord --workers 1": (1,),
    "convert {music} -o {out}/tunes.tfrecord --workers 2": (1,),
    "convert {music} -o {out}/tunes.tfrecord --workers 1 --shards 5": (1, 4, 9),
    "dataset {music}/tunes.tfrecord --output_dir {out} --sequence_examples": (1, 2, 3),
    "generate --network {network} --output_dir {out} --seed 7 --num_outputs 60": (1, 4, 31),
}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty files, of which one takes a while to read, and what ``ssc convert`` makes of them."""
    place = tmp_path_factory.mktemp("music")
    made_up(place, 39, 200, np.random.default_rng(1))
    (place / "00020-long.mid").write_bytes(long_file(6_000))
    assert run("convert", str(place), "-o", str(place / "tunes.tfrecord"), "--workers", "1") == 0
    return place


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_half_written_under_a_final_name(
    command: str, music: Path, network: str, tmp_path: Path
) -> None:
    """SIGKILL as soon as so many names were seen where the command writes, hidden ones too."""

    def words(out: Path) -> list[str]:
        return [w.format(music=music, network=network, out=out) for w in command.split()]

    assert run(*words(tmp_path / "whole")) == 0
    wanted = contents(tmp_path / "whole")
    for moment in COMMANDS[command]:
        out = tmp_path / f"killed-{moment}"
        out.mkdir()
        running = subprocess.Popen(
            [sys.executable, "-m", "ssc_lib.commands.main", *words(out)],
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        seen: set[Path] = set()
        while len(seen) < moment and running.poll() is None:
            seen.update(out.iterdir())
        running.kill()
        running.wait()
        assert len(seen) >= moment, "it ended before it had written so much"
        found = shown(contents(out))
        assert found == {path: wanted[path] for path in found}, "what is there is not whole"
        assert run(*words(out)) == 0
        assert shown(contents(out)) == shown(wanted)
        assert [path for path in contents(out) if path.endswith(".part")] == []


def shown(files: dict[str, bytes]) -> dict[str, bytes]:
    """Those that are not hidden."""
    return {path: data for path, data in files.items() if not path.startswith(".")}
