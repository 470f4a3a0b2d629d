"""Appealing against a decline: filing it, taking it back, and closing it with the decision."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import appealing, lines, queries
from applications.models import Appeal, Application
from applications.models.appeal import STATEMENT_MAX, AppealOutcome
from applications.models.decision import Outcome
from applications.services import clock
from applications.services.moves import APPLICANT_MAIL, REVIEWER_MAIL, ensure_editor, lock, move
from applications.states import TRANSITIONS, Action
from common.errors import DomainError
from guidelines.pack import Tier

OUTCOMES = {
    Outcome.APPROVE: AppealOutcome.OVERTURNED,
    Outcome.EXCEPTION: AppealOutcome.OVERTURNED,
    Outcome.DECLINE: AppealOutcome.UPHELD,
}
_CHANGED = ("round", "tier", "reviewers_needed", *clock.DUE, "decided_at")


class AppealedAlready(DomainError):
    """There was an appeal against this decision already, and there is only one.

    You can make a new application at any time.
    """


class TooLate(DomainError):
    """The time to appeal is over. You can make a new application at any time."""


class StatementRefused(DomainError):
    """Say in 1 to 10,000 characters why the decision should be another one."""


class FollowUpUnderWay(DomainError):
    """Another application about the same approval is under way. Withdraw it first, then appeal."""


@transaction.atomic
def file(application: Application, statement: str, *, by: User) -> Appeal:
    """Ask other reviewers to judge the declined revision again, once."""
    lock(application)
    now = timezone.now()
    ensure_editor(application, by=by)
    if appealing.appeal_of(application):
        raise AppealedAlready
    TRANSITIONS[Action.APPEAL].check(application.status)
    if not appealing.is_in_time(application, now=now):
        raise TooLate
    _ensure_line_is_free(application)

    appeal = Appeal.objects.create(
        application=application,
        round=application.round + 1,
        statement=_clean(statement),
        filed_by=by,
        filed_at=now,
    )
    _judge_afresh(application, now=now)
    move(
        application,
        Action.APPEAL,
        by=by,
        changed=_CHANGED,
        facts={"appeal": appeal.pk},
        deliveries=(APPLICANT_MAIL, REVIEWER_MAIL),
    )
    return appeal


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """Take the appeal back: the decision stands, and there is no second appeal."""
    lock(application)
    ensure_editor(application, by=by)
    TRANSITIONS[Action.WITHDRAW_APPEAL].check(application.status)
    appeal = application.appeal
    decision = appealing.appealed_decision(appeal)
    application.tier = decision.tier
    application.decided_at = decision.decided_at
    _close(appeal, AppealOutcome.WITHDRAWN)
    move(application, Action.WITHDRAW_APPEAL, by=by, changed=["tier", "decided_at"])


def close(application: Application, outcome: Outcome) -> dict[str, str]:
    """Write into an appeal what a final decision makes of it; the facts for the event.

    The caller holds the application's lock and moves it next: the database wants both.
    """
    appeal = appealing.appeal_of(application)
    if appeal is None or not appeal.is_open:
        return {}
    _close(appeal, OUTCOMES[outcome])
    return {"appeal": appeal.outcome}


def _close(appeal: Appeal, outcome: AppealOutcome) -> None:
    appeal.outcome = outcome
    appeal.decided_at = timezone.now()
    appeal.save(update_fields=["outcome", "decided_at"])


def _judge_afresh(application: Application, *, now: datetime) -> None:
    """A new round, with the tier of the answers alone and the time that it gives."""
    revision = application.current_revision()
    consequence = queries.pack_of(application).consequences[Tier(revision.tier)]
    application.round += 1
    application.tier = revision.tier
    application.reviewers_needed = revision.reviewers_needed
    clock.begin(application, now=now, hours=consequence.sla_business_hours)
    application.decided_at = None


def _ensure_line_is_free(application: Application) -> None:
    if application.concerns_id and lines.open_follow_up(application):
        raise FollowUpUnderWay


def _clean(statement: str) -> str:
    cleaned = statement.replace("\r\n", "\n").strip()
    if not 1 <= len(cleaned) <= STATEMENT_MAX or "\x00" in cleaned:
        raise StatementRefused
    return cleaned
