"""Deciding: one reviewer's verdict recorded, and the step that all verdicts come to."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import appealing, escalation
from applications.conditions import Granted
from applications.merging import merge
from applications.models import Application, Decision
from applications.models.decision import Outcome
from applications.services import appeals, approvals
from applications.services.judging import ACTION_OF, Verdict, judge, needed
from applications.services.moves import APPLICANT_MAIL, QUALITY_DRAW, REVIEWER_MAIL, lock, move
from applications.states import Action
from guidelines.assessment import Assessment
from guidelines.pack import Pack, Tier, strictest


@transaction.atomic
def decide(application: Application, verdict: Verdict, *, by: User) -> Decision:
    """Record a verdict on the current revision and take the step that follows from all of them.

    With one reviewer needed it is final. With two, the first passes the application on; a second
    who agrees makes it final, one who disagrees opens a new round for other reviewers. After a
    second disagreement a policy owner decides: see `escalation`.
    """
    lock(application)
    assessment, conditions = judge(application, verdict, by=by)
    decision = _record(application, verdict, assessment, conditions=conditions, by=by)
    application.reviewers_needed = max(application.reviewers_needed, needed(verdict, assessment))
    _follow(application, decision, pack=assessment.pack, by=by)
    return decision


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
        **_by_hand(verdict, assessment),
        fired=[rule.id for rule in assessment.fired],
        points_by_line=dict(assessment.verdict.points_by_line),
        record_sha256=assessment.sha256,
    )


def _by_hand(verdict: Verdict, assessment: Assessment) -> dict[str, Any]:
    """What a person adds to the rules: an override with its reason, the end of an exception."""
    raised = verdict.review.raised_to or ""
    lowered = assessment.lowered_to if assessment.is_lowered else ""
    return {
        "raised_to": raised,
        "lowered_to": lowered,
        "override_reason": verdict.reason if raised or lowered else "",
        "exception_until": verdict.until if verdict.outcome == Outcome.EXCEPTION else None,
    }


def _follow(application: Application, decision: Decision, *, pack: Pack, by: User) -> None:
    """Take the step that the decisions of this round come to."""
    this_round = application.decisions.filter(
        revision=decision.revision_id, round=application.round
    )
    agreeing = _agreeing(application, decision)
    if this_round.exclude(outcome=decision.outcome).exists():
        _disagree(application, by=by)
    elif len(agreeing) < application.reviewers_needed:
        _pass_on(application, by=by)
    else:
        _finish(application, agreeing, pack=pack, by=by)


def _agreeing(application: Application, decision: Decision) -> list[Decision]:
    """Those that count: of this round; with a policy owner's all earlier ones of its outcome."""
    same = application.decisions.filter(revision=decision.revision_id, outcome=decision.outcome)
    if not application.is_escalated:
        return list(same.filter(round=application.round))
    appeal = appealing.appeal_of(application)
    return list(same.filter(round__gte=appeal.round if appeal else 1))


def _pass_on(application: Application, *, by: User) -> None:
    """Say nothing of the outcome, nor of the tier: the second reviewer judges afresh."""
    move(
        application,
        Action.PASS_TO_SECOND,
        by=by,
        changed=["reviewers_needed"],
        deliveries=(REVIEWER_MAIL,),
    )


def _disagree(application: Application, *, by: User) -> None:
    """Others judge afresh; after the second time a policy owner, with what there is."""
    is_escalated = escalation.is_due(application, after=by)
    application.round += 1
    application.escalated_round = application.round if is_escalated else None
    move(
        application,
        Action.DISAGREE,
        by=by,
        changed=["round", "escalated_round", "reviewers_needed"],
        deliveries=(REVIEWER_MAIL,),
    )


def _finish(application: Application, decisions: list[Decision], *, pack: Pack, by: User) -> None:
    """Make the last decision the application's, and grant what an approval grants."""
    final = decisions[-1]
    application.decided_at = timezone.now()
    application.tier = strictest(*(Tier(decision.tier) for decision in decisions))
    ends = [decision.exception_until for decision in decisions if decision.exception_until]
    application.exception_until = min(ends, default=None)
    facts = {"clauses": final.clauses, "decisions": [d.pk for d in decisions]}
    facts |= appeals.close(application, Outcome(final.outcome))
    move(
        application,
        ACTION_OF[Outcome(final.outcome)],
        by=by,
        note=final.note,
        clauses=final.clauses,
        changed=["tier", "reviewers_needed", "decided_at", "exception_until"],
        facts=facts,
        deliveries=(APPLICANT_MAIL, QUALITY_DRAW),
    )
    if Outcome(final.outcome).is_grant:
        conditions = merge(pack, (decision.conditions for decision in decisions))
        approvals.grant(application, pack=pack, conditions=conditions, decisions=decisions, by=by)
