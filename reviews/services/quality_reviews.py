"""The blind second look: drawing it, taking it up, answering the checklist, and its end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from applications import conflicts
from applications.models import Application, Decision
from applications.models.conflicts import Part
from common.errors import DomainError
from events import services as events
from events.models import Event
from reviews import quality, sampling
from reviews.models import QualityDraw, QualityReview
from reviews.services.marking import MarkInput, MarkRefused, problem

HOLD: Final = timedelta(days=2)  # a quality review is no queue: nobody waits for it


class QualityGone(DomainError):
    """This quality review is finished, out of time, or taken up by somebody else."""


class QualityNotHeld(DomainError):
    """Take up the quality review first: your time on it is over or never began."""


class QualityNotYours(DomainError):
    """Somebody else looks at this decision again: you had a part in it or in what it is about."""


class QualityIncomplete(DomainError):
    """Answer every check before you finish; nothing has been lost."""


@transaction.atomic
def draw(event: Event) -> QualityDraw:
    """Draw the lot for a decision that has become final; telling it twice draws once.

    What the lot has chosen waits in a list of its own, and the application for nothing.
    """
    known = QualityDraw.objects.filter(event=event).first()
    if known:
        return known
    application = Application.objects.get(reference=event.subject.removeprefix("application:"))
    decision = application.decisions.get(pk=event.data["decisions"][-1])
    number, rate = sampling.lot(bytes(event.hash)), settings.QUALITY_RATES[decision.tier]
    made = QualityDraw.objects.create(
        application=application,
        event=event,
        tier=decision.tier,
        rate=rate,
        number=number,
        is_drawn=sampling.is_drawn(number, rate=rate),
    )
    if made.is_drawn:
        _open(made, decision)
    return made


def _open(draw: QualityDraw, decision: Decision) -> None:
    now = timezone.now()
    QualityReview.objects.create(
        draw=draw,
        application=draw.application,
        revision=decision.revision,
        decision=decision,
        tier=decision.tier,
        opened_at=now,
        due_at=now + settings.QUALITY_TIME,
    )


@transaction.atomic
def take_up(review: QualityReview, *, by: User) -> QualityReview:
    """Begin to look at it again; whoever has begun goes on."""
    held = _locked(review)
    now = timezone.now()
    _end_hold(held, now=now)
    if held.finished_at or held.lapsed_at:
        raise QualityGone
    if held.reviewer_id == by.pk:
        return held
    if held.reviewer_id is not None:
        raise QualityGone
    if not quality.offered(by, now=now).filter(pk=held.pk).exists():
        raise QualityNotYours
    held.reviewer, held.held_until = by, min(now + HOLD, held.due_at)
    held.save(update_fields=["reviewer", "held_until"])
    _tell(held, "quality.taken_up", by=by)
    return held


@transaction.atomic
def take_next(*, by: User) -> QualityReview | None:
    """Take up the one that is due first of what is offered; None if nothing is."""
    now = timezone.now()
    mine = QualityReview.objects.held_by(by, now).first()
    if mine:
        return mine
    offered = quality.offered(by, now=now).order_by("due_at", "pk")
    free = offered.select_for_update(skip_locked=True, of=("self",)).first()
    return take_up(free, by=by) if free else None


@transaction.atomic
def answer(
    review: QualityReview, marks: Mapping[str, MarkInput], *, by: User, finishes: bool = False
) -> QualityReview:
    """Keep the answers to the checklist; with `finishes`, once and for all."""
    held = _held(review, by=by)
    shown = quality.shown_checks(held)
    problems = {check: problem(check, given, known=shown) for check, given in marks.items()}
    if found := {check: sentence for check, sentence in problems.items() if sentence}:
        raise MarkRefused(" ".join(found.values()), pointers=found)
    given = {check: one.mark for check, one in marks.items()}
    held.checks = {check: mark for check, mark in {**held.checks, **given}.items() if mark}
    notes = {check: one.note.strip() for check, one in marks.items()}
    held.notes = {check: note for check, note in {**held.notes, **notes}.items() if note}
    if finishes:
        _finish(held, shown=shown, by=by)
    held.save(update_fields=["checks", "notes", "finished_at"])
    return held


def _finish(held: QualityReview, *, shown: Mapping[str, object], by: User) -> None:
    missing = [check for check in shown if check not in held.checks]
    if missing:
        raise QualityIncomplete(pointers=dict.fromkeys(missing, gettext("Answer this check.")))
    held.finished_at = timezone.now()
    _tell(held, "quality.finished", by=by)


@transaction.atomic
def give_back(review: QualityReview, *, by: User) -> None:
    """Leave it to somebody else, without a reason."""
    held = _held(review, by=by)
    _empty(held)
    _tell(held, "quality.given_back", by=by)


@transaction.atomic
def end_by_clock(review: QualityReview, *, now: datetime) -> bool:
    """End a hold or a quality review whose time is over; False if nothing has ended."""
    held = _locked(review)
    if held.finished_at or held.lapsed_at:
        return False
    if held.due_at > now:
        return _end_hold(held, now=now)
    held.lapsed_at = now
    held.save(update_fields=["lapsed_at"])
    _tell(held, "quality.lapsed", by=None)
    return True


def _end_hold(held: QualityReview, *, now: datetime) -> bool:
    if held.held_until is None or held.held_until > now or held.finished_at or held.lapsed_at:
        return False
    _empty(held)
    _tell(held, "quality.hold_ended", by=None)
    return True


def _empty(held: QualityReview) -> None:
    """Free it for others; what somebody began is theirs, and stays unread."""
    held.reviewer = held.held_until = None
    held.checks, held.notes = {}, {}
    held.save(update_fields=["reviewer", "held_until", "checks", "notes"])


def _held(review: QualityReview, *, by: User) -> QualityReview:
    held = _locked(review)
    if held.finished_at or held.lapsed_at:
        raise QualityGone
    if held.reviewer_id != by.pk or not held.held_until or held.held_until <= timezone.now():
        raise QualityNotHeld
    if conflicts.between(by, held.application) not in {None, Part.BLIND} or not by.is_reviewer:
        raise QualityNotYours
    return held


def _locked(review: QualityReview) -> QualityReview:
    waiting = QualityReview.objects.select_for_update(of=("self",))
    return waiting.select_related("application", "revision__pack").get(pk=review.pk)


def _tell(held: QualityReview, kind: str, *, by: User | None) -> None:
    """In a chain of its own: whoever follows the application learns nothing of it."""
    events.append(f"quality:{held.pk}", kind, actor=by)
