"""Who holds an application: claiming it, giving it back, and the end of a claim by the clock."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.models import User
from applications.models import Application
from applications.services import reviewing
from applications.services.moves import ensure_reviewer, lock
from applications.states import OPEN, Status, WrongState
from common.errors import DomainError
from events import services as events
from reviews import eligibility, queries, quotes
from reviews.models import Lease, Mark, QueueReason, Quote, Reason


class HeldByAnother(DomainError):
    """Another reviewer holds this application now."""


class ReturnedToAnother(DomainError):
    """The applicant has answered another reviewer, who has it first."""


class HandedToAnother(DomainError):
    """A colleague has handed this to another reviewer, who has it first."""


class OutOfOffice(DomainError):
    """You are out of office. Say that you are back, then claim it."""


class NotHeld(DomainError):
    """Claim the application first: your lease on it is over or was never taken."""


class DecisionHeld(DomainError):
    """Your decision on this application waits to be sent. Undo it first."""


@transaction.atomic
def claim(application: Application, *, by: User) -> Lease:
    """Take the application for the lease's time; claiming again keeps it for longer."""
    lock(application)
    ensure_reviewer(application, by=by)
    ensure_present(by)
    ensure_open(application)
    eligibility.ensure_workable(application, by=by)
    _ensure_free(application, by=by)
    if queries.is_held(application, by=by):
        return extend(application, by=by)
    end(application)
    if application.status == Status.SUBMITTED:
        reviewing.start(application, by=by)
    now = timezone.now()
    lease = application.leases.create(reviewer=by, claimed_at=now, expires_at=now + settings.LEASE)
    end_hand_over(application)
    _carry_over(application, by=by)
    events.append(application.subject, "review.claimed", actor=by)
    return lease


def keep_alive(application: Application, *, by: User) -> bool:
    """Keep a claim that still holds, since its desk is open and in use; False if there is none.

    In one statement and without an event: a page asks for it every half minute.
    """
    now = timezone.now()
    mine = application.leases.held(now).filter(reviewer=by, application__status__in=OPEN)
    until = Greatest("expires_at", Value(now + settings.LEASE))  # a break is longer
    return mine.update(expires_at=until) == 1


@transaction.atomic
def release(application: Application, *, by: User) -> None:
    """Give it back to the queue, for any reviewer."""
    lock(application)
    ensure_at_work(application, by=by)
    end(application)
    reviewing.free(application)
    events.append(application.subject, "review.released", actor=by)


@transaction.atomic
def put_back(application: Application, *, by: User) -> None:
    """The same for whoever is not there to do it; a decision that waits to be sent goes its way."""
    lock(application)
    if application.held_decisions.of(by).waiting().exists():
        return
    end(application)
    reviewing.free(application)
    events.append(application.subject, "review.released", actor=by)


@transaction.atomic
def release_expired(application: Application, *, now: datetime) -> bool:
    """End a claim whose time is over; False if there is none."""
    lock(application)
    expired = application.leases.filter(ended_at=None, expires_at__lte=now)
    if not expired.update(ended_at=now):
        return False
    events.append(application.subject, "review.lease_expired", actor=None)
    return True


def ensure_holder(application: Application, *, by: User) -> None:
    """Raise unless `by` holds the application now and may judge it."""
    ensure_reviewer(application, by=by)
    if not queries.is_held(application, by=by):
        raise NotHeld


def ensure_at_work(application: Application, *, by: User) -> None:
    """Raise unless `by` holds it and has not decided: all rests while that can be undone."""
    ensure_holder(application, by=by)
    ensure_open(application)
    if application.held_decisions.of(by).waiting().exists():
        raise DecisionHeld


def ensure_present(by: User) -> None:
    """Raise if `by` has said that they are out of office today."""
    if not queries.is_present(by):
        raise OutOfOffice


def extend(application: Application, *, by: User) -> Lease:
    """Keep a claim for the whole of the lease's time from now on."""
    lease = application.leases.get(reviewer=by, ended_at=None)
    lease.expires_at = max(lease.expires_at, timezone.now() + settings.LEASE)  # a break is longer
    lease.save(update_fields=["expires_at"])
    return lease


def end(application: Application) -> None:
    """End whatever claim there is."""
    application.leases.filter(ended_at=None).update(ended_at=timezone.now())


def end_hand_over(application: Application) -> bool:
    """Whoever it was for has it, or did not want it; False if nothing was handed over."""
    now = timezone.now()
    reasons = QueueReason.objects.filter(item__application=application, closed_at=None)
    reasons.filter(reason=Reason.HANDED_OVER).update(closed_at=now)
    return bool(application.hand_overs.filter(ended_at=None).update(ended_at=now))


def ensure_open(application: Application) -> None:
    """Raise unless it waits for a reviewer."""
    if application.status not in OPEN:
        raise WrongState(gettext("Nothing waits for a reviewer here."))


def _ensure_free(application: Application, *, by: User) -> None:
    waiting = application.held_decisions.waiting().exclude(reviewer=by)
    if application.leases.held(timezone.now()).exclude(reviewer=by).exists() or waiting.exists():
        raise HeldByAnother
    if queries.is_handed_to_another(application, by=by):
        raise HandedToAnother
    if until := queries.reserved_until(application, by=by):
        raise ReturnedToAnother(
            gettext(
                "The applicant has answered another reviewer, who has it first until %(until)s UTC."
                " From then on anybody may claim it."
            )
            % {"until": date_format(until, "DATETIME_FORMAT")}
        )


def _carry_over(application: Application, *, by: User) -> None:
    """On a new revision, keep this reviewer's marks on checks whose answers did not change, and
    the quotes whose words still stand."""
    for old in queries.marks_to_carry_over(application, by=by):
        Mark.objects.create(
            revision=application.current_revision(),
            reviewer=by,
            check_id=old.check_id,
            mark=old.mark,
            note=old.note,
            has_evidence=old.has_evidence,
        )
    Quote.objects.bulk_create(quotes.to_carry_over(application, by=by))
