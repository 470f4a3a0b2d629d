"""What does the status page of a submitted application say?"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.utils import timezone

from applications import appealing, figures, lines, next_steps, outcome_words, queries
from applications.models import Application, InformationRequest
from applications.states import Status
from applications.timeline import in_words, sentence
from events import queries as events
from guidelines.pack import Question

# While these last, the times of other applications say what to expect; appeals are not measured.
WAITING: Final = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_SECOND})


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """What happened on one day, the latest first."""

    day: date
    entries: tuple[tuple[datetime, str], ...]


def timeline(application: Application) -> tuple[TimelineDay, ...]:
    """The events that concern the applicant as plain sentences, the latest day first."""
    pack = queries.pack_of(application)
    said = [
        (event.at, text)
        for event in events.timeline(application.subject)
        if (text := sentence(event.kind, in_words(event.data, pack)))
    ]
    days = groupby(reversed(said), key=lambda entry: entry[0].date())
    return tuple(TimelineDay(day, tuple(entries)) for day, entries in days)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a change, with the question it is about."""

    request: InformationRequest
    question: Question


def context(application: Application) -> dict[str, Any]:
    """All that the page shows."""
    pack = queries.pack_of(application)
    approval = application.approvals.select_related("successor__application").first()
    is_approved = application.status == Status.APPROVED
    follows = lines.follows(application) if is_approved or application.is_follow_up else None
    appeal, now = appealing.appeal_of(application), timezone.now()
    can_appeal = appeal is None and appealing.is_in_time(application, now=now)
    decision = appealing.final_decision(application, appeal)
    decided = decision and outcome_words.decision_words(application, pack, decision)
    asked = [Asked(each, pack.question(each.question)) for each in application.requests.all()]
    return {
        "application": application,
        "next": next_steps.words(application, approval=approval, appeal=appeal, now=now),
        "can_begin_again": next_steps.can_begin_again(application),
        **_times(application),
        "timeline": timeline(application),
        "correspondence": application.messages.all(),
        "decided": decided,
        "appeal": appeal,
        "follows": follows,
        "appeal_until": appealing.last_day(application) if can_appeal else None,
        "approval": approval,
        "recertify_from": approval and approval.valid_until - lines.RECERTIFY_BEFORE,
        "is_in_force": follows is not None and follows.is_in_force,
        "conditions": outcome_words.conditions(pack, approval.conditions) if approval else (),
        "open_requests": [each for each in asked if each.request.closed_at is None],
        "closed_requests": [each for each in asked if each.request.closed_at is not None],
    }


def _times(application: Application) -> dict[str, Any]:
    """How long others of its tier took, while it waits itself."""
    is_waiting = application.status in WAITING
    figure = figures.by_tier().get(application.tier) if is_waiting else None
    return {"is_waiting": is_waiting, "figure": figure, "days": figures.WINDOW.days}
