"""Do programs list, issue, roll and revoke keys under the rules of the pages, and never twice?"""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import KeptAnswer, Membership
from accounts.scopes import Scope
from applications.states import ApprovalAction
from keys import queries, services
from keys.models import ApiKey
from reviews import services as reviews
from tests import cases
from tests.accounts import devices
from tests.applications.programs import address, problem, program
from tests.factories import MembershipFactory, OrganisationFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
BOTH = (Scope.KEYS_READ, Scope.KEYS_WRITE)
LIST = "/api/v1/keys/"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)
    return application


@pytest.fixture
def owner(application):
    return application.created_by


@pytest.fixture
def key(application, owner):
    return services.issue(application, by=owner, name="Server")[0]


@pytest.fixture
def api(owner):
    return program(owner, scopes=BOTH)


def issue(api, application, *, once="one", **asked):
    return api.post(
        address(application, "keys/"),
        {"name": "Server", **asked},
        format="json",
        headers={"Idempotency-Key": once},
    )


def one(key, act=""):
    return f"{LIST}{key.public_id}/{act}"


def roll(api, key, hours=24, *, once="one"):
    asked = {"overlap_hours": hours}
    return api.post(one(key, "roll/"), asked, format="json", headers={"Idempotency-Key": once})


def act_on(api, key):
    """Every way of changing or reading a key."""
    return [api.get(one(key)), roll(api, key), api.post(one(key, "revoke/"))]


# --- Issuing -------------------------------------------------------------------------------------


def test_a_program_issues_a_key_that_works(api, application):
    expires_at = timezone.now() + timedelta(days=3)

    response = issue(api, application, env="test", expires_at=expires_at.isoformat())

    answer = response.json()
    key = queries.by_secret(answer["secret"])
    assert response.status_code == 201
    assert (key.name, key.env, key.expires_at) == ("Server", "test", expires_at)
    assert (answer["id"], answer["last4"]) == (key.public_id, answer["secret"][-4:])
    assert (answer["status"], answer["application"]) == ("active", application.reference)
    assert response["Location"] == one(key)
    assert response["Cache-Control"] == "no-store"


def test_a_request_that_is_repeated_makes_one_key_and_gives_the_same_answer(api, application):
    first = issue(api, application)
    again = issue(api, application)

    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert again["Cache-Control"] == "no-store"
    assert ApiKey.objects.count() == 1


def test_another_request_under_the_same_key_is_refused(api, application):
    issue(api, application)

    assert problem(issue(api, application, name="Other"))[:2] == (422, "key_of_another")
    assert ApiKey.objects.count() == 1


def test_the_kept_answer_does_not_show_the_key(api, application):
    secret = issue(api, application).json()["secret"]

    assert KeptAnswer.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(sealed_body, 'LATIN1') FROM accounts_keptanswer")
        assert secret not in cursor.fetchone()[0]


def test_without_an_idempotency_key_nothing_is_made(api, application, key):
    refused = [
        api.post(address(application, "keys/"), {"name": "Server"}, format="json"),
        api.post(one(key, "roll/"), {"overlap_hours": 0}, format="json"),
    ]

    assert [problem(response)[:2] for response in refused] == [(400, "key_needed")] * 2
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"name": "x" * 101}, "#/name"),
        ({"env": "prod"}, "#/env"),
        ({"expires_at": "soon"}, "#/expires_at"),
    ],
)
def test_what_cannot_be_a_key_is_pointed_at(api, application, asked, pointer):
    response = issue(api, application, **asked)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_an_end_in_the_past_is_refused_in_the_sentence_of_the_page(api, application):
    response = issue(api, application, expires_at="2020-01-01T00:00:00Z")

    assert "must lie in the future" in problem(response)[2]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (cases.draft, "This application has not been submitted yet."),
        (cases.submitted, "This application waits for a reviewer."),
    ],
)
def test_before_the_approval_the_answer_says_why_there_is_no_key(make, why):
    application = make()

    response = issue(program(application.created_by, scopes=BOTH), application)

    assert problem(response)[:2] == (409, "no_approval")
    assert problem(response)[2].endswith(f"no approval in force. {why}")
    assert ApiKey.objects.count() == 0


def test_under_a_suspended_approval_the_answer_says_so(api, application, reviewer):
    reviews.move_approval(application, ApprovalAction.SUSPEND, by=reviewer, note="Spam 4711.")

    detail = problem(issue(api, application))[2]

    assert "The approval is suspended." in detail
    assert "4711" not in detail


# --- Rolling and revoking ------------------------------------------------------------------------


def test_a_program_rolls_a_key(api, key):
    response = roll(api, key, 24)

    answer = response.json()
    new = queries.by_secret(answer["secret"])
    key.refresh_from_db()
    assert response.status_code == 201
    assert key.replaced_by == new
    assert answer["replaces"]["id"] == key.public_id
    assert answer["replaces"]["replaced_by"] == new.public_id
    assert answer["replaces"]["status"] == "active"
    assert roll(api, key, 24).json() == answer
    assert ApiKey.objects.count() == 2


def test_a_key_is_rolled_once(api, key):
    roll(api, key, once="one")

    assert problem(roll(api, key, once="two"))[:2] == (409, "rolled_already")


@pytest.mark.parametrize("hours", [2, None, "soon", True])
def test_an_overlap_that_is_not_offered_is_pointed_at(api, key, hours):
    response = roll(api, key, hours)

    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/overlap_hours"


def test_a_program_revokes_a_key_and_may_say_so_twice(api, key):
    first = api.post(one(key, "revoke/")).json()
    again = api.post(one(key, "revoke/")).json()

    assert first == again
    assert (first["status"], first["reason"]) == ("revoked", "key_revoked")


# --- Reading -------------------------------------------------------------------------------------


def test_keys_are_listed_without_their_secrets(api, application, owner, key):
    other = OrganisationFactory(owner=owner)
    theirs = cases.draft(owner=owner, organisation=other)

    listed = api.get(LIST).json()["results"]

    assert [row["id"] for row in listed] == [key.public_id]
    assert "secret" not in listed[0]
    assert listed == [api.get(one(key)).json()]
    assert listed == api.get(address(application, "keys/")).json()["results"]
    assert api.get(address(theirs, "keys/")).json()["results"] == []


def test_a_list_is_narrowed_and_refuses_what_it_does_not_know(api, application, owner, key):
    services.issue(application, by=owner, name="Trial", env="test")

    narrowed = api.get(LIST, {"env": "live"}).json()["results"]

    assert [row["id"] for row in narrowed] == [key.public_id]
    assert problem(api.get(LIST, {"env": "prod"}))[:2] == (400, "parameters_refused")
    assert problem(api.get(LIST, {"enviroment": "live"}))[:2] == (400, "parameters_refused")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("of_application", [True, False])
def test_a_list_costs_a_constant_number_of_queries(
    api, application, owner, count, of_application, django_assert_num_queries
):
    for _ in range(count):
        old, _ = services.issue(application, by=owner, name="Server")
        services.roll(old, by=owner, overlap_hours=1)
    url = address(application, "keys/") if of_application else LIST
    api.get(url)

    # the token, the note of its use, the application, the keys
    with django_assert_num_queries(4 if of_application else 3):
        assert len(api.get(url).json()["results"]) == 2 * count


# --- Who may -------------------------------------------------------------------------------------


def test_a_viewer_reads_keys_and_changes_none(application, key):
    viewer = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    ).user
    api = program(viewer, scopes=BOTH)

    read, *refused = act_on(api, key)

    assert read.status_code == 200
    refused.append(issue(api, application, once="two"))
    assert {problem(response)[:2] for response in refused} == {(403, "not_an_editor")}


def test_strangers_and_reviewers_find_no_key(application, key, reviewer):
    for person in (OrganisationFactory().memberships.get().user, reviewer):
        api = program(person, scopes=BOTH)

        answers = [*act_on(api, key), issue(api, application, once="two")]

        assert {response.status_code for response in answers} == {404}
        assert api.get(LIST).json()["results"] == []


def test_a_token_needs_the_scope_for_what_it_does(application, owner, key):
    reading = program(owner, scopes=[Scope.KEYS_READ])
    other = program(owner, scopes=[Scope.APPLICATIONS_READ, Scope.APPLICATIONS_WRITE])

    read, *written = act_on(reading, key)

    assert read.status_code == 200
    assert {response.status_code for response in written} == {403}
    assert {response.status_code for response in act_on(other, key)} == {403}
    assert issue(reading, application, once="two").status_code == 403


def test_a_program_that_was_let_in_manages_keys(application, owner):
    token = devices.sign_in(owner, scope="keys:read keys:write")["access_token"]
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert issue(api, application).status_code == 201


def test_a_browser_that_is_signed_in_cannot_pass_by_the_password_of_the_pages(application, owner):
    browser = APIClient()
    browser.force_login(owner)

    assert issue(browser, application).status_code == 401
    assert ApiKey.objects.count() == 0


def test_a_number_is_no_name(api, application):
    response = issue(api, application, name=5)

    assert response.status_code == 422
    assert not ApiKey.objects.exists()
