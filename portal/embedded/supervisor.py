"""How are several children kept running together, and ended together?"""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from portal.embedded.children import SERVERS, Child
from portal.embedded.errors import CannotStart

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEATHS_ALLOWED = 5
WITHIN = 60.0  # seconds
PACE = 0.1  # seconds between two looks


class AskedToStop(Exception):
    """Somebody pressed Ctrl-C, or ended us politely."""


@dataclass
class Part:
    """One child and how to start it again."""

    name: str
    start: Callable[[], Child]
    child: Child
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Starts parts in order, restarts those that die, stops all of them at the end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.parts: list[Part] = []
        self.asked = threading.Event()

    @contextlib.contextmanager
    def in_charge(self) -> Iterator[None]:
        """Whatever happens inside, no child outlives this block."""
        earlier = {number: signal.signal(number, self._note) for number in SIGNALS}
        try:
            yield
        finally:
            self.stop()
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def start(self, name: str, start: Callable[[], Child]) -> Child:
        """Start a part that has to keep running."""
        self.look_up()
        child = start()
        self.parts.append(Part(name, start, child))
        return child

    def run_to_end(self, child: Child) -> int:
        """Wait for a child that has one thing to do; end it if we are asked to stop meanwhile."""
        try:
            while child.is_alive:
                self.pause()
        finally:
            child.stop()
        return child.popen.returncode

    def keep_running(self) -> None:
        """Look after the parts until somebody asks us to stop."""
        while True:
            self.check()

    def check(self) -> None:
        """Wait a moment, then start again whoever has died."""
        self.pause()
        for part in self.parts:
            if not part.child.is_alive:
                self._restart(part)

    def pause(self) -> None:
        self.asked.wait(PACE)
        self.look_up()

    def look_up(self) -> None:
        if self.asked.is_set():
            raise AskedToStop

    def stop(self) -> None:
        """Ask everyone who depends on the others first, then wait for each, the last first."""
        for part in reversed(self.parts):
            if part.name not in SERVERS:
                part.child.ask_to_stop()
        for part in reversed(self.parts):
            part.child.stop()
        self.parts.clear()

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked.set()

    def _restart(self, part: Part) -> None:
        now = time.monotonic()
        part.deaths = [death for death in part.deaths if now - death < WITHIN] + [now]
        code = part.child.popen.returncode
        if len(part.deaths) > DEATHS_ALLOWED:
            raise CannotStart(f"{part.name} keeps stopping (exit code {code}); its log says why.")
        self.say(f"{part.name} has stopped (exit code {code}). Starting it again.")
        part.child.stop()
        part.child = part.start()


def pass_on(name: str, output: IO[bytes]) -> threading.Thread:
    """Print a child's lines with its name before each, until it ends."""

    def read() -> None:
        for line in output:
            with contextlib.suppress(OSError, ValueError):  # nobody listens; keep the pipe empty
                text = line.decode(errors="replace").rstrip()
                sys.stdout.write(f"{name:>6} | {text}\n")
                sys.stdout.flush()
        output.close()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread
