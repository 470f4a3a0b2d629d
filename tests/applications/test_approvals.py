"""Does an approval stay the snapshot it was, and move by its table alone?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from applications.jobs import expire_approvals
from applications.models import Approval
from applications.services import approvals, submissions
from applications.services.moves import NotAReviewer, OwnOrganisation
from applications.states import ApprovalAction, ApprovalStatus, NoteMissing, WrongState
from events.models import Event
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def approval(reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)
    return application.approvals.get()


def test_an_approval_snapshots_what_was_granted(approval, settings):
    assert approval.tier == "low"
    assert approval.pack.name == "starter@1.1.0"
    assert approval.model_names == settings.MODELS_OFFERED
    assert approval.limits["CO-RATE"] == {"rpm": 60, "scope": "key"}
    assert approval.valid_until.year == approval.valid_from.year + 2
    assert Event.objects.filter(subject=approval.subject, kind="approval.granted").count() == 1


def test_suspend_reinstate_and_revoke(approval, reviewer):
    for action, status in (
        (ApprovalAction.SUSPEND, ApprovalStatus.SUSPENDED),
        (ApprovalAction.REINSTATE, ApprovalStatus.ACTIVE),
        (ApprovalAction.REVOKE, ApprovalStatus.REVOKED),
    ):
        approvals.move(approval, action, by=reviewer, note="Because.")
        assert Approval.objects.get(pk=approval.pk).status == status

    with pytest.raises(WrongState):
        approvals.move(approval, ApprovalAction.REINSTATE, by=reviewer, note="Again.")


def test_every_step_says_why(approval, reviewer):
    with pytest.raises(NoteMissing):
        approvals.move(approval, ApprovalAction.REVOKE, by=reviewer, note="  ")


def test_only_reviewers_without_a_part_end_an_approval(approval, reviewer):
    applicant = approval.application.created_by
    MembershipFactory(organisation=approval.organisation, user=reviewer)

    with pytest.raises(NotAReviewer):
        approvals.move(approval, ApprovalAction.REVOKE, by=applicant, note="Mine.")
    with pytest.raises(OwnOrganisation):
        approvals.move(approval, ApprovalAction.SUSPEND, by=reviewer, note="Ours.")


@pytest.mark.parametrize("action", [ApprovalAction.EXPIRE, ApprovalAction.SUPERSEDE])
def test_what_the_system_does_no_reviewer_does(approval, reviewer, action):
    with pytest.raises(approvals.NotEnded):
        approvals.move(approval, action, by=reviewer, note="Now.")


def test_an_approval_ends_when_its_time_is_over_and_not_before(approval):
    with pytest.raises(approvals.NotEnded):
        approvals.expire(approval, now=timezone.now())

    approvals.expire(approval, now=approval.valid_until)

    assert Approval.objects.get(pk=approval.pk).status == ApprovalStatus.EXPIRED


def test_the_clock_ends_what_is_over(approval, time_machine):
    time_machine.move_to(approval.valid_until + timedelta(seconds=1))

    assert expire_approvals() == 1
    assert expire_approvals() == 0
    assert Approval.objects.get(pk=approval.pk).status == ApprovalStatus.EXPIRED


@pytest.mark.parametrize(
    "change",
    [
        {"tier": "high"},
        {"model_names": ["everything"]},
        {"conditions": []},
        {"limits": {}},
        {"valid_until": timezone.now() + timedelta(days=9999)},
    ],
)
def test_the_database_keeps_the_snapshot(approval, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(**change)


def test_the_database_keeps_the_table(approval, reviewer):
    approvals.move(approval, ApprovalAction.REVOKE, by=reviewer, note="Misuse.")

    with pytest.raises(IntegrityError, match="no such move"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(status="active")
    with pytest.raises(DatabaseError), transaction.atomic():
        approval.delete()


def copy_of(approval, **changes):
    values = {
        field.attname: getattr(approval, field.attname)
        for field in Approval._meta.concrete_fields  # noqa: SLF001 -- Django's own way
        if field.attname not in {"id", "public_id"}
    }
    return Approval(**{**values, **changes})


def test_an_application_has_one_approval_in_force(approval):
    with pytest.raises(IntegrityError, match="one_in_force"), transaction.atomic():
        copy_of(approval).save(force_insert=True)


@pytest.mark.parametrize("status", ["submitted", "declined", "withdrawn"])
def test_without_an_approved_application_the_database_grants_nothing(approval, reviewer, status):
    other = cases.submitted()
    if status == "withdrawn":
        submissions.withdraw(other, by=other.created_by)
    if status == "declined":
        reviews.claim(other, by=reviewer)
        reviews.decide(
            other, "decline", by=reviewer, revision=1, note="No.", clauses=("GP-11@1.0.0",)
        )

    with pytest.raises(IntegrityError, match="needs an approved application"):
        copy_of(
            approval,
            application_id=other.pk,
            revision_id=other.revision_id,
            organisation_id=other.organisation_id,
        ).save(force_insert=True)
