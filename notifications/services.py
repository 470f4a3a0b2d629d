"""Everything that writes notifications: telling people, digests, reading, preferences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from applications.models import Application
from common.errors import DomainError
from events.models import Event
from notifications import digests, kinds, queries, tasks
from notifications.groups import IN_DIGESTS, SETTABLE, Group, Mode
from notifications.models import EARLIEST_HOUR, Letter, Notification, Preferences


class NotSettable(DomainError):
    """Mails about decisions cannot be switched off or put into a digest: they may end your keys."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnknownTimeZone(DomainError):
    """This portal does not know that time zone. Choose one of the list, such as Europe/Berlin."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnknownHour(DomainError):
    """A digest comes at a full hour from 0 to 23."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@transaction.atomic
def announce(event: Event) -> None:
    """Tell everybody whom the event concerns, once each; the channel `applicant-mail`."""
    application = queries.application_of(event)
    organisation = (
        application.organisation
        if application
        else Organisation.objects.filter(pk=event.organisation_id or 0).first()
    )
    if organisation is None:
        return  # what it was about is gone, and its people with it
    people = queries.concerned(event, organisation)
    preferences = queries.preferences_of(people)
    for person in people:
        _tell(preferences[person.pk], event, application=application, organisation=organisation)


def _tell(
    preferences: Preferences,
    event: Event,
    *,
    application: Application | None,
    organisation: Organisation,
) -> None:
    person_id = preferences.person_id
    if Notification.objects.filter(event=event, person_id=person_id).exists():
        return
    kind = kinds.of(event)
    mode = preferences.mode_of(kind.group) if kind.is_mailed else Mode.IN_APP
    Notification.objects.create(
        person_id=person_id,
        event=event,
        application=application,
        organisation=organisation,
        group=kind.group,
        digest_at=_digest_at(preferences, mode),
        letter=_letter(person_id) if mode is Mode.AT_ONCE else None,
    )


def _digest_at(preferences: Preferences, mode: Mode) -> datetime | None:
    if mode not in IN_DIGESTS:
        return None
    return digests.next_digest(
        timezone.now(), mode=mode, hour=preferences.digest_hour, zone=preferences.time_zone
    )


def _letter(person_id: int, *, is_digest: bool = False) -> Letter:
    """A letter in the outbox; a worker is rung for once it is committed."""
    letter = Letter.objects.create(person_id=person_id, is_digest=is_digest)
    transaction.on_commit(partial(tasks.ring, letter.pk))
    return letter


@transaction.atomic
def make_digest(person_id: int) -> bool:
    """Put what waits for the person's digest into one letter. Two clocks at once make one."""
    people = User.objects.select_for_update(no_key=True, skip_locked=True)
    if not people.filter(pk=person_id).first():
        return False  # somebody else is making it
    waiting = Notification.objects.due_in_digest().filter(person_id=person_id)
    pks = list(waiting.values_list("pk", flat=True))
    if pks:
        letter = _letter(person_id, is_digest=True)
        Notification.objects.filter(pk__in=pks).update(letter=letter)
    return bool(pks)


@transaction.atomic
def send_again(letter: Letter) -> None:
    """Give a failed letter all its attempts back. What was sent stays sent."""
    fresh = {"state": Letter.State.WAITING, "attempts": 0, "next_try_at": timezone.now()}
    waiting = Letter.objects.filter(
        pk=letter.pk, state__in=[Letter.State.WAITING, Letter.State.FAILED]
    )
    if waiting.update(**fresh):
        transaction.on_commit(partial(tasks.ring, letter.pk))


def mark_read(notification: Notification) -> None:
    """Note that the person has read it; the first time counts."""
    unread = Notification.objects.unread().filter(pk=notification.pk)
    unread.update(read_at=timezone.now())


def mark_all_read(person: User, *, up_to: Notification | None = None) -> int:
    """Mark everything as read, or everything up to the newest one that the person has seen."""
    unread = Notification.objects.visible_to(person).unread()
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to.pk)
    return unread.update(read_at=timezone.now())


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants to hear of things: a mode for each group, hour and zone of digests."""

    modes: Mapping[Group, Mode] = field(default_factory=dict)
    digest_hour: int = EARLIEST_HOUR
    time_zone: str = "UTC"

    def check(self) -> None:
        """Raise the refusal that applies, if any."""
        if not set(self.modes) <= set(SETTABLE):
            raise NotSettable
        if self.time_zone not in digests.zone_names():
            raise UnknownTimeZone
        if self.digest_hour not in range(24):
            raise UnknownHour


@transaction.atomic
def choose(person: User, wishes: Wishes) -> Preferences:
    """Keep what the person chose; what waits for a digest follows it at once."""
    wishes.check()
    modes = {group.value: mode for group, mode in wishes.modes.items()}
    times = {"digest_hour": wishes.digest_hour, "time_zone": wishes.time_zone}
    preferences, _ = Preferences.objects.update_or_create(
        person=person, defaults={**modes, **times}
    )
    _plan_again(preferences)
    return preferences


@transaction.atomic
def unsubscribe(person: User, groups: Iterable[Group]) -> None:
    """Send no more mails of these groups; the list on the portal still has all of it."""
    groups = list(groups)
    if not set(groups) <= set(SETTABLE):
        raise NotSettable
    quiet = {group.value: Mode.IN_APP for group in groups}
    preferences, _ = Preferences.objects.update_or_create(person=person, defaults=quiet)
    _plan_again(preferences)


def _plan_again(preferences: Preferences) -> None:
    """Move what waits for a digest to when it is due now; what is wanted at once is due now."""
    waiting = Notification.objects.filter(person_id=preferences.person_id, letter=None)
    for group in SETTABLE:
        mode = preferences.mode_of(group)
        digest_at = timezone.now() if mode is Mode.AT_ONCE else _digest_at(preferences, mode)
        waiting.filter(group=group, digest_at__isnull=False).update(digest_at=digest_at)
