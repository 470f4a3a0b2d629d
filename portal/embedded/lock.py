"""Is this the only `manage.py up` of its checkout?

The system drops the lock with the process that holds it, however that ends.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from portal.embedded import environment
from portal.embedded.errors import CannotStart

PATIENCE = 1.0  # seconds: `environment.is_running` takes the lock for an instant


@contextlib.contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Hold the lock of this checkout, or say who does."""
    try:
        var.mkdir(mode=0o755, parents=True, exist_ok=True)
        file = (var / "up.lock").open("a+")
    except (PermissionError, IsADirectoryError) as error:
        raise CannotStart(
            f"{var} belongs to another user. Start as that user, or set GATEHOUSE_VAR."
        ) from error
    with file:
        _lock(file.fileno(), var)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _lock(handle: int, var: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(BlockingIOError):
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.05)
    record = environment.read(var)
    where = record.environ.get("SITE_URL") if record else None
    number = (var / "up.lock").read_text()
    raise CannotStart(
        f"Gatehouse is already running here (process {number})"
        + (f", at {where}" if where else "")
        + ". Stop it first, or use that one."
    )
