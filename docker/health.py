#!/usr/bin/env python3
"""Is the service in this container well? `health.py web|worker|beat` exits with 0 or says why not.

Nothing here loads Django: the question is asked every few seconds.
"""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from celery import Celery

PATIENCE: Final = 5.0  # seconds
OLDEST_SCHEDULE: Final = 420.0  # beat saves its schedule every 180 seconds


def web() -> None:
    """The server answers, and says that database and broker do."""
    address = os.environ.get("HEALTH_URL", "http://127.0.0.1:8000/healthz")
    try:
        urllib.request.urlopen(address, timeout=PATIENCE).close()  # noqa: S310 -- our own http
    except urllib.error.HTTPError as error:
        raise SystemExit(error.read().decode(errors="replace")) from error
    except OSError as error:
        raise SystemExit(f"web does not answer: {error}") from error


def worker() -> None:
    """The worker of this very container answers a ping through the broker."""
    app = Celery(broker=os.environ["REDIS_URL"], set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": PATIENCE, "max_retries": 1}
    name = f"celery@{socket.gethostname()}"
    answers = app.control.broadcast(
        "ping", destination=[name], reply=True, timeout=PATIENCE, limit=1
    )
    if not answers:
        raise SystemExit(f"{name} does not answer.")


def beat() -> None:
    """The clock has saved its schedule lately."""
    folder = Path(os.environ.get("GATEHOUSE_VAR", "/var/lib/gatehouse"))
    saved = [file.stat().st_mtime for file in folder.glob("beat-schedule*")]
    if not saved or time.time() - max(saved) > OLDEST_SCHEDULE:
        raise SystemExit("beat has not saved its schedule lately.")


SERVICES: Final[Mapping[str, Callable[[], None]]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in SERVICES:  # noqa: PLR2004 -- program and service
        raise SystemExit(f"Usage: health.py {'|'.join(SERVICES)}")
    SERVICES[sys.argv[1]]()
