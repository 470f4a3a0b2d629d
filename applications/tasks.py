"""What the worker does for uploaded files: scan them, then read the evidence in them."""

from celery import shared_task

from applications import reading, scanning, stored_files
from applications.models import Attachment
from common import bell

SWEEP_MAX = 200


@shared_task(name="applications.scan_file")
def scan_file(attachment_id: int) -> None:
    """Scan one file, and then read it if it is evidence."""
    scanning.attempt(attachment_id)
    if Attachment.objects.to_read().filter(pk=attachment_id).exists():
        bell.ring(read_evidence, attachment_id)


@shared_task(name="applications.read_evidence")
def read_evidence(attachment_id: int) -> None:
    """Read the results in one file."""
    reading.attempt(attachment_id)


@shared_task(name="applications.remove_orphans")
def remove_orphans() -> int:
    """Delete stored files that no row names."""
    return stored_files.remove_orphans()


def ring(attachment_id: int) -> None:
    """Call a worker for a file that was just uploaded."""
    bell.ring(scan_file, attachment_id)


def ring_for_all(*, has_scanner: bool) -> None:
    """Call for every file that is due: the broker forgot it, or an attempt failed."""
    if has_scanner:
        for pk in (
            Attachment.objects.to_scan()
            .order_by("scan_next_at")
            .values_list("pk", flat=True)[:SWEEP_MAX]
        ):
            bell.ring(scan_file, pk)
    for pk in (
        Attachment.objects.to_read()
        .order_by("read_next_at")
        .values_list("pk", flat=True)[:SWEEP_MAX]
    ):
        bell.ring(read_evidence, pk)
