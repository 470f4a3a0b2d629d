"""Deciding: one reviewer's verdict, the approve gate, and what two verdicts come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import queries
from applications.conditions import Granted, complete_all, merge
from applications.models import Application, Decision
from applications.models.decision import Outcome
from applications.services import appeals, approvals
from applications.services.moves import (
    APPLICANT_MAIL,
    QUALITY_DRAW,
    REVIEWER_MAIL,
    ensure_reviewer,
    lock,
    move,
)
from applications.services.wording import ensure_no_address
from applications.states import TRANSITIONS, Action
from common.errors import DomainError
from guidelines.assessment import Assessment, assess
from guidelines.checklist import Review
from guidelines.pack import Pack, Tier

ACTION_OF = {Outcome.APPROVE: Action.APPROVE, Outcome.DECLINE: Action.DECLINE}


class NotApprovable(DomainError):
    """The checklist does not allow an approval yet."""


class Prohibited(DomainError):
    """This application is prohibited by the guidelines and cannot be approved."""


class UnknownClause(DomainError):
    """Cite clauses of the pack that the application is pinned to."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer brings to a decision. `conditions`: [{"id": "CO-RATE", "params": {…}}]."""

    outcome: Outcome
    note: str = ""
    clauses: tuple[str, ...] = ()
    conditions: tuple[Mapping[str, Any], ...] = ()
    review: Review = field(default_factory=Review)


@transaction.atomic
def decide(application: Application, verdict: Verdict, *, by: User) -> Decision:
    """Record a verdict on the current revision and take the step that follows from all of them.

    With one reviewer needed it is final. With two, the first passes the application on; a second
    who agrees makes it final, one who disagrees opens a new round for other reviewers.
    """
    lock(application)
    assessment, conditions = judge(application, verdict, by=by)
    decision = _record(application, verdict, assessment, conditions=conditions, by=by)
    application.tier = assessment.review_tier
    application.reviewers_needed = max(
        application.reviewers_needed, assessment.review_consequence.reviewers
    )
    _follow(application, decision, pack=assessment.pack, by=by)
    return decision


def judge(application: Application, verdict: Verdict, *, by: User) -> tuple[Assessment, Granted]:
    """What the verdict comes to, and its conditions completed; raises whatever refuses it.

    Nothing is written. The caller holds the application's lock.
    """
    ensure_reviewer(application, by=by)
    ensure_no_address(f"{verdict.note} {verdict.conditions}", by=by)
    TRANSITIONS[ACTION_OF[Outcome(verdict.outcome)]].check(
        application.status, note=verdict.note, clauses=verdict.clauses
    )
    revision = application.current_revision()
    pack = queries.pack_of(application)
    named = frozenset(str(condition.get("id")) for condition in verdict.conditions)
    assessment = assess(pack, revision.all_answers(), replace(verdict.review, conditions=named))
    return assessment, _checked(pack, verdict, assessment)


def _checked(pack: Pack, verdict: Verdict, assessment: Assessment) -> Granted:
    """The verdict's conditions, completed; raises if the rules do not allow the verdict."""
    if verdict.outcome == Outcome.DECLINE:
        if not set(verdict.clauses) <= {clause.reference for clause in pack.clauses}:
            raise UnknownClause
        return ()
    if assessment.review_tier is Tier.PROHIBITED:
        raise Prohibited
    if assessment.outcome != "can_be_approved":
        raise NotApprovable(pointers={item.check: item.reason for item in assessment.gate})
    return complete_all(pack, verdict.conditions, tier=assessment.grant_tier)


def _record(
    application: Application,
    verdict: Verdict,
    assessment: Assessment,
    *,
    conditions: Granted,
    by: User,
) -> Decision:
    return Decision.objects.create(
        application=application,
        revision=application.current_revision(),
        round=application.round,
        reviewer=by,
        outcome=verdict.outcome,
        note=verdict.note.strip(),
        clauses=list(verdict.clauses),
        conditions=list(conditions),
        checks=dict(assessment.marks),
        tier=assessment.review_tier,
        grant_tier=assessment.grant_tier,
        fired=[rule.id for rule in assessment.fired],
        points_by_line=dict(assessment.verdict.points_by_line),
        record_sha256=assessment.sha256,
    )


def _follow(application: Application, decision: Decision, *, pack: Pack, by: User) -> None:
    """Take the step that the decisions of this round come to."""
    decisions = list(
        application.decisions.filter(revision=decision.revision_id, round=application.round)
    )
    if len({other.outcome for other in decisions}) > 1:
        _disagree(application, by=by)
    elif len(decisions) < application.reviewers_needed:
        _pass_on(application, by=by)
    else:
        _finish(application, decisions, pack=pack, by=by)


def _pass_on(application: Application, *, by: User) -> None:
    """Say nothing of the outcome: the second reviewer judges afresh."""
    move(
        application,
        Action.PASS_TO_SECOND,
        by=by,
        changed=["tier", "reviewers_needed"],
        deliveries=(REVIEWER_MAIL,),
    )


def _disagree(application: Application, *, by: User) -> None:
    application.round += 1
    move(
        application,
        Action.DISAGREE,
        by=by,
        changed=["round", "tier", "reviewers_needed"],
        deliveries=(REVIEWER_MAIL,),
    )


def _finish(application: Application, decisions: list[Decision], *, pack: Pack, by: User) -> None:
    """Make the last decision the application's, and grant what an approval grants."""
    final = decisions[-1]
    application.decided_at = timezone.now()
    facts = {"clauses": final.clauses, "decisions": [d.pk for d in decisions]}
    facts |= appeals.close(application, Outcome(final.outcome))
    move(
        application,
        ACTION_OF[Outcome(final.outcome)],
        by=by,
        note=final.note,
        clauses=final.clauses,
        changed=["tier", "reviewers_needed", "decided_at"],
        facts=facts,
        deliveries=(APPLICANT_MAIL, QUALITY_DRAW),
    )
    if final.outcome == Outcome.APPROVE:
        conditions = merge(decision.conditions for decision in decisions)
        approvals.grant(application, pack=pack, conditions=conditions, decisions=decisions, by=by)
