"""Between a verdict and its effect: it is held for a while, can be undone, and is sent when due."""

from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.services import judging
from applications.services.judging import Verdict
from applications.services.moves import ensure_reviewer, lock
from applications.states import OPEN
from common.errors import DomainError
from events import services as events
from reviews import queries, sending, tasks
from reviews.models import HeldDecision, HeldState
from reviews.services.leases import ensure_at_work, extend
from reviews.staleness import ensure_current


class NothingHeld(DomainError):
    """There is nothing to undo: the decision has been sent, or was undone before."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page on which a verdict was given: the revision that it showed, and its form's key."""

    revision: int
    key: UUID | None = None


@transaction.atomic
def hold(application: Application, verdict: Verdict, *, by: User, sheet: Sheet) -> HeldDecision:
    """Take a verdict that the rules allow, and send it once the time to undo it is over.

    The same form sent again gives the same row. Without a time to undo it is sent at once.
    """
    lock(application)
    ensure_reviewer(application, by=by)
    if same := _same(application, by=by, key=sheet.key):
        return same
    ensure_current(application, revision=sheet.revision)
    if application.status in OPEN:
        ensure_at_work(application, by=by)
    _ensure_allowed(application, verdict, by=by)
    held = _keep(application, verdict, by=by, key=sheet.key)
    if settings.UNDO_WINDOW:
        _wait(held)
    else:
        sending.take_effect(held)
    return held


@transaction.atomic
def undo(application: Application, *, by: User) -> None:
    """Take back what has not been sent: everything is as it was before."""
    lock(application)
    ensure_reviewer(application, by=by)
    held = application.held_decisions.of(by).waiting().first()
    if held is None:
        raise NothingHeld
    sending.end(held, HeldState.UNDONE)
    if queries.is_held(application, by=by):
        extend(application, by=by)
    events.append(application.subject, "review.decision_undone", actor=by)


def _same(application: Application, *, by: User, key: UUID | None) -> HeldDecision | None:
    return application.held_decisions.of(by).filter(key=key).first() if key else None


def _ensure_allowed(application: Application, verdict: Verdict, *, by: User) -> None:
    review = queries.review_of(application, by=by)
    judging.judge(application, replace(verdict, review=review), by=by)


def _keep(
    application: Application, verdict: Verdict, *, by: User, key: UUID | None
) -> HeldDecision:
    now = timezone.now()
    return HeldDecision.objects.create(
        application=application,
        revision=application.current_revision(),
        reviewer=by,
        key=key,
        outcome=verdict.outcome,
        note=verdict.note.strip(),
        clauses=list(verdict.clauses),
        conditions=list(verdict.conditions),
        exception_until=verdict.until,
        held_at=now,
        due_at=now + settings.UNDO_WINDOW,
    )


def _wait(held: HeldDecision) -> None:
    """Keep the application with its reviewer, and ring when the time is over."""
    extend(held.application, by=held.reviewer)
    events.append(held.application.subject, "review.decision_held", actor=held.reviewer)
    after = settings.UNDO_WINDOW.total_seconds()
    transaction.on_commit(partial(tasks.ring, held.pk, after=after))
