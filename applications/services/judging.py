"""What does a verdict come to by the rules, and which rule refuses it? Nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from applications import escalation, queries
from applications.conditions import Granted, complete_all
from applications.models import Application
from applications.models.decision import Outcome
from applications.services.moves import ensure_reviewer
from applications.services.wording import ensure_no_address
from applications.states import TRANSITIONS, Action, NoteMissing
from common.errors import DomainError
from guidelines import exceptions
from guidelines.assessment import Assessment, assess
from guidelines.checklist import Review
from guidelines.pack import Pack, Tier

ACTION_OF = {
    Outcome.APPROVE: Action.APPROVE,
    Outcome.EXCEPTION: Action.APPROVE,
    Outcome.DECLINE: Action.DECLINE,
}


class NotApprovable(DomainError):
    """The checklist does not allow an approval yet."""


class Prohibited(DomainError):
    """This application is prohibited by the guidelines and cannot be approved."""


class UnknownClause(DomainError):
    """Cite clauses of the pack that the application is pinned to."""


class NoException(DomainError):
    """A research exception is for an application that is prohibited, and by such clauses alone as
    allow one.
    """


class ExceptionEndRefused(DomainError):
    """A research exception has a last day, in the future and within the longest time allowed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer brings to a decision. `conditions`: [{"id": "CO-RATE", "params": {…}}]."""

    outcome: Outcome
    note: str = ""
    clauses: tuple[str, ...] = ()
    conditions: tuple[Mapping[str, Any], ...] = ()
    until: date | None = None  # the last day of a research exception
    review: Review = field(default_factory=Review)
    reason: str = ""  # of an override


def judge(application: Application, verdict: Verdict, *, by: User) -> tuple[Assessment, Granted]:
    """What the verdict comes to, and its conditions completed; raises whatever refuses it.

    The caller holds the application's lock.
    """
    ensure_reviewer(application, by=by)
    escalation.ensure_turn(application, by=by)
    ensure_no_address(f"{verdict.note} {verdict.conditions}", by=by)
    TRANSITIONS[ACTION_OF[Outcome(verdict.outcome)]].check(
        application.status, note=verdict.note, clauses=verdict.clauses
    )
    pack = queries.pack_of(application)
    named = frozenset(str(condition.get("id")) for condition in verdict.conditions)
    answers = application.current_revision().all_answers()
    assessment = assess(pack, answers, replace(verdict.review, conditions=named))
    return assessment, _checked(pack, verdict, assessment)


def needed(verdict: Verdict, assessment: Assessment) -> int:
    """How many must agree. What is laxer than the rules by themselves takes two people."""
    is_laxer = verdict.outcome == Outcome.APPROVE and assessment.is_lowered
    takes_two = is_laxer or verdict.outcome == Outcome.EXCEPTION
    return max(assessment.review_consequence.reviewers, 2 if takes_two else 1)


def last_exception_day() -> date:
    """Until when a research exception that is granted today can last."""
    return timezone.now().date() + timedelta(days=settings.RESEARCH_EXCEPTION_DAYS)


def _checked(pack: Pack, verdict: Verdict, assessment: Assessment) -> Granted:
    """The verdict's conditions, completed; raises if the rules do not allow the verdict."""
    if not set(verdict.clauses) <= {clause.reference for clause in pack.clauses}:
        raise UnknownClause
    if verdict.outcome == Outcome.DECLINE:
        return ()
    if verdict.outcome == Outcome.EXCEPTION:
        _ensure_exceptional(verdict, assessment)
        return complete_all(pack, verdict.conditions, tier=Tier.HIGH)
    if assessment.review_tier is Tier.PROHIBITED:
        raise Prohibited
    if assessment.outcome != "can_be_approved":
        raise NotApprovable(pointers={item.check: item.reason for item in assessment.gate})
    return complete_all(pack, verdict.conditions, tier=assessment.grant_tier)


def _ensure_exceptional(verdict: Verdict, assessment: Assessment) -> None:
    """Raise unless every clause concerned allows an exception, and all is said that has to be."""
    excepted = {clause.reference for clause in exceptions.clauses(assessment)}
    if assessment.tier is not Tier.PROHIBITED or not excepted or not assessment.is_submittable:
        raise NoException
    if held_against := exceptions.obstacles(assessment):
        raise NotApprovable(pointers={item.check: item.reason for item in held_against})
    if not verdict.note.strip():
        raise NoteMissing
    if not excepted <= set(verdict.clauses):
        raise UnknownClause
    today = timezone.now().date()
    if verdict.until is None or not today < verdict.until <= last_exception_day():
        raise ExceptionEndRefused
