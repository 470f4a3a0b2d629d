"""Everything that writes to the log: appending an event, and ringing for a delivery again."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from events import channels, tasks
from events.chain import ORIGIN, event_hash
from events.models import Chain, Delivery, Event

SYSTEM = "system"


class OutsideTransaction(RuntimeError):
    """An event is appended in the transaction of the act that it records."""


def append(
    subject: str,
    kind: str,
    *,
    actor: User | None,
    data: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    deliveries: Iterable[str] = (),
) -> Event:
    """Add the next event to the subject's chain, and a delivery for each channel to be told.

    `data` holds plain JSON without fractions, and ids instead of anything personal.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(str(OutsideTransaction.__doc__))
    chain = _locked(subject)
    event = Event(
        subject=subject,
        at=timezone.now(),
        kind=kind,
        actor_ref=actor_ref(actor),
        organisation_id=organisation_id,
        data=dict(data or {}),
    )
    _continue(chain, event)
    _announce(event, deliveries)
    return event


def actor_ref(actor: User | None) -> str:
    """Return how an event names a person: by public id, which says nothing once they are gone."""
    return f"person:{actor.public_id}" if actor else SYSTEM


def _locked(subject: str) -> Chain:
    """Lock the subject's chain; the first event of a subject starts it."""
    chain = Chain.objects.select_for_update().filter(subject=subject).first()
    if chain:
        return chain
    Chain.objects.bulk_create([Chain(subject=subject, seq=0, head=ORIGIN)], ignore_conflicts=True)
    return Chain.objects.select_for_update().get(subject=subject)


def _continue(chain: Chain, event: Event) -> None:
    """Write the event as the next of its locked chain, whose row the database moves along."""
    prev_hash = bytes(chain.head)
    event.seq = chain.seq + 1
    event.prev_hash = prev_hash
    event.hash = event_hash(prev_hash, event.record)
    event.save(force_insert=True)


def _announce(event: Event, names: Iterable[str]) -> None:
    """Write the outbox rows with the event; ring for them once it is committed."""
    for name in names:
        channels.check_known(name)
        delivery = Delivery.objects.create(event=event, channel=name)
        transaction.on_commit(partial(tasks.ring, delivery.pk))


@transaction.atomic
def ring_again(delivery: Delivery) -> None:
    """Give a failed delivery all its attempts back and ring for it. What is done stays done."""
    fresh = {"state": Delivery.State.PENDING, "attempts": 0, "next_try_at": timezone.now()}
    waiting = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.DONE)
    if waiting.update(**fresh):
        transaction.on_commit(partial(tasks.ring, delivery.pk))
