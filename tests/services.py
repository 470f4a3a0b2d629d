"""PostgreSQL and Valkey for one run of the tests, started before Django reads its settings.

Respects DATABASE_URL and REDIS_URL. With xdist the controller starts them and its workers inherit
the addresses. The watchdog stops them even if pytest is killed.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from portal.embedded import children, place, ports, postgres, valkey

PASSWORD = "only-for-tests"


def ensure() -> None:
    """Set DATABASE_URL and REDIS_URL to servers that run until this process ends."""
    missing = {"DATABASE_URL", "REDIS_URL"} - os.environ.keys()
    if "GATEHOUSE_VAR" not in os.environ or missing:
        folder = Path(tempfile.mkdtemp(prefix="gatehouse-tests-"))
        folder.chmod(0o711)
        os.environ["GATEHOUSE_VAR"] = str(folder)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if missing:
        _start(Path(os.environ["GATEHOUSE_VAR"]), missing)


def _start(folder: Path, missing: set[str]) -> None:
    ledger = children.Ledger(folder / "ledger.json")
    watchdog = children.watch_over(ledger, remove=folder)
    home = place.choose(folder, name="services")
    servers = []
    if "REDIS_URL" in missing:
        server = valkey.Valkey(
            home, PASSWORD, ports.free(), folder / "valkey.log", is_lasting=False
        )
        servers.append((server, server.start(ledger)))
        os.environ["REDIS_URL"] = server.url
    if "DATABASE_URL" in missing:
        database = postgres.Postgres(
            home, PASSWORD, ports.free(), folder / "postgres.log", postgres.SPEED_OVER_SAFETY
        )
        database.create()
        servers.append((database, database.start(ledger)))
        os.environ["DATABASE_URL"] = database.url
    for server, child in servers:
        server.wait(child)
    atexit.register(_stop, ledger, watchdog, [child for _, child in servers])


def _stop(ledger: children.Ledger, watchdog, started: list[children.Child]) -> None:
    for child in started:
        child.stop()
    ledger.clear()
    watchdog.communicate()
