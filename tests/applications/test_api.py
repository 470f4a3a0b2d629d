"""Applications for programs: list, begin, read and answer."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Membership
from accounts.scopes import Scope
from applications.models import Application
from tests import cases
from tests.applications.programs import REPLACE, address, errors, problem, program
from tests.factories import MembershipFactory, OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def api(owner):
    return program(owner)


@pytest.fixture
def draft(owner):
    return cases.draft(owner=owner)


def save(api, application, answers):
    body = {"answers": answers}
    return api.patch(address(application), body, format="json", headers=REPLACE)


def test_the_list_holds_the_applications_of_ones_organisations_newest_first(api, owner):
    first, second = cases.draft(owner=owner), cases.submitted(owner=owner)
    cases.draft()

    lines = api.get(LIST).json()["results"]

    assert [line["reference"] for line in lines] == [second.reference, first.reference]
    assert [line["status"] for line in lines] == ["submitted", "draft"]
    assert [line["tier"] for line in lines] == ["low", None]


def test_a_reviewer_lists_no_applications_of_others():
    cases.submitted()

    assert program(ReviewerFactory()).get(LIST).json()["results"] == []


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    api, owner, item_count, django_assert_num_queries
):
    organisation = OrganisationFactory(owner=owner)
    for _ in range(item_count):
        Application.objects.create(organisation=organisation, created_by=owner)
    api.get(LIST)

    with django_assert_num_queries(3):  # token with its person, its use, applications
        lines = api.get(LIST).json()["results"]

    assert len(lines) == item_count


def test_a_draft_is_begun_for_the_only_organisation(api, owner):
    cases.publish_starter()
    organisation = OrganisationFactory(owner=owner)

    response = api.post(LIST)

    application = Application.objects.get()
    assert (response.status_code, response["Location"]) == (201, address(application))
    assert (application.organisation, application.created_by) == (organisation, owner)
    assert response.json()["answers"] == {}


def test_a_draft_is_begun_for_the_organisation_that_is_named(api, owner):
    cases.publish_starter()
    _, chosen = OrganisationFactory(owner=owner), OrganisationFactory(owner=owner)

    response = api.post(LIST, {"organisation": str(chosen.public_id)}, format="json")

    assert response.json()["organisation"] == {"id": str(chosen.public_id), "name": chosen.name}


def test_members_of_several_organisations_name_one(api, owner):
    OrganisationFactory(owner=owner)
    OrganisationFactory(owner=owner)

    response = api.post(LIST)

    assert response.status_code == 422
    assert errors(response) == {"#/organisation": "Name one organisation of yours."}


def test_nobody_begins_a_draft_for_an_organisation_of_others(api, owner):
    OrganisationFactory(owner=owner)
    others = OrganisationFactory()

    response = api.post(LIST, {"organisation": str(others.public_id)}, format="json")

    assert errors(response) == {"#/organisation": "You belong to no such organisation."}
    assert not Application.objects.exists()


def test_a_viewer_begins_no_draft():
    viewer = MembershipFactory(role=Membership.Role.VIEWER).user

    assert problem(program(viewer).post(LIST))[:2] == (403, "not_an_editor")


def test_an_application_is_read_with_its_version_as_etag(api, draft):
    response = api.get(address(draft))

    content = response.json()
    assert response["ETag"].startswith(f'"{content["version"]}-')
    assert content["answers"]["B1"] == cases.example(cases.LOW)["answers"]["B1"]
    assert (content["pack"], content["actions"]) == ("starter@1.1.0", ["submit", "withdraw"])
    assert (content["requests"], content["approvals"]) == ([], [])


def test_an_address_without_the_slash_is_the_same(api, draft):
    assert api.get(address(draft).rstrip("/")).json() == api.get(address(draft)).json()


@pytest.mark.parametrize(
    ("act", "method"),
    [
        ("", "get"),
        ("", "patch"),
        ("files/", "post"),
        ("files/1/", "delete"),
        ("check/", "get"),
        ("submit/", "post"),
        ("withdraw/", "post"),
        ("messages/", "get"),
        ("messages/", "post"),
        ("requests/1/reply/", "post"),
    ],
)
@pytest.mark.parametrize("person", [UserFactory, ReviewerFactory])
def test_to_strangers_there_is_no_application(draft, act, method, person):
    stranger = program(person())

    response = getattr(stranger, method)(address(draft, act))

    assert problem(response)[:2] == (404, "not_found")


@pytest.mark.parametrize(
    ("act", "method", "scope"),
    [
        ("", "get", Scope.APPLICATIONS_READ),
        ("check/", "get", Scope.APPLICATIONS_READ),
        ("messages/", "get", Scope.APPLICATIONS_READ),
        ("", "patch", Scope.APPLICATIONS_WRITE),
        ("files/", "post", Scope.APPLICATIONS_WRITE),
        ("submit/", "post", Scope.APPLICATIONS_WRITE),
        ("withdraw/", "post", Scope.APPLICATIONS_WRITE),
        ("messages/", "post", Scope.APPLICATIONS_WRITE),
        ("requests/1/reply/", "post", Scope.APPLICATIONS_WRITE),
    ],
)
def test_a_token_without_the_scope_does_nothing(owner, draft, act, method, scope):
    others = [other for other in (*Scope,) if other is not scope and "review" not in other]
    limited = program(owner, scopes=others)

    response = getattr(limited, method)(address(draft, act))

    assert problem(response) == (403, "permission_denied", "This token lacks the scope for that.")


def test_a_session_needs_no_scope(owner, draft):
    browser = APIClient()
    browser.force_login(owner)

    assert browser.get(address(draft)).status_code == 200


def test_without_a_token_nothing_is_told(draft):
    response = APIClient().get(address(draft))

    assert problem(response)[:2] == (401, "not_authenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_answers_are_saved_and_the_others_left(api, draft):
    before = draft.given_answers()

    response = save(api, draft, {"B1": "Another name"})

    draft.refresh_from_db()
    assert response.status_code == 200
    assert response["ETag"] == api.get(address(draft))["ETag"]
    assert draft.given_answers() == before | {"B1": "Another name"}


def test_an_answer_that_is_not_right_yet_is_saved_all_the_same(api, draft):
    response = save(api, draft, {"B1": 7})

    assert response.json()["answers"]["B1"] == 7


def test_an_unknown_question_refuses_the_whole_save_and_is_named(api, draft):
    response = save(api, draft, {"B1": "Another name", "Z9": "x"})

    draft.refresh_from_db()
    assert problem(response)[:2] == (422, "answers_refused")
    assert errors(response) == {"#/answers/Z9": "There is no such question."}
    assert draft.title == cases.example(cases.LOW)["answers"]["B1"]


def test_a_text_that_cannot_be_stored_is_named(api, draft):
    response = save(api, draft, {"B1": "a\0b"})

    assert (response.status_code, list(errors(response))) == (422, ["#/answers/B1"])


@pytest.mark.parametrize("body", [{}, {"answers": 5}, {"answers": None}, [], "text"])
def test_a_body_without_answers_is_refused(api, draft, body):
    response = api.patch(address(draft), body, format="json", headers=REPLACE)

    assert problem(response)[:2] == (422, "invalid")


def test_answers_that_are_with_the_reviewers_stay_as_they_are(api, owner):
    application = cases.submitted(owner=owner)

    response = save(api, application, {"B1": "Another name"})

    assert problem(response)[:2] == (409, "not_editable")


def test_a_viewer_reads_and_does_not_write(draft):
    viewer = MembershipFactory(organisation=draft.organisation, role=Membership.Role.VIEWER).user

    api = program(viewer)

    assert api.get(address(draft)).status_code == 200
    assert problem(save(api, draft, {"B1": "x"}))[:2] == (403, "not_an_editor")
