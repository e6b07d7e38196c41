"""Where a stranger's notebook runs: bubblewrap on Linux, a container elsewhere, or nothing at all.

A confined process gets the notebook on standard input and sends results on standard output. It
shares nothing else with the machine: it sees Python and this library and may change neither, no
files of the user, no network, no other processes. All that it can write is a folder in memory that
is gone when it ends. Its time, its memory and what it sends are limited, and who oversteps a limit
is stopped.

Without a sandbox (``--trust``) the limits hold, and nothing else does: the process has a folder of
its own to work in, and may read, write and send whatever its user may.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

MOST_SENT = 64 * 2**20  # bytes; the answers of a chapter take a hundredth of it
MOST_PROCESSES = 64
TICK_S = 0.2
FOLDER_MB = 256  # what may be written
SHARED_MB = 256  # of programs and libraries, which count beside what a notebook asks for
LIBRARY = Path(__file__).parents[1]
INSTALL = (
    "no sandbox is to be had here ({why}); on Linux install bubblewrap (apt install bubblewrap), "
    "elsewhere Docker or Podman and name an image that holds this library (--image), or, where all "
    "notebooks come from people you trust with your files, give --trust"
)
# One thread each, so that memory and time mean the same on every machine.
SETTINGS = {
    "LANG": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class Limits(NamedTuple):
    """What a notebook may use."""

    seconds: int = 600  # by the clock
    cpu_seconds: int = 300  # of the processor, for each process
    cell_seconds: int = 60  # for each cell, by the clock
    memory_mb: int = 4096

    @property
    def words(self) -> list[str]:
        """As the arguments of a command."""
        return [str(number) for number in self]

    def apply(self) -> None:
        """Hold this process to them, where the system can."""
        if sys.platform == "win32":
            return
        import resource

        for what, soft, hard in (
            (resource.RLIMIT_CPU, self.cpu_seconds, self.cpu_seconds + 1),  # a signal, then the end
            (resource.RLIMIT_DATA, self.memory_mb * 2**20, self.memory_mb * 2**20),
            (resource.RLIMIT_FSIZE, FOLDER_MB * 2**20, FOLDER_MB * 2**20),
            (resource.RLIMIT_CORE, 0, 0),
        ):
            with contextlib.suppress(ValueError, OSError):  # there is a lower one already
                resource.setrlimit(what, (soft, hard))


class Ended(NamedTuple):
    """What a confined process sent, and why it was stopped; "" if it ended by itself."""

    sent: bytes
    stopped: str


@dataclass(frozen=True)
class Sandbox:
    """What confines a process: `bwrap`, `docker` or `podman`, by the path of its program, or None.

    Parameters
    ----------
    program : str or None
        None confines nothing.
    image : str, optional
        For a container: one in which ``python -c "import ssc_lib"`` works.
    """

    program: str | None
    image: str | None = None

    def run(self, module: str, given: bytes, limits: Limits, stop: Event | None = None) -> Ended:
        """Run a module of this room on ``given`` until it ends, oversteps a limit or is stopped."""
        name = f"ssc-{uuid.uuid4().hex}"
        words = ["-m", f"ssc_lib.classroom.{module}", *limits.words]
        with tempfile.TemporaryDirectory(prefix="ssc-") as place, tempfile.TemporaryFile() as file:
            file.write(given)
            file.seek(0)
            process = subprocess.Popen(
                self.command(words, limits, name),
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=place,
                env=os.environ.copy() if self.image else self.surroundings(place),
                start_new_session=True,
            )
            try:
                sent, stopped = _watched(process, limits, stop)
                stopped = stopped or _killed(process, limits)
            finally:
                _end(process)
                if self.image and self.program:
                    subprocess.run([self.program, "kill", name], capture_output=True, check=False)
            return Ended(sent, stopped)

    def surroundings(self, place: str) -> dict[str, str]:
        """The environment of a process that works in ``place``; nothing of the user's is in it."""
        home = "/tmp" if self.program else place
        kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        folders = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "MPLCONFIGDIR", "IPYTHONDIR"), home)
        path = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(LIBRARY.parent)}
        return {**kept, **path, **folders, "SSC_CACHE": f"{home}/cache", **SETTINGS}

    def command(self, words: Sequence[str], limits: Limits, name: str) -> list[str]:
        """The command that runs Python with these words, confined."""
        if self.program is None:
            return [sys.executable, *words]
        if self.image is None:
            return [self.program, *_walls(), sys.executable, *words]
        settings = [f"--env={key}={value}" for key, value in {**SETTINGS, "HOME": "/tmp"}.items()]
        return [
            *(self.program, "run", "--rm", "--interactive", "--init", f"--name={name}"),
            *("--network=none", "--read-only", "--cap-drop=ALL", "--user=65534:65534"),
            *("--security-opt=no-new-privileges", f"--pids-limit={MOST_PROCESSES}"),
            *(f"--memory={limits.memory_mb}m", f"--memory-swap={limits.memory_mb}m"),
            *(f"--tmpfs=/tmp:rw,size={FOLDER_MB}m,mode=1777", "--workdir=/tmp", *settings),
            *(self.image, "python", *words),
        ]


def find_sandbox(*, image: str | None = None, trust: bool = False) -> Sandbox:
    """What can confine a process on this machine.

    Parameters
    ----------
    image : str, optional
        Of a container. With it Docker or Podman is taken, else bubblewrap.
    trust : bool
        Take nothing, whatever there is.

    Raises
    ------
    OSError
        If there is nothing, or it does not work here; the sentence says what to install.
    """
    if trust:
        return Sandbox(None)
    names = ("docker", "podman") if image else ("bwrap",)
    found = [path for name in names if (path := shutil.which(name))]
    why = f"{' and '.join(names)} not found"
    for path in found:
        sandbox = Sandbox(path, image)
        if not (why := _fault(sandbox)):
            return sandbox
    raise OSError(INSTALL.format(why=why))


def _fault(sandbox: Sandbox) -> str:
    """Why it confines nothing here; "" if it does."""
    command = sandbox.command(
        ["-c", "import ssc_lib.classroom"], Limits(), f"ssc-{uuid.uuid4().hex}"
    )
    env = None if sandbox.image else sandbox.surroundings("/tmp")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=env)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{sandbox.program} does not answer: {type(error).__name__}"
    if done.returncode == 0:
        return ""
    last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
    return f"{sandbox.program} is there and fails: {last[:200]}"


def _walls() -> list[str]:
    """The arguments of bubblewrap: system and library, read-only, and a folder in memory."""
    words = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for name in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store"):
        if Path(name).is_symlink():
            words += ["--symlink", str(Path(name).readlink()), name]
        elif Path(name).is_dir():
            words += ["--ro-bind", name, name]
    for name in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime"):
        words += ["--ro-bind-try", name, name]
    words += ["--size", str(FOLDER_MB * 2**20), "--tmpfs", "/tmp"]
    seen = ("/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/")
    python = {Path(sys.prefix), Path(sys.base_prefix), LIBRARY}
    for path in sorted({str(p) for p in python} | {str(p.resolve()) for p in python}):
        if not f"{path}/".startswith(seen):
            words += ["--ro-bind", path, path]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for name in ("/proc", "/dev", "/"):  # root could set the system's variables in /proc/sys
        words += ["--remount-ro", name]
    return [*words, "--chdir", "/tmp", "--"]


def _watched(
    process: subprocess.Popen[bytes], limits: Limits, stop: Event | None
) -> tuple[bytes, str]:
    """What a process sends until it ends, and the limit that it overstepped, if it did."""
    end, sent = time.monotonic() + limits.seconds, bytearray()

    def read() -> None:
        assert isinstance(process.stdout, io.BufferedReader)
        with contextlib.suppress(OSError, ValueError):  # closed, since the process was stopped
            while len(sent) <= MOST_SENT and (piece := process.stdout.read1(2**20)):
                sent.extend(piece)

    reader = Thread(target=read, daemon=True)
    reader.start()
    while True:
        reader.join(TICK_S)
        if len(sent) > MOST_SENT:
            return b"", f"it sent more than {MOST_SENT >> 20} MB"
        if not reader.is_alive():
            return bytes(sent), ""
        if time.monotonic() > end:
            return bytes(sent), f"it ran longer than {limits.seconds} s"
        if stop is not None and stop.is_set():
            return bytes(sent), "it was stopped by hand"
        family = [*_family(process.pid)]
        if sum(map(_memory, family)) > (limits.memory_mb + SHARED_MB) * 2**20:
            return bytes(sent), f"it used more than {limits.memory_mb} MB of memory"
        if len(family) > MOST_PROCESSES:
            return bytes(sent), f"it started more than {MOST_PROCESSES} processes"


def _killed(process: subprocess.Popen[bytes], limits: Limits) -> str:
    """Why the system killed a process that sends nothing any more; "" if it did not."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        status = process.wait(timeout=2)
        number = -status if status < 0 else status - 128  # a sandbox adds 128
        if os.name == "posix" and number == signal.SIGXCPU:
            return f"it used more than {limits.cpu_seconds} s of the processor"
        if os.name == "posix" and number == signal.SIGKILL:
            return "it used up the processor time that it had, or the machine's memory"
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all that it started, as far as the system tells who that is."""
    if os.name == "posix":
        for pid in [*_family(process.pid)]:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _family(pid: int) -> Iterator[int]:
    """A process and those that it started and theirs, where /proc tells."""
    yield pid
    with contextlib.suppress(OSError):
        for file in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in file.read_text().split():
                yield from _family(int(child))


def _memory(pid: int) -> int:
    """Bytes that a process holds in memory; 0 where the system does not tell."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0
