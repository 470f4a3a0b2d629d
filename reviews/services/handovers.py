"""Leaving what one holds to a colleague by name, who takes it up or puts it back."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.business_hours import due
from applications.calendars import working_calendar
from applications.models import Application
from applications.services import reviewing
from applications.services.moves import REVIEWER_MAIL, ensure_reviewer, lock
from common.errors import DomainError
from events import services as events
from reviews import eligibility, queries
from reviews.models import HandOver, Reason
from reviews.models.handovers import HAND_OVER_NOTE_MAX
from reviews.services.leases import end, end_hand_over, ensure_at_work


class NotForColleague(DomainError):
    """This colleague cannot take it up now. Choose another, or release it for everybody."""


class HandOverNote(DomainError):
    """Tell your colleague in 1 to 2,000 characters how far you have come."""


class NothingHandedOver(DomainError):
    """Nothing waits for you here that a colleague has handed over."""


@transaction.atomic
def hand_over(application: Application, *, to: User, note: str, by: User) -> HandOver:
    """Leave it to a colleague: it waits for them alone for a while, and then for everybody.

    Nothing is said of why a colleague cannot have it: that is between them and the portal.
    """
    lock(application)
    ensure_at_work(application, by=by)
    told = note.replace("\r\n", "\n").strip()
    if not 1 <= len(told) <= HAND_OVER_NOTE_MAX or "\x00" in told:
        raise HandOverNote
    _ensure_can_take(application, to, by=by)
    end(application)
    end_hand_over(application)
    reviewing.free(application)
    handed = _offer(application, to=to, note=told, by=by)
    facts = {"to": str(to.public_id), "until": handed.until.isoformat()}
    events.append(
        application.subject, "review.handed_over", actor=by, data=facts, deliveries=(REVIEWER_MAIL,)
    )
    return handed


@transaction.atomic
def decline_hand_over(application: Application, *, by: User) -> None:
    """Put back what was handed over, as the one it was for or the one who gave it."""
    lock(application)
    ensure_reviewer(application, by=by)
    handed = queries.hand_over_of(application)
    if handed is None or by.pk not in {handed.reviewer_id, handed.given_by_id}:
        raise NothingHandedOver
    end_hand_over(application)
    events.append(application.subject, "review.hand_over_declined", actor=by)


def _ensure_can_take(application: Application, person: User, *, by: User) -> None:
    if person.pk == by.pk or not queries.is_present(person):
        raise NotForColleague
    try:
        eligibility.ensure_workable(application, by=person)
    except DomainError as error:
        raise NotForColleague from error


def _offer(application: Application, *, to: User, note: str, by: User) -> HandOver:
    spell = timedelta(hours=settings.HAND_OVER_HOURS)
    now = timezone.now()
    item = application.items.open().exclude(kind="case").get()
    item.reasons.get_or_create(reason=Reason.HANDED_OVER, closed_at=None)
    return HandOver.objects.create(
        application=application,
        given_by=by,
        reviewer=to,
        note=note,
        given_at=now,
        until=due(now, spell, calendar=working_calendar()),
    )
