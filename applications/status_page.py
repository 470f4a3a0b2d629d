"""What does the status page of a submitted application say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications import appealing, figures, lines, outcome_words, queries
from applications.models import Application, InformationRequest
from applications.states import Status
from applications.timeline import sentence
from events import queries as events
from guidelines.pack import Question

NEXT: Final[Mapping[str, StrOrPromise]] = {
    Status.DRAFT: _("Complete every section, check your answers and submit."),
    Status.SUBMITTED: (
        _("A reviewer will take it up. You need not do anything; we write to you at each step.")
    ),
    Status.IN_REVIEW: (
        _(
            "A reviewer compares your answers with the usage guidelines. If something is unclear, "
            "we ask you here and by e-mail."
        )
    ),
    Status.AWAITING_SECOND: (
        _(
            "A first reviewer has finished. Two people read applications like this one; "
            "the second one judges it afresh."
        )
    ),
    Status.CHANGES_REQUESTED: (
        _("Change the answers that the reviewers ask about, check all answers and submit again.")
    ),
    Status.APPROVED: _(
        "You can issue API keys now. Keep to the conditions below while you use them."
    ),
    Status.DECLINED: (
        _(
            "Read below what the reviewers found. When you have changed the product, "
            "make a new application; it is judged on its own."
        )
    ),
    Status.APPEALED: (
        _(
            "Reviewers who took no part in the decision judge the application again. "
            "We write to you when they have decided."
        )
    ),
    Status.RECORDED: (
        _(
            "We have recorded your changes. Nothing that was reviewed has changed, so that the "
            "approval stays as it is."
        )
    ),
    Status.WITHDRAWN: _("Nobody reviews it any more. You can make a new application at any time."),
}


# While these last, the times of other applications say what to expect; appeals are not measured.
WAITING: Final = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_SECOND})


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """What happened on one day, the latest first."""

    day: date
    entries: tuple[tuple[datetime, str], ...]


def timeline(application: Application) -> tuple[TimelineDay, ...]:
    """The events that concern the applicant as plain sentences, the latest day first."""
    said = [
        (event.at, text)
        for event in events.timeline(application.subject)
        if (text := sentence(event.kind, event.data))
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
    may_follow = application.is_closed and application.is_follow_up
    is_approved = application.status == Status.APPROVED
    follows = lines.follows(application) if is_approved or may_follow else None
    appeal = appealing.appeal_of(application)
    can_appeal = appeal is None and appealing.is_in_time(application, now=timezone.now())
    decision = appealing.final_decision(application, appeal)
    decided = decision and outcome_words.decision_words(application, pack, decision)
    asked = [Asked(each, pack.question(each.question)) for each in application.requests.all()]
    return {
        "application": application,
        "next": NEXT[application.status],
        **_times(application),
        "timeline": timeline(application),
        "correspondence": application.messages.all(),
        "decided": decided,
        "appeal": appeal,
        "follows": follows,
        "appeal_until": appealing.last_day(application) if can_appeal else None,
        "approval": approval,
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
