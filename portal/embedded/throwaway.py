"""PostgreSQL and Valkey for one run of tests or benchmarks, started before Django's settings.

Respects DATABASE_URL and REDIS_URL. With xdist the controller starts them and its workers inherit
the addresses. The watchdog stops them even if the run is killed.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from portal.embedded import children, environment, place, ports, postgres, valkey

PASSWORD = "only-for-one-run"  # noqa: S105 -- of a server that holds nothing of anybody's


def ensure() -> None:
    """Set DATABASE_URL and REDIS_URL to servers that run until this process ends."""
    missing = {"DATABASE_URL", "REDIS_URL"} - os.environ.keys()
    if "GATEHOUSE_VAR" not in os.environ or missing:
        folder = Path(tempfile.mkdtemp(prefix="gatehouse-"))
        folder.chmod(0o711)
        os.environ["GATEHOUSE_VAR"] = str(folder)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if missing:
        _start(Path(os.environ["GATEHOUSE_VAR"]), missing)


def ensure_all() -> None:
    """The same, with secrets made for this run."""
    ensure()
    for name, value in environment.Record().environ.items():
        os.environ.setdefault(name, value)


def _start(folder: Path, missing: set[str]) -> None:
    ledger = children.Ledger(folder / "ledger.json")
    watchdog = children.watch_over(ledger, remove=folder)
    home = place.choose(folder, name="services")
    started: list[children.Child] = []
    if "REDIS_URL" in missing:
        cache = valkey.Valkey(home, PASSWORD, ports.free(), folder / "valkey.log", is_lasting=False)
        started.append(cache.start(ledger))
        cache.wait(started[-1])
        os.environ["REDIS_URL"] = cache.url
    if "DATABASE_URL" in missing:
        database = postgres.Postgres(
            home, PASSWORD, ports.free(), folder / "postgres.log", postgres.SPEED_OVER_SAFETY
        )
        database.create()
        started.append(database.start(ledger))
        database.wait(started[-1])
        os.environ["DATABASE_URL"] = database.url
    atexit.register(_stop, ledger, watchdog, started)


def _stop(
    ledger: children.Ledger, watchdog: subprocess.Popen[bytes], started: list[children.Child]
) -> None:
    for child in started:
        child.stop()
    ledger.clear()
    watchdog.communicate()
