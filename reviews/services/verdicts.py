"""What comes out of a review: changes asked for, a decision, and what becomes of an approval."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from applications.conditions import defaults
from applications.models import Application, InformationRequest
from applications.models.decision import Outcome
from applications.services import approvals, conversation, reviewing
from applications.services.judging import Verdict
from applications.services.moves import ensure_reviewer, lock
from applications.states import OPEN, ApprovalAction, WrongState
from common.errors import DomainError
from reviews import queries
from reviews.models import HeldDecision
from reviews.services import holding
from reviews.services.holding import Sheet
from reviews.services.leases import end, ensure_at_work
from reviews.staleness import ensure_current


class NotExpress(DomainError):
    """Only tiers that the policy pack calls express are approved with one click."""


@transaction.atomic
def request_changes(
    application: Application, requests: Mapping[str, str], *, by: User, note: str, revision: int
) -> None:
    """Hand the application back to the applicant with a request on each named question."""
    lock(application)
    ensure_reviewer(application, by=by)
    ensure_current(application, revision=revision)
    if application.status in OPEN:
        ensure_at_work(application, by=by)
    reviewing.request_changes(application, requests, by=by, note=note)
    end(application)


@transaction.atomic
def take_back(request: InformationRequest, *, by: User) -> None:
    """Ask for a change no longer."""
    conversation.take_back(request, by=by)


def decide(  # noqa: PLR0913 -- the parts of one decision, all by name
    application: Application,
    outcome: Outcome,
    *,
    by: User,
    revision: int,
    note: str = "",
    clauses: tuple[str, ...] = (),
    conditions: tuple[Mapping[str, Any], ...] = (),
    until: date | None = None,
    key: UUID | None = None,
) -> HeldDecision:
    """Decide on the revision with this number, on the marks that this reviewer has set.

    `key`: of the form, which decides once, however often it is sent.
    """
    verdict = Verdict(outcome, note, clauses, conditions, until)
    return holding.hold(application, verdict, by=by, sheet=Sheet(revision, key))


@transaction.atomic
def approve_express(application: Application, *, by: User, revision: int) -> HeldDecision:
    """Approve with the default conditions, where the tier allows one click."""
    lock(application)
    ensure_reviewer(application, by=by)
    ensure_current(application, revision=revision)
    assessment = queries.assess(application, by=by)
    if not assessment.review_consequence.express:
        raise NotExpress
    return decide(
        application,
        Outcome.APPROVE,
        by=by,
        revision=revision,
        conditions=defaults(assessment.pack, assessment.grant_tier),
    )


@transaction.atomic
def write(application: Application, body: str, *, by: User, key: UUID | None = None) -> None:
    """Write to the applicant under the reviewer's pseudonym; once for each key of a form."""
    conversation.write(application, body, by=by, from_staff=True, key=key)


@transaction.atomic
def move_approval(application: Application, action: ApprovalAction, *, by: User, note: str) -> None:
    """Suspend, reinstate or revoke the approval of an application."""
    lock(application)
    ensure_reviewer(application, by=by)
    approval = queries.approval_in_force(application)
    if approval is None:
        raise WrongState(gettext("This application has no approval in force."))
    approvals.move(approval, action, by=by, note=note)
