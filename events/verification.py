"""Is the log as it was written? Names whatever was changed, taken out, put in or moved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final, TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from events import heads, signing
from events.chain import ORIGIN, NotRecordable, event_hash
from events.models import Chain, Event, Head, HeadEntry

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Placed = WithAnnotations[Event, "ChainRow"]

CHUNK = 2000

CHANGED: Final = "was changed after it was written"
MOVED: Final = "does not belong here: it was moved, put in or rewritten"
DETACHED: Final = "does not follow the event before it: one of the two was put in or rewritten"
NO_CHAIN: Final = "belongs to a chain whose row is missing"
BEYOND: Final = "was put in after the end of the chain"
WRONG_END: Final = "is not the event with which the chain ends"


class ChainRow(TypedDict):
    """What the chain's row says, if there is one."""

    chain_seq: int | None
    chain_head: bytes | None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `id` is the event's, if there is one."""

    subject: str
    seq: int
    id: int | None
    wrong: str

    def __str__(self) -> str:
        event = f" (event {self.id})" if self.id else ""
        return f"{self.subject} {self.seq}{event}: {self.wrong}"


@dataclass
class Counts:
    """How much was looked at."""

    events: int = 0
    chains: int = 0
    heads: int = 0


@dataclass
class Verification:
    """One look at the whole log, in constant memory."""

    counts: Counts = field(default_factory=Counts)

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, chain by chain and then head by head."""
        with transaction.atomic():
            yield from self._of_events()
            yield from self._of_emptied_chains()
            yield from self._of_heads()
            yield from _of_entries()

    def _of_events(self) -> Iterator[Finding]:
        for _, events in groupby(_events(), key=lambda event: event.subject):
            self.counts.chains += 1
            yield from _of_chain(self._counted(events))

    def _counted(self, events: Iterable["Placed"]) -> Iterator["Placed"]:
        for event in events:
            self.counts.events += 1
            yield event

    def _of_emptied_chains(self) -> Iterator[Finding]:
        events = Event.objects.filter(subject=OuterRef("subject"))
        emptied = Chain.objects.filter(~Exists(events), seq__gt=0).order_by("subject")
        for row in emptied.iterator(chunk_size=CHUNK):
            self.counts.chains += 1
            yield _missing(row.subject, 1, row.seq)

    def _of_heads(self) -> Iterator[Finding]:
        before = Head(digest=ORIGIN, last_event_id=0, event_count=0)
        trusted = heads.trusted_keys()
        for head in Head.objects.order_by("day").iterator(chunk_size=CHUNK):
            self.counts.heads += 1
            for wrong in _faults_of_head(head, before, trusted):
                yield Finding(f"head:{head.day}", self.counts.heads, None, wrong)
            before = head


def _events() -> Iterator["Placed"]:
    """Return every event in the order of its chain, with the row of the chain beside it."""
    row = Chain.objects.filter(subject=OuterRef("subject"))
    beside = Event.objects.annotate(
        chain_seq=Subquery(row.values("seq")), chain_head=Subquery(row.values("head"))
    )
    return beside.order_by("subject", "seq", "pk").iterator(chunk_size=CHUNK)


def _of_chain(events: Iterator["Placed"]) -> Iterator[Finding]:
    """Walk one chain from its origin to its end."""
    first = last = next(events)
    seq, prev_hash = 0, ORIGIN
    for event in chain([first], events):
        if event.seq > seq + 1:
            yield _missing(event.subject, seq + 1, event.seq - 1)
            prev_hash = bytes(event.prev_hash)  # said already: it cannot follow what is gone
        if wrong := _fault(event, prev_hash):
            yield Finding(event.subject, event.seq, event.pk, wrong)
        last, seq, prev_hash = event, event.seq, bytes(event.hash)
    yield from _of_end(last)


def _fault(event: Event, prev_hash: bytes) -> str | None:
    """Say what is wrong with one event, seen from the one before it."""
    follows = bytes(event.prev_hash) == prev_hash
    if _is_unchanged(event):
        return None if follows else DETACHED
    return CHANGED if follows else MOVED


def _is_unchanged(event: Event) -> bool:
    try:
        return event_hash(bytes(event.prev_hash), event.record) == bytes(event.hash)
    except NotRecordable:
        return False


def _of_end(last: "Placed") -> Iterator[Finding]:
    """Compare the last event with the row of its chain."""
    end, head = last.chain_seq, last.chain_head
    if end is None or head is None:
        yield Finding(last.subject, last.seq, last.pk, NO_CHAIN)
    elif end > last.seq:
        yield _missing(last.subject, last.seq + 1, end)
    elif end < last.seq:
        yield Finding(last.subject, last.seq, last.pk, BEYOND)
    elif bytes(head) != bytes(last.hash):
        yield Finding(last.subject, last.seq, last.pk, WRONG_END)


def _missing(subject: str, first: int, last: int) -> Finding:
    wrong = "is missing" if first == last else f"and all up to {last} are missing"
    return Finding(subject, first, None, wrong)


def _faults_of_head(head: Head, before: Head, trusted: set[bytes]) -> Iterator[str]:
    if bytes(head.prev_digest) != bytes(before.digest):
        yield "the head before this one is missing or was changed"
    if heads.digest_of(head, heads.entries(head)) != bytes(head.digest):
        yield "the head or one of its entries was changed"
    if bytes(head.public_key) not in trusted:
        yield f"the head is signed with the key {head.public_key.hex()}, unknown to the settings"
    if not signing.is_signed(
        bytes(head.digest), bytes(head.signature), public_key=bytes(head.public_key)
    ):
        yield "the signature does not fit the head"
    yield from _fault_of_count(head, before)


def _fault_of_count(head: Head, before: Head) -> Iterator[str]:
    covered = Event.objects.filter(pk__gt=before.last_event_id, pk__lte=head.last_event_id).count()
    signed = head.event_count - before.event_count
    if covered != signed:
        yield f"{signed} events were signed here, and {covered} are there"


def _of_entries() -> Iterator[Finding]:
    """Yield each stand that was signed and is no more: that chain was rewritten or taken out."""
    for entry in _broken_entries().iterator(chunk_size=CHUNK):
        wrong = f"is missing or differs from what was signed on {entry.head.day}"
        yield Finding(entry.subject, entry.seq, None, wrong)


def _broken_entries() -> QuerySet[HeadEntry]:
    same = Event.objects.filter(
        subject=OuterRef("subject"), seq=OuterRef("seq"), hash=OuterRef("hash")
    )
    return HeadEntry.objects.filter(~Exists(same)).select_related("head").order_by("pk")
