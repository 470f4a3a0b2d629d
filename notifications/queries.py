"""Whom does an event concern, and what has a person been told?"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from accounts import queries as accounts
from accounts.models import Organisation, User
from applications.models import Application
from events.models import Event
from notifications import kinds
from notifications.models import Letter, Notification, Preferences

APPLICATION = "application:"
UNREAD_MAX = 99  # above it the navigation says "99+"


def application_of(event: Event) -> Application | None:
    """The application that the event is about; None if it is about something else, or gone."""
    if not event.subject.startswith(APPLICATION):
        return None
    known = Application.objects.select_related("organisation")
    return known.filter(reference=event.subject.removeprefix(APPLICATION)).first()


def concerned(event: Event, organisation: Organisation) -> list[User]:
    """The active people whom the event concerns, as long as they belong to the organisation."""
    kind = kinds.of(event)
    if not kind.only:
        return list(accounts.people_of(organisation))
    members = accounts.people_of(organisation, writers_only=False)
    return list(members.filter(public_id=UUID(str(event.data[kind.only]))))


def preferences_of(people: Iterable[User]) -> dict[int, Preferences]:
    """What each of them has chosen, or what holds for who has chosen nothing. One query."""
    people = list(people)
    chosen = Preferences.objects.in_bulk([person.pk for person in people])
    return {person.pk: chosen.get(person.pk) or Preferences(person=person) for person in people}


def told(person: User) -> QuerySet[Notification]:
    """What a person was told, newest first, with what is said about each."""
    return Notification.objects.visible_to(person).with_contents().newest_first()


def unread_count(person: User) -> int:
    """How many of them the person has not read; counting stops where the page stops saying."""
    unread = Notification.objects.visible_to(person).unread()
    return unread[: UNREAD_MAX + 1].count()


def said_in(letter: Letter) -> list[Notification]:
    """What a letter still has to say: to a member, and in a digest what was not read meanwhile."""
    if not letter.person.is_active:
        return []
    said = letter.notifications.visible_to(letter.person).with_contents().order_by("pk")
    return list(said.unread() if letter.is_digest else said)
