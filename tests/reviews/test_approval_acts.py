"""Does a reviewer end or pause an approval at the desk, by the rules and with a reason?"""

import re

import pytest
from django.urls import reverse

from applications.states import ApprovalStatus
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(client):
    """An approved application; the reviewer who approved it is signed in."""
    application, reviewer = cases.submitted(), ReviewerFactory()
    cases.approve(application, by=reviewer)
    client.force_login(reviewer)
    return application


def at(name, application, *more):
    return reverse(f"admin:reviews_{name}", args=[application.reference, *more])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def test_an_approval_is_suspended_reinstated_and_revoked_at_the_desk(client, application):
    states = []
    for action in ("suspend", "reinstate", "revoke"):
        assert at("approval", application, action) in text_of(client.get(at("desk", application)))
        client.post(at("approval", application, action), {"note": "Because."})
        states.append(application.approvals.get().status)

    assert states == [ApprovalStatus.SUSPENDED, ApprovalStatus.ACTIVE, ApprovalStatus.REVOKED]
    text = text_of(client.get(at("desk", application)))
    assert at("approval", application, "suspend") not in text


@pytest.mark.parametrize(
    ("action", "note", "sentence"),
    [
        ("revoke", " ", "Say why"),
        ("reinstate", "Because.", "This cannot be done"),
        ("expire", "Because.", "has not reached its end"),
    ],
)
def test_an_approval_is_not_moved_against_the_rules(client, application, action, note, sentence):

    response = client.post(at("approval", application, action), {"note": note}, follow=True)

    assert sentence in sentences(response)[0]
    assert application.approvals.get().status == ApprovalStatus.ACTIVE


def test_there_is_no_other_act_on_an_approval(client, application):
    assert client.post(at("approval", application, "bless")).status_code == 404
    client.post(at("approval", application, "revoke"), {"note": "x"}, follow=True)
    again = client.post(at("approval", application, "revoke"), {"note": "x"}, follow=True)
    assert "no approval in force" in sentences(again)[0]
