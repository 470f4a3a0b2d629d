"""Submitting and withdrawing: what an applicant does to the state."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import lines, queries, sealing
from applications.models import Application, Revision
from applications.services import appeals, clock
from applications.services.moves import APPLICANT_MAIL, REVIEWER_MAIL, ensure_editor, lock, move
from applications.states import TRANSITIONS, Action
from common.errors import DomainError
from guidelines import services as guidelines
from guidelines.assessment import Assessment
from guidelines.models import PackVersion


class NotComplete(DomainError):
    """Some answers are missing or not right yet."""


class NothingChanged(DomainError):
    """No answer differs from what was approved. Change what will change, or withdraw this."""


@transaction.atomic
def submit(application: Application, *, by: User) -> Revision:
    """Freeze the answers as the next revision and hand them to the reviewers.

    The first submission pins the application to the pack version in force; later ones stay with it.
    """
    lock(application)
    ensure_editor(application, by=by)
    TRANSITIONS[Action.SUBMIT].check(application.status)
    version = queries.pack_version_of(application)
    assessment = _complete(application)
    is_minor = _is_recorded(application, assessment)
    revision = _freeze(application, assessment, version=version, by=by)
    _point_to(application, revision, assessment)
    application.requests.open().update(closed_at=revision.submitted_at)
    _accept(application, assessment, version=version, by=by)
    move(
        application,
        Action.SUBMIT,
        by=by,
        changed=_POINTED,
        facts={"revision": revision.number, "tier": assessment.tier, "fired": revision.fired},
        deliveries=() if is_minor else (APPLICANT_MAIL, REVIEWER_MAIL),
    )
    if is_minor:
        _record(application)
    return revision


def _complete(application: Application) -> Assessment:
    assessment = queries.assess_draft(application)
    if problems := queries.problems(application, assessment):
        raise NotComplete(pointers=problems)
    return assessment


def _is_recorded(application: Application, assessment: Assessment) -> bool:
    """Whether nothing that was judged changes; raises if nothing changes at all."""
    found = lines.difference_of(application, assessment)
    is_first = application.revision_id is None
    if is_first and found is not None and not (found.changed or found.is_material):
        raise NothingChanged
    return lines.is_recorded(application, found)


def _record(application: Application) -> None:
    """Close an amendment that touches nothing that was judged; the approval stays as it is."""
    application.decided_at = timezone.now()
    move(application, Action.RECORD, by=None, changed=["decided_at"])


def _accept(
    application: Application, assessment: Assessment, *, version: PackVersion, by: User
) -> None:
    guidelines.accept_all(
        assessment.effective.answers,
        pack=version,
        by=by,
        organisation=application.organisation,
        subject=application.subject,
    )


@transaction.atomic
def withdraw(application: Application, *, by: User) -> None:
    """Take the application back, at any stage before the decision; of an appeal, only that."""
    lock(application)
    if application.is_appealed:
        appeals.withdraw(application, by=by)
        return
    application.decided_at = timezone.now()
    move(application, Action.WITHDRAW, by=by, changed=["decided_at"])


_POINTED = (*("revision", "pack", "round", "tier", "reviewers_needed", "submitted_at"), *clock.DUE)


def _freeze(
    application: Application, assessment: Assessment, *, version: PackVersion, by: User
) -> Revision:
    pack = queries.pack_of(application)
    secret = {question.id for question in pack.questions if question.sensitive}
    plain: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    for question, value in assessment.effective.answers.items():
        (sealed if question in secret else plain)[question] = value
    return application.revisions.create(
        number=application.revisions.count() + 1,
        pack=version,
        answers=plain,
        sealed_answers=sealing.seal(sealed),
        tier=assessment.tier,
        floor=assessment.verdict.floor,
        band=assessment.verdict.band,
        points=assessment.verdict.points,
        points_by_line=dict(assessment.verdict.points_by_line),
        fired=[rule.id for rule in assessment.fired],
        reviewers_needed=assessment.review_consequence.reviewers,
        record_sha256=assessment.sha256,
        submitted_by=by,
    )


def _point_to(application: Application, revision: Revision, assessment: Assessment) -> None:
    application.revision = revision
    application.pack = revision.pack
    application.round = 1
    application.tier = revision.tier
    application.reviewers_needed = revision.reviewers_needed
    application.submitted_at = revision.submitted_at
    clock.resume(application, revision, hours=assessment.review_consequence.sla_business_hours)
