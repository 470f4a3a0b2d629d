"""How the state of every chain is signed once a day, and which keys may have signed it."""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Collate
from django.utils import timezone

from events import signing
from events.chain import ORIGIN
from events.models import Event, Head, HeadEntry
from events.signing import Stand

CHUNK = 1000
LOCK_WAIT = "5s"  # whoever appends meanwhile waits no longer than this

log = logging.getLogger(__name__)


@transaction.atomic
def sign() -> Head | None:
    """Sign where every chain stands; once a day, so calling it twice signs once."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE events_head IN SHARE UPDATE EXCLUSIVE MODE")  # one at a time
    before = Head.objects.order_by("day").last()
    if before and before.day >= timezone.now().date():
        return None
    head = _head(before, _settled_event_id())
    head.save(force_insert=True)
    _keep_entries(head, after=before.last_event_id if before else 0)
    log.info("Signed the event chains: %s", head)  # a copy outside of the database
    return head


def trusted_keys() -> set[bytes]:
    """Return the public keys whose signatures count: today's, and earlier ones by the settings."""
    own = signing.private_key(settings.EVENT_SIGNING_KEY).public_key().public_bytes_raw()
    return {own} | {bytes.fromhex(key) for key in settings.EVENT_PUBLIC_KEYS}


def _settled_event_id() -> int:
    """Return an id up to which nothing is being written any more.

    Ids are drawn before the commit. The lock waits for whoever is writing, and whoever writes
    after it draws a higher one. Going back to the savepoint lets the writers go on at once.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
            cursor.execute("LOCK TABLE events_event IN SHARE MODE")
        last: int = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        transaction.set_rollback(True)
    return last


def _head(before: Head | None, last_event_id: int) -> Head:
    after = before.last_event_id if before else 0
    covered = Event.objects.filter(pk__gt=after, pk__lte=last_event_id).count()
    head = Head(
        at=timezone.now(),
        last_event_id=last_event_id,
        event_count=covered + (before.event_count if before else 0),
        prev_digest=before.digest if before else ORIGIN,
    )
    head.day = head.at.date()
    head.digest = digest_of(head, _stands(_moved(after, last_event_id)))
    key = signing.private_key(settings.EVENT_SIGNING_KEY)
    head.public_key = key.public_key().public_bytes_raw()
    head.signature = key.sign(head.digest)
    return head


def digest_of(head: Head, stands: Iterator[Stand]) -> bytes:
    """Return the digest that the head has if these are its entries."""
    return signing.head_digest(
        bytes(head.prev_digest),
        day=head.day.isoformat(),
        last_event_id=head.last_event_id,
        event_count=head.event_count,
        stands=stands,
    )


def entries(head: Head) -> Iterator[Stand]:
    """Return what the head says of each chain that had moved, in the order of the digest."""
    kept = HeadEntry.objects.filter(head=head).order_by(Collate("subject", "C"))
    return _stands(kept)


def _moved(after: int, last: int) -> QuerySet[Event]:
    """Return the last event of each chain that moved, in the order of the digest."""
    covered = Event.objects.filter(pk__gt=after, pk__lte=last)
    ends = covered.order_by().values("subject").annotate(end=Max("pk")).values("end")
    return Event.objects.filter(pk__in=ends).order_by(Collate("subject", "C"))


def _stands(rows: QuerySet[Event] | QuerySet[HeadEntry]) -> Iterator[Stand]:
    values = rows.values_list("subject", "seq", "hash")
    for subject, seq, digest in values.iterator(chunk_size=CHUNK):
        yield Stand(subject, seq, bytes(digest))


def _keep_entries(head: Head, *, after: int) -> None:
    HeadEntry.objects.bulk_create(
        (
            HeadEntry(head=head, **stand._asdict())
            for stand in _stands(_moved(after, head.last_event_id))
        ),
        batch_size=CHUNK,
    )
