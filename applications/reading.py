"""How is one evidence file read: in a process of its own, with limits, and never twice?

The rows are the queue. What was found out stands in `Attachment.reading`: `format`,
`format_version`, `notes` (codes with counts), `results`, `partial` (how many), `models`,
`run_from`, `run_to`; or `refused`, a code with its facts. Sentences: `evidence_words`.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from applications import queries, stored_files
from applications.evidence.reader import READABLE
from applications.models import Attachment, EvidenceResult
from applications.models.attachment import ReadState

MEMORY_BYTES: Final = 1_500_000_000  # a log of 200 MB once unpacked does not fit; one of 50 MB does
CPU_SECONDS: Final = 30
WALL_SECONDS: Final = 60
ATTEMPTS_MAX: Final = 3
PAUSE: Final = timedelta(minutes=5)  # longer than an attempt: whoever rings again disturbs nobody
MODELS_NAMED: Final = 5
ROOT: Final = Path(__file__).resolve().parent.parent

log = logging.getLogger(__name__)


def first_state(format_name: str) -> ReadState:
    """In which state an uploaded file begins."""
    return ReadState.WAITING if format_name in READABLE else ReadState.NONE


def attempt(attachment_id: int) -> None:
    """Read a file that is due and keep what it says. Calling it again does no harm."""
    attachment = _claim(attachment_id)
    if attachment is None:
        return
    try:
        with attachment.file.open("rb") as file:
            content = file.read()
    except stored_files.OUT_OF_REACH as error:
        log.warning("Attachment %s will be read later: %s", attachment_id, error)
        return
    keep(attachment_id, read_apart(content, attachment.format))


@transaction.atomic
def give_up() -> int:
    """Nothing waits for ever: what no worker came back from is called unreadable."""
    waiting = Attachment.objects.to_read().filter(read_attempts__gte=ATTEMPTS_MAX)
    return waiting.update(
        read_state=ReadState.UNREADABLE,
        read_at=timezone.now(),
        reading={"refused": {"code": "broke_off"}},
    )


@transaction.atomic
def _claim(attachment_id: int) -> Attachment | None:
    due = Attachment.objects.to_read().select_for_update(skip_locked=True, of=("self",))
    attachment = due.filter(pk=attachment_id, read_attempts__lt=ATTEMPTS_MAX).first()
    if attachment is not None:
        attachment.read_attempts += 1
        attachment.read_next_at = timezone.now() + PAUSE
        attachment.save(update_fields=["read_attempts", "read_next_at"])
    return attachment


def read_apart(content: bytes, format_name: str) -> dict[str, Any]:
    """Let another process read: without secrets, and killed when it takes too much."""
    command = [sys.executable, "-m", "applications.evidence", format_name]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module; the format is one of a fixed set
            [*command, str(MEMORY_BYTES), str(CPU_SECONDS)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": {"code": "too_slow"}}
    return _said(done.returncode, done.stdout)


def _said(returncode: int, output: bytes) -> dict[str, Any]:
    """What the process wrote; a negative code is the signal that ended it."""
    try:
        found = json.loads(output)
    except ValueError:
        code = "too_slow" if returncode < 0 else "too_big_to_read"
        return {"refused": {"code": code}}
    return found if isinstance(found, dict) else {"refused": {"code": "broke_off"}}


@transaction.atomic
def keep(attachment_id: int, said: Mapping[str, Any]) -> None:
    """Write results and state together, unless another worker has done so or it is held back."""
    waiting = Attachment.objects.select_for_update(of=("self",)).filter(
        pk=attachment_id, read_state=ReadState.WAITING
    )
    attachment = waiting.select_related("application__pack").first()
    if attachment is None or attachment.is_held_back:
        return
    is_read = "refused" not in said
    attachment.results.all().delete()
    rows = _rows(attachment, said["results"]) if is_read else []
    EvidenceResult.objects.bulk_create(rows)
    attachment.reading = _summary(said, rows) if is_read else {"refused": said["refused"]}
    attachment.read_state = ReadState.READ if is_read else ReadState.UNREADABLE
    attachment.read_at = timezone.now()
    attachment.save(update_fields=["reading", "read_state", "read_at"])


def _rows(attachment: Attachment, results: list[dict[str, Any]]) -> list[EvidenceResult]:
    question = queries.pack_of(attachment.application).question_index.get(attachment.question)
    clauses = list(question.clauses) if question else []
    return [
        EvidenceResult(
            attachment=attachment,
            position=position,
            clause_ids=clauses,
            **{**result, "run_at": parse_datetime(result["run_at"]) if result["run_at"] else None},
        )
        for position, result in enumerate(results)
    ]


def _summary(said: Mapping[str, Any], rows: list[EvidenceResult]) -> dict[str, Any]:
    """What a page says without looking at each row."""
    models = sorted({row.model_name for row in rows if row.model_name})
    runs = sorted(row.run_at.isoformat() for row in rows if row.run_at)
    return {
        "format": said["format"],
        "format_version": said["format_version"],
        "notes": said["notes"],
        "results": len(rows),
        "partial": sum(1 for row in rows if row.is_partial),
        "models": models[:MODELS_NAMED],
        "run_from": runs[0] if runs else "",
        "run_to": runs[-1] if runs else "",
    }
