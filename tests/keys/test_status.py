"""What does a program learn about a key by showing it?"""

import logging

import pytest
from rest_framework.test import APIClient

from applications.states import ApprovalAction
from keys import services as keys
from keys.keyformat import new_key
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/key"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)
    return application


@pytest.fixture
def issued(application):
    return keys.issue(application, by=application.created_by, name="Server")


def ask(secret, scheme="Bearer"):
    return APIClient().get(URL, headers={"Authorization": f"{scheme} {secret}"})


def test_an_active_key_answers_with_all_that_it_may_do(issued, application):
    key, secret = issued
    approval = application.approvals.get()

    response = ask(secret)

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert answer["status"] == "active"
    assert answer["key"] == key.public_id
    assert answer["env"] == "live"
    assert answer["models"] == ["gate-small", "gate-large"]
    assert answer["limits"] == {"CO-RATE": {"rpm": 60, "scope": "key"}}
    assert [condition["id"] for condition in answer["conditions"]] == [
        condition["id"] for condition in approval.conditions
    ]
    assert answer["approval"]["id"] == str(approval.public_id)
    assert answer["approval"]["application"] == application.reference
    assert answer["approval"]["pack"] == "starter@1.1.0"
    assert answer["expires_at"] == answer["approval"]["valid_until"]


@pytest.mark.parametrize(
    ("act", "status"), [(ApprovalAction.SUSPEND, "suspended"), (ApprovalAction.REVOKE, "revoked")]
)
def test_the_next_call_after_the_approval_ended_says_so_and_no_more(
    issued, application, reviewer, act, status
):
    key, secret = issued
    reviews.move_approval(application, act, by=reviewer, note="Secret finding 4711.")

    answer = ask(secret).json()

    assert answer.keys() == {"key", "env", "status", "detail"}
    assert (answer["key"], answer["status"]) == (key.public_id, status)
    assert "4711" not in str(answer)


def test_a_revoked_key_says_so(issued, application):
    key, secret = issued
    keys.revoke(key, by=application.created_by)

    assert ask(secret).json()["status"] == "revoked"


def test_unknown_malformed_and_foreign_keys_are_refused_alike(issued, django_assert_num_queries):
    _, secret = issued
    other = new_key("gate", "live")
    damaged = secret[:-1] + ("0" if secret[-1] != "0" else "1")

    with django_assert_num_queries(1):  # only the well-formed one is looked up
        responses = [ask(other), ask(damaged), ask("hello"), ask("clé"), ask(secret, "Basic")]

    assert {response.status_code for response in responses} == {401}
    assert {response["Content-Type"] for response in responses} == {"application/problem+json"}
    assert {response.json()["detail"] for response in responses} == {
        "This is not a key of ours. Send it as 'Authorization: Bearer …'."
    }
    assert "invalid_token" in responses[0]["WWW-Authenticate"]


def test_without_a_key_the_call_is_refused():
    assert APIClient().get(URL).status_code == 401


def test_the_key_itself_stands_in_no_log(issued, application, reviewer, caplog):
    _, secret = issued
    caplog.set_level(logging.DEBUG)
    reviews.move_approval(application, ApprovalAction.REVOKE, by=reviewer, note="Misuse.")

    ask(secret)

    assert "approval_revoked" in caplog.text
    assert secret not in caplog.text
    assert secret[20:52] not in caplog.text


def test_a_status_costs_one_query(issued, django_assert_num_queries):
    _, secret = issued

    with django_assert_num_queries(1):  # the key with its approval, application and pack
        ask(secret)
