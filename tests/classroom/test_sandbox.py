"""What confines a notebook, and what does not."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from pathlib import Path

import pytest

from ssc_lib.classroom.sandbox import Limits, Sandbox, find_sandbox
from tests.classroom.handed import TRUSTED, notebook, walled


def errors(sandbox: Sandbox, *cells: str, limits: Limits | None = None) -> dict[int, str]:
    """What the cells of a notebook failed with, by their number."""
    ran = sandbox.run("running", notebook(*cells), limits or Limits())
    lines = [json.loads(line) for line in ran.sent.splitlines()]
    return {line["cell"]: line["error"] for line in lines if "error" in line}


def test_a_notebook_sees_no_file_no_network_no_secret_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each cell tries one thing, and fails at it."""
    sandbox = walled()
    (tmp_path / "marks.csv").write_text("mine")
    monkeypatch.setenv("SECRET", "mine")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        failed = errors(
            sandbox,
            f"open({str(tmp_path / 'marks.csv')!r})",
            "open('/etc/passwd')",
            f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 2)",
            "import os\nos.environ['SECRET']",
            "import ssc_lib\nopen(ssc_lib.__file__, 'a')",
            "open('/usr/x', 'w')",
            "open('/x', 'w')",
            "open('/dev/shm/x', 'w')",
            "open('/proc/sys/kernel/hostname', 'w')",
            f"os.kill({Path('/proc/self').resolve().name}, 9)",
            "open('mine.txt', 'w').write('x')\nassert os.getcwd() == '/tmp'",
        )
    assert sorted(failed) == [*range(1, 11)], failed


def test_without_walls_the_limits_hold() -> None:
    """Memory costs the cell, processor time the notebook; it works in a folder of its own."""
    limits = Limits(cpu_seconds=3, memory_mb=400)
    cells = (
        "import os\nassert os.path.samefile('.', os.environ['HOME'])",
        "much = bytearray(2**30)",
        "much = []\nwhile True:\n    much.append('x' * 2**20 + str(len(much)))",
        "del much\nwhile True:\n    pass",
    )
    ran = TRUSTED.run("running", notebook(*cells), limits)
    assert ran.stopped == "it used more than 3 s of the processor"
    lines = [json.loads(line) for line in ran.sent.splitlines()]
    failed = {line["cell"]: line["error"] for line in lines if "error" in line}
    assert set(failed) == {2, 3} and all("MemoryError" in text for text in failed.values())


def test_who_starts_too_many_processes_sends_too_much_or_sleeps_is_stopped() -> None:
    many = "import os, time\nfor _ in range(70):\n    os.fork() or time.sleep(99)\ntime.sleep(99)"
    ran = TRUSTED.run("running", notebook(many), Limits())
    assert ran.stopped == "it started more than 64 processes"
    flood = (
        "import os\nfor fd in range(3, 20):\n    try:\n        while os.write(fd, b'x' * 2**20): 0"
    )
    ran = TRUSTED.run("running", notebook(flood + "\n    except OSError: 0"), Limits())
    assert ran == (b"", "it sent more than 64 MB")
    ran = TRUSTED.run("running", notebook("import time\ntime.sleep(99)"), Limits(seconds=2))
    assert ran.stopped == "it ran longer than 2 s"


def test_where_there_is_no_sandbox_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(OSError, match=r"bwrap not found.*install bubblewrap.*--trust"):
        find_sandbox()
    with pytest.raises(OSError, match="docker and podman not found"):
        find_sandbox(image="ssc")
    assert find_sandbox(trust=True) == TRUSTED


def test_a_sandbox_that_fails_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As bubblewrap does where the system allows no user namespaces."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake))
    with pytest.raises(OSError, match=r"is there and fails: setting up uid map"):
        find_sandbox()


def test_a_container_has_no_network_no_rights_and_nothing_of_the_machine() -> None:
    words = Sandbox("docker", "ssc").command(["-m", "x"], Limits(memory_mb=9), "name")
    wanted = {"--network=none", "--read-only", "--cap-drop=ALL", "--memory=9m", "--rm"}
    assert wanted <= set(words)
    assert words[-4:] == ["ssc", "python", "-m", "x"]
    assert not [word for word in words if "volume" in word or "mount" in word or word == "-v"]


def test_a_container_runs_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a stand-in for Docker, which takes its own words away and runs the rest."""
    fake = tmp_path / "docker"
    root = Path(__file__).parents[2]
    fake.write_text(
        "#!/bin/sh\n[ $1 = run ] || exit 0\nwhile [ $1 != ssc ]; do shift; done; shift 2\n"
        f'PYTHONPATH={root} exec {sys.executable} "$@"\n'
    )
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake) if name == "docker" else None)
    sandbox = find_sandbox(image="ssc")
    assert sandbox == Sandbox(str(fake), "ssc")
    assert errors(sandbox, "1", "unheard") == {2: "NameError: name 'unheard' is not defined"}
