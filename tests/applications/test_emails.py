"""Does every step that an applicant should hear of become one readable mail?"""

import pytest
from django.core import mail

from applications.models.decision import Outcome
from applications.services import submissions
from applications.states import ApprovalAction
from keys import services as keys
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application():
    return cases.submitted()


@pytest.fixture
def letters_of(application, django_capture_on_commit_callbacks):
    """The applicant's letters that an act leads to."""

    def run(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            act(application, *args, **kwargs)
        return [m for m in mail.outbox if m.to == [application.created_by.email]]

    return run


def test_an_approval_is_told_with_its_next_step(letters_of, reviewer):
    (letter,) = letters_of(cases.approve, by=reviewer)

    assert "approved" in letter.subject
    assert "issue an API key" in letter.body


def test_a_decline_is_told_with_its_reasons_and_clauses(letters_of, application, reviewer):
    reviews.claim(application, by=reviewer)

    (letter,) = letters_of(
        reviews.decide,
        Outcome.DECLINE,
        by=reviewer,
        revision=1,
        note="It passes for a <person> & hides it.",
        clauses=("GP-11@1.0.0",),
    )

    assert "It passes for a <person> & hides it." in letter.body
    assert "GP-11@1.0.0: Manipulation" in letter.body


def test_a_withdrawal_is_confirmed(letters_of, application):
    (letter,) = letters_of(submissions.withdraw, by=application.created_by)

    assert "withdrawn" in letter.subject


def test_that_a_reviewer_took_it_up_is_no_mail(letters_of, reviewer):
    assert letters_of(reviews.claim, by=reviewer) == []


def test_the_end_of_an_approval_is_told(letters_of, application, reviewer):
    cases.approve(application, by=reviewer)

    (letter,) = letters_of(
        reviews.move_approval, ApprovalAction.REVOKE, by=reviewer, note="Misuse."
    )

    assert "The approval was revoked. Its keys no longer work." in letter.body
    assert "Misuse." in letter.body


def test_a_new_key_is_told_without_the_key(letters_of, application, reviewer):
    cases.approve(application, by=reviewer)

    (letter,) = letters_of(keys.issue, by=application.created_by, name="Server")

    assert "An API key was issued." in letter.body
    assert "gate_live_" not in letter.body


def test_a_member_who_was_deactivated_gets_no_mail(letters_of, application, reviewer):
    application.created_by.is_active = False
    application.created_by.save()

    assert letters_of(cases.approve, by=reviewer) == []
