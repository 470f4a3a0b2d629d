"""What becomes of the bytes of files: deleted when no row names them, never while one does."""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from django.utils import timezone

from applications.models import Attachment

FOLDER = "attachments"
ORPHAN_AGE = timedelta(days=1)  # younger ones may belong to a transaction under way
BATCH = 500
OUT_OF_REACH = (OSError, BotoCoreError, ClientError)  # whichever storage is configured

log = logging.getLogger(__name__)


def forget(names: Iterable[str]) -> int:
    """Delete those that no attachment has; copies of an application share their files."""
    unused = set(names) - _used(names)
    for name in sorted(unused):
        try:
            default_storage.delete(name)
        except OUT_OF_REACH:  # the daily job comes round to it
            log.exception("The stored file %s could not be deleted.", name)
    return len(unused)


def remove_orphans() -> int:
    """Delete what no row names: left by transactions that were rolled back."""
    deadline = timezone.now() - ORPHAN_AGE
    count = 0
    for names in _batches():
        old = [n for n in names if default_storage.get_modified_time(n) < deadline]
        count += forget(old)
    return count


def _used(names: Iterable[str]) -> set[str]:
    return set(Attachment.objects.filter(file__in=list(names)).values_list("file", flat=True))


def _batches() -> Iterator[list[str]]:
    """The names of all stored attachments."""
    try:
        _, found = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing has ever been uploaded
        return
    names = [f"{FOLDER}/{name}" for name in found if name]
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]
