"""What does the log say about a subject, and who were the people?"""

from collections.abc import Iterable
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
