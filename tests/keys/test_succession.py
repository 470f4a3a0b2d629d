"""Does a key go on under the approval that replaces its own, and end with that one?"""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from applications.models import Approval
from applications.services import submissions
from applications.states import ApprovalAction
from keys import queries
from keys import services as keys
from keys.models import ApiKey
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db
LONGER = "It reads what a clerk pastes in, and writes a shorter text that the clerk checks. " * 4


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    return cases.approved(by=reviewer)


@pytest.fixture
def secret(application):
    return keys.issue(application, by=application.created_by, name="Server")[1]


@pytest.fixture
def amendment(application, secret, reviewer):
    """Approved after the key was issued."""
    amendment = cases.follow_up(application, B3=LONGER)
    submissions.submit(amendment, by=amendment.created_by)
    cases.approve(amendment, by=reviewer)
    return amendment


def answer(secret):
    return APIClient().get("/api/v1/key", headers={"Authorization": f"Bearer {secret}"}).json()


def test_a_key_goes_on_under_the_new_approval_with_what_that_allows(amendment, secret):
    told = answer(secret)

    new = amendment.approvals.get()
    assert told["status"] == "active"
    assert told["approval"]["id"] == str(new.public_id)
    assert told["approval"]["application"] == amendment.reference
    assert list(ApiKey.objects.usable(timezone.now())) == [queries.by_secret(secret)]


@pytest.mark.parametrize(
    ("action", "status"),
    [(ApprovalAction.SUSPEND, "suspended"), (ApprovalAction.REVOKE, "revoked")],
)
def test_a_key_stops_with_the_new_approval(amendment, secret, reviewer, action, status):
    reviews.move_approval(amendment, action, by=reviewer, note="Misused.")

    assert answer(secret)["status"] == status
    assert not ApiKey.objects.usable(timezone.now()).exists()


def test_a_key_ends_at_the_very_second_at_which_the_new_approval_does(
    amendment, secret, time_machine
):
    until = amendment.approvals.get().valid_until

    time_machine.move_to(until - timedelta(seconds=1), tick=False)
    before = answer(secret)["status"]
    time_machine.move_to(until, tick=False)

    assert (before, answer(secret)["status"]) == ("active", "expired")
    assert Approval.objects.get(pk=amendment.approvals.get().pk).status == "active"  # no job ran


def test_a_key_issued_from_any_page_of_the_use_case_is_under_the_approval_in_force(
    application, amendment
):
    key, _ = keys.issue(application, by=application.created_by, name="Second")

    assert key.approval == amendment.approvals.get()
    assert key in queries.of_application(application)
    assert key in queries.of_application(amendment)


def test_a_key_of_the_old_approval_is_rolled_under_the_new_one(application, amendment, secret):
    old = queries.by_secret(secret)

    new, _ = keys.roll(old, by=application.created_by, overlap_hours=1)

    assert new.approval == amendment.approvals.get()
    assert set(ApiKey.objects.usable(timezone.now())) == {old, new}
