"""What reviewers do for their own sake: leave topics to others, uncover text, pause, write it down.

No event tells of it: an event is for everybody who may read the log, and this is for nobody else.
Giving work back is the one exception, and looks like any other release.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.sealing import seal
from applications.services.moves import ensure_reviewer
from common import sealing
from common.errors import DomainError
from reviews import debrief_mail, desk_times, exposure, topics, wellbeing
from reviews.models import Break, DebriefNote, Exposure, Lease, Wishes
from reviews.models.wellbeing import LONGEST_BREAK
from reviews.services.leases import release
from reviews.wellbeing import Wish
from reviews.work_time import SHORTEST_BREAK

NOTE_MAX = 10_000


class NotDistressing(DomainError):
    """Nothing is covered here."""


class UnknownTopic(DomainError):
    """No published guidelines know this topic."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class BudgetTooHigh(DomainError):
    """You can lower the budget of a day, not raise it above the portal's."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class OnBreak(DomainError):
    """You are on a break already."""


class BreakTooLong(DomainError):
    """A break takes 5 to 30 minutes."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class EmptyNote(DomainError):
    """Write something down first, in at most 10,000 characters."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NobodyToWriteTo(DomainError):
    """No wellbeing contact is named here. Keep the note to yourself, or speak to a colleague."""


@transaction.atomic
def choose(by: User, *, wish: Wish) -> None:
    """Keep what a person chose for their own work in place of what they chose before."""
    if not wish.topics <= wellbeing.known_topics().keys():
        raise UnknownTopic
    if wish.budget is not None and not 0 <= wish.budget <= settings.EXPOSURE_BUDGET:
        raise BudgetTooHigh
    _keep(by, wish)


@transaction.atomic
def give_back(application: Application, *, by: User, leave: Iterable[str] = ()) -> None:
    """Give work back in the middle of it, and leave those of its topics that are named to others.

    The release says nothing that another release would not say.
    """
    release(application, by=by)
    if left := exposure.topics_of(application) & frozenset(leave):
        wish = wellbeing.wish_of(by)
        _keep(by, wish.leaving(left))


@transaction.atomic
def open_named(application: Application, *, by: User) -> None:
    """Open work whose topics were named; it counts for the budget of the day."""
    ensure_reviewer(application, by=by)
    named = exposure.topics_of(application)
    if not named:
        raise NotDistressing
    if not exposure.seen(application, by=by).is_opened:
        _expose(application, named, by=by)


@transaction.atomic
def uncover(application: Application, question: str, *, by: User) -> None:
    """Show one covered answer to whoever asked; it counts for the budget of the day, once."""
    ensure_reviewer(application, by=by)
    named = exposure.topics_of(application)
    if not named or question not in exposure.coverable(application):
        raise NotDistressing
    if question not in exposure.seen(application, by=by).questions:
        _expose(application, named, by=by, question=question)


@transaction.atomic
def pause(by: User, *, minutes: int) -> Break:
    """Take a break; what one holds is held until it is over, and a lease longer."""
    if not SHORTEST_BREAK <= timedelta(minutes=minutes) <= LONGEST_BREAK:
        raise BreakTooLong
    User.objects.select_for_update().get(pk=by.pk)
    now = timezone.now()
    if desk_times.break_now(by):
        raise OnBreak
    taken = Break.objects.create(
        reviewer=by, started_at=now, ends_at=now + timedelta(minutes=minutes)
    )
    until = taken.ends_at + settings.LEASE
    Lease.objects.held(now).filter(reviewer=by, expires_at__lt=until).update(expires_at=until)
    return taken


@transaction.atomic
def resume(by: User) -> None:
    """Come back before the break is over."""
    now = timezone.now()
    Break.objects.filter(reviewer=by, started_at__lt=now, ends_at__gt=now).update(ends_at=now)


@transaction.atomic
def write_down(by: User, text: str, *, reader: str) -> DebriefNote:
    """Keep a note, sealed, for oneself or for the wellbeing contact."""
    if not text.strip() or len(text) > NOTE_MAX or "\x00" in text:
        raise EmptyNote
    if reader == DebriefNote.Reader.CONTACT and not wellbeing.contacts():
        raise NobodyToWriteTo
    return DebriefNote.objects.create(
        reviewer=by, reader=DebriefNote.Reader(reader), sealed=sealing.seal(text.strip())
    )


@transaction.atomic
def tear_up(note: DebriefNote, *, by: User) -> None:
    """Delete one of one's own notes for good; another's stays."""
    DebriefNote.objects.filter(pk=note.pk, reviewer=by).delete()


@transaction.atomic
def tell_contacts() -> int:
    """Mail the wellbeing contacts of notes they do not know of; returns of how many."""
    readers = wellbeing.contacts()
    if not readers:
        return 0
    waiting = DebriefNote.objects.filter(reader=DebriefNote.Reader.CONTACT, told_at=None)
    told = waiting.update(told_at=timezone.now())
    if told:
        debrief_mail.send(readers)
    return told


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Delete exposure and breaks that are older; returns how many rows went."""
    opened, _ = Exposure.objects.filter(at__lt=before).delete()
    rested, _ = Break.objects.filter(ends_at__lt=before).delete()
    return opened + rested


def _keep(by: User, wish: Wish) -> None:
    Wishes.objects.update_or_create(reviewer=by, defaults={"sealed": seal(wish.as_kept())})


def _expose(
    application: Application, named: frozenset[str], *, by: User, question: str = ""
) -> None:
    severity = topics.severity(named)
    Exposure.objects.create(
        reviewer=by, application=application, question=question, severity=severity, points=severity
    )
