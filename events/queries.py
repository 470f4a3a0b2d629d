"""What does the log say about a subject, and who were the people?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from events.models import Event

PERSON = "person:"


def timeline(subject: str) -> QuerySet[Event]:
    """Return what happened to the subject, in order."""
    return Event.objects.filter(subject=subject).order_by("seq")


def actors(events: Iterable[Event]) -> dict[str, User]:
    """Return the people behind the events by `actor_ref`; who is gone is absent. One query."""
    refs = {event.actor_ref for event in events}
    ids = [UUID(ref.removeprefix(PERSON)) for ref in refs if ref.startswith(PERSON)]
    return {f"{PERSON}{user.public_id}": user for user in User.objects.filter(public_id__in=ids)}


def has_acted(subject: str, *, person: User, until: datetime) -> bool:
    """Whether the person did anything to the subject up to that moment."""
    return acts_of(person).filter(subject=subject, at__lte=until).exists()


def acts_of(person: User) -> QuerySet[Event]:
    """Return all that the person ever did."""
    return Event.objects.filter(actor_ref=f"{PERSON}{person.public_id}")


def people_behind(subject: str, *, until: datetime) -> set[UUID]:
    """Return the public ids of all who did anything to the subject up to that moment."""
    done = timeline(subject).filter(actor_ref__startswith=PERSON, at__lte=until)
    refs = done.order_by("actor_ref").values_list("actor_ref", flat=True).distinct()
    return {UUID(ref.removeprefix(PERSON)) for ref in refs}
