"""Does an application go all the way from draft to a key, through the services alone?"""

import pytest
from django.core.management import call_command
from django.utils import timezone

from applications.models.decision import Outcome
from applications.services import drafts, submissions
from applications.states import ApprovalAction, Status
from keys import queries as keys_queries
from keys import services as keys
from keys.decision import Allow, decide
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


def test_a_low_tier_application_becomes_a_key_and_the_key_ends_with_its_approval():
    application = cases.submitted()
    reviewer = ReviewerFactory()

    cases.approve(application, by=reviewer)
    _, secret = keys.issue(application, by=application.created_by, name="Server")
    before = decide(keys_queries.by_secret(secret).facts(), now=timezone.now())
    reviews.move_approval(application, ApprovalAction.REVOKE, by=reviewer, note="Misuse.")
    after = decide(keys_queries.by_secret(secret).facts(), now=timezone.now())

    assert application.status == Status.APPROVED
    assert before == Allow()
    assert (after.status, after.reason) == ("revoked", "approval_revoked")
    call_command("verify_events")


def test_a_high_tier_application_needs_two_different_reviewers():
    application = cases.submitted(cases.HIGH)
    first, second = ReviewerFactory.create_batch(2)

    cases.approve(application, cases.HIGH, by=first, tier="high")
    between = application.status
    cases.approve(application, cases.HIGH, by=second, tier="high")

    assert between == Status.AWAITING_SECOND
    assert application.status == Status.APPROVED
    assert application.approvals.get().tier == "high"


def test_changes_are_requested_made_and_approved():
    application = cases.submitted()
    owner, reviewer = application.created_by, ReviewerFactory()
    reviews.claim(application, by=reviewer)
    reviews.request_changes(
        application, {"B2": "Say who uses it."}, by=reviewer, note="Almost there.", revision=1
    )

    saved = drafts.save_answers(
        application, {"B2": "Clerks use it.", "B1": "Another name"}, by=owner
    )
    revision = submissions.submit(application, by=owner)
    cases.approve(application, by=reviewer)

    assert list(saved.refused) == ["B1"]
    assert revision.number == 2
    assert revision.answers["B2"] == "Clerks use it."
    assert application.requests.open().count() == 0
    assert application.status == Status.APPROVED


def test_a_declined_application_yields_no_key():
    application = cases.submitted()
    reviewer = ReviewerFactory()
    reviews.claim(application, by=reviewer)

    reviews.decide(
        application,
        Outcome.DECLINE,
        by=reviewer,
        revision=1,
        note="It imitates a person.",
        clauses=("GP-11@1.0.0",),
    )

    assert application.status == Status.DECLINED
    with pytest.raises(keys.NoApproval):
        keys.issue(application, by=application.created_by, name="Server")
