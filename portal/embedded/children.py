"""How are child processes started, known again later, and stopped?

Each child leads a process group of its own, so that Ctrl-C reaches only the supervisor and so that
a child's children end with it. A ledger on disk lets the next start (or the watchdog) find what a
killed supervisor left behind; a process counts as ours only if its start time agrees, too.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import psutil

CLOCK_STEP = 2.0  # seconds by which two readings of one process's start time may differ
SERVERS = frozenset({"postgres", "valkey"})
MARK = "GATEHOUSE_LEDGER"  # in the environment of every child: the ledger that it is in


@dataclass(frozen=True)
class Known:
    """What identifies a process for as long as the machine is up: its number and its start."""

    name: str
    pid: int
    started: float

    @property
    def is_alive(self) -> bool:
        """Is it this very process that has the number, and not a later one?"""
        try:
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.started) < CLOCK_STEP
            return same and found.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


class Ledger:
    """The list, on disk, of the processes that one supervisor has started."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Known]:
        """Whom an earlier supervisor wrote down. A torn file counts as empty, and so does one that
        was copied here together with the folder of somebody else's running services."""
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            content = json.loads(self.path.read_text())
            if content["path"] == str(self.path):
                return [Known(**entry) for entry in content["children"]]
        return []

    def add(self, child: Known) -> None:
        living = [asdict(known) for known in self.read() if known.is_alive]
        draft = self.path.with_suffix(".new")
        content = {"path": str(self.path), "children": [*living, asdict(child)]}
        draft.write_text(json.dumps(content))
        draft.rename(self.path)

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def stop_leftovers(self, *, patience: float = 10.0) -> list[str]:
        """End whatever is still alive of an earlier supervisor's children; say whom.

        The servers get the time to write down what they hold; the others have nobody to report to.
        """
        known = [each for each in self.read() if each.is_alive or self._has_heirs(each)]
        servers = [each for each in known if each.name in SERVERS]
        for each in known:
            if each not in servers:
                _end_group(each.pid)
        for each in servers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each.pid, _polite_signal(each.name))
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(each.is_alive for each in known):
            time.sleep(0.02)
        for each in servers:
            _end_group(each.pid)
        self.clear()
        return [each.name for each in known]

    def _has_heirs(self, known: Known) -> bool:
        """Is a child's child alive, whose environment names this ledger, in a group whose head
        has died? While anyone is in the group, the system gives its number to no one else."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, ProcessLookupError):
                is_in_group = os.getpgid(process.pid) == known.pid
                if is_in_group and process.environ().get(MARK) == str(self.path):
                    return True
        return False


@dataclass
class Child:
    """A process we started and still hold."""

    name: str
    popen: subprocess.Popen[bytes]
    is_asked: bool = False

    @property
    def known(self) -> Known:
        return Known(self.name, self.popen.pid, psutil.Process(self.popen.pid).create_time())

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def ask_to_stop(self) -> None:
        """Once: Celery takes a second request for impatience."""
        if self.is_alive and not self.is_asked:
            self.is_asked = True
            self.popen.send_signal(_polite_signal(self.name))

    def stop(self, *, patience: float = 8.0) -> None:
        """Ask, wait, and then make sure of the whole group."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(patience)
        _end_group(self.popen.pid)
        self.popen.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    output: IO[bytes] | int | None,
    ledger: Ledger | None = None,
    environ: Mapping[str, str] | None = None,
    **options: Any,
) -> Child:
    """Start a child at the head of its own group and write it down."""
    mark = {MARK: str(ledger.path)} if ledger else {}
    popen = subprocess.Popen(  # noqa: S603 -- our own command
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env={**(os.environ if environ is None else environ), **mark},
        process_group=0,
        **options,
    )
    child = Child(name, popen)
    if ledger is not None:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended already
            ledger.add(child.known)
    return child


def watch_over(ledger: Ledger, *, remove: Path | None = None) -> subprocess.Popen[bytes]:
    """Start the watchdog, which ends everyone in the ledger as soon as this process is gone, and
    then removes a folder if that was for this run only."""
    watchdog = Path(__file__).with_name("watchdog.py")
    command = [sys.executable, str(watchdog), str(ledger.path), *([str(remove)] if remove else [])]
    return subprocess.Popen(  # noqa: S603 -- our own command
        command, stdin=subprocess.PIPE, start_new_session=True
    )


def _polite_signal(name: str) -> signal.Signals:
    """PostgreSQL waits for every client on SIGTERM; SIGINT is its fast way to stop."""
    return signal.SIGINT if name == "postgres" else signal.SIGTERM


def _end_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
