"""How one attachment is scanned: once, and again later if the scanner is not there.

The rows are the queue. A file is held back from everybody while its row says pending, infected or
failed; the bytes of an infected one are deleted.
"""

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from applications import clamd, stored_files
from applications.models import Attachment
from applications.models.attachment import ReadState, ScanState
from events import services as events

CHUNK = 1 << 18
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
REFUSALS_MAX = 3  # what clamd says it cannot judge, and what is gone, is asked this often
TOO_LARGE, GONE = "size", "gone"  # why a file could not be judged: the keys of its sentences

log = logging.getLogger(__name__)


def first_state() -> ScanState:
    """In which state an uploaded file begins."""
    return ScanState.PENDING if settings.CLAMD_URL else ScanState.NOT_SCANNED


def pause(attempts: int) -> timedelta:
    """How long to wait after the n-th attempt: 30 s, doubling, half an hour at most."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)


def attempt(attachment_id: int) -> None:
    """Scan a file that is due. However often this is called, each state is written once."""
    attachment = _claim(attachment_id)
    if attachment is None:
        return
    try:
        with attachment.file.open("rb") as file:
            found = clamd.scan(file.chunks(CHUNK), url=settings.CLAMD_URL)
    except clamd.Refused as error:
        log.warning("clamd cannot judge attachment %s: %s", attachment_id, error)
        _give_up(attachment, TOO_LARGE if "size limit" in str(error) else "")
    except FileNotFoundError as error:
        log.warning("Attachment %s has no bytes: %s", attachment_id, error)
        _give_up(attachment, GONE)
    except stored_files.OUT_OF_REACH as error:  # clamd, or the storage, is not there
        log.warning("Attachment %s will be scanned later: %s", attachment_id, error)
    else:
        _note_verdict(attachment, found)


def release_unscanned() -> int:
    """Without a scanner nobody waits for one: what was pending is simply not scanned."""
    pending = Attachment.objects.filter(scan_state=ScanState.PENDING)
    return pending.update(scan_state=ScanState.NOT_SCANNED)


def ask_again() -> int:
    """What could not be judged is due once more; beat rings for it."""
    failed = Attachment.objects.filter(scan_state=ScanState.FAILED)
    return failed.update(
        scan_state=ScanState.PENDING,
        scan_attempts=0,
        scan_next_at=timezone.now(),
        scanned_at=None,
        signature="",
    )


@transaction.atomic
def _claim(attachment_id: int) -> Attachment | None:
    """Count the attempt before it is made, and keep others from making it at the same time."""
    due = Attachment.objects.to_scan().select_for_update(skip_locked=True, of=("self",))
    attachment = due.filter(pk=attachment_id).first() if settings.CLAMD_URL else None
    if attachment is not None:
        attachment.scan_attempts += 1
        attachment.scan_next_at = timezone.now() + pause(attachment.scan_attempts)
        attachment.save(update_fields=["scan_attempts", "scan_next_at"])
    return attachment


def _give_up(attachment: Attachment, why: str) -> None:
    """Over its size limit is for good; any other trouble may pass, and is met three times."""
    if why != TOO_LARGE and attachment.scan_attempts < REFUSALS_MAX:
        return
    waiting = Attachment.objects.filter(
        pk=attachment.pk, scan_state__in=(ScanState.PENDING, ScanState.NOT_SCANNED)
    )
    waiting.update(scan_state=ScanState.FAILED, scanned_at=timezone.now(), signature=why)


@transaction.atomic
def _note_verdict(attachment: Attachment, found: str) -> None:
    """Write what the scanner says to every row that has this file, unless somebody has done so.

    Whoever copies rows locks them: the first look waits for copies under way, the second one sees
    them.
    """
    same = Attachment.objects.filter(file=attachment.file.name).order_by("pk")
    list(same.select_for_update(of=("self",)))
    if not found:
        same = same.filter(scan_state__in=(ScanState.PENDING, ScanState.NOT_SCANNED))
    for row in same.select_for_update(of=("self",)).select_related("application"):
        row.scanned_at = timezone.now()
        row.scan_state = ScanState.INFECTED if found else ScanState.CLEAN
        if found:
            _condemn(row, found)
        row.save(update_fields=["scanned_at", "scan_state", "signature", "file", "read_state"])


def _condemn(attachment: Attachment, found: str) -> None:
    """Keep name and hash, delete the bytes, and say so in the application's history."""
    transaction.on_commit(partial(stored_files.forget, [str(attachment.file.name)]))
    attachment.signature = found
    attachment.file = ""
    attachment.read_state = ReadState.NONE
    attachment.results.all().delete()
    events.append(
        attachment.application.subject,
        "attachment.infected",
        actor=None,
        data={"attachment": attachment.pk, "question": attachment.question, "found": found},
    )
