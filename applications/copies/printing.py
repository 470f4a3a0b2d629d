"""How is a revision printed: in a process of its own, with limits, outside of any transaction?"""

import json
import logging
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

from applications.copies import content, printed
from applications.models import Revision
from common.errors import DomainError

MEMORY_BYTES: Final = 1_000_000_000  # of addresses; a long application takes 200 MB
CPU_SECONDS: Final = 15
WALL_SECONDS: Final = 20
PRESSES: Final = BoundedSemaphore(2)  # so many at once in one web process; others wait a while
ROOT: Final = Path(__file__).resolve().parent.parent.parent

log = logging.getLogger(__name__)


class NotPrinted(DomainError):
    """The PDF could not be made just now. Take the copy as JSON, or try again in some minutes."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


def as_pdf(revision: Revision) -> bytes:
    """The revision as a PDF, dated by its submission."""
    words = printed.content(revision, copy=content.as_json(revision))
    if not PRESSES.acquire(timeout=WALL_SECONDS):
        raise NotPrinted
    try:
        return _made(words, timestamp=int(revision.submitted_at.timestamp()))
    finally:
        PRESSES.release()


def _made(words: dict[str, Any], *, timestamp: int) -> bytes:
    """Let another process print: without secrets, and killed when it takes too much."""
    command = [sys.executable, "-m", "applications.copies"]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module; the arguments are numbers
            [*command, str(timestamp), str(MEMORY_BYTES), str(CPU_SECONDS)],
            input=json.dumps(words).encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "RAYON_NUM_THREADS": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrinted from error
    if done.returncode:
        log.error("No PDF (%s): %s", done.returncode, _last_line(done.stderr))
        raise NotPrinted
    return done.stdout


def _last_line(said: bytes) -> str:
    """What went wrong, without the answers that an error may quote further up."""
    lines = said.decode(errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "")[:200]
