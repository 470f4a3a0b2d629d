"""Reviews for programs: the queue, the checklist, the outcomes, and every refusal as a problem."""

import pytest
from rest_framework.test import APIClient

from accounts.scopes import Scope
from applications.models import Decision
from applications.states import ApprovalStatus, Status
from reviews import queries, services
from tests import cases
from tests.applications.programs import errors, problem, program
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
BOTH = (Scope.REVIEWS_READ, Scope.REVIEWS_WRITE)
LIST = "/api/v1/reviews/"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def api(reviewer):
    return program(reviewer, scopes=BOTH)


def send(api, application, act, body=None, method="post"):
    call = getattr(api, method)
    return call(f"{LIST}{application.reference}/{act}", body or {}, format="json")


def marks(name=cases.LOW):
    review = cases.example(name)["review"]
    return {
        check: {"mark": mark, "note": "As seen.", "evidence": check in review["evidence"]}
        for check, mark in review["checks"].items()
    }


def test_a_program_reviews_from_the_queue_to_the_approval_and_its_end(api, reviewer):
    application = cases.submitted()
    conditions = cases.conditions(queries.pack_of(application), tier="low")

    (row,) = api.get(LIST).json()["results"]
    claimed = send(api, application, "claim/")
    marked = send(api, application, "marks/", {"revision": 1, "marks": marks()}, "put")
    decided = send(
        api,
        application,
        "decide/",
        {"revision": 1, "outcome": "approve", "conditions": list(conditions)},
    )
    revoked = send(api, application, "approval/revoke/", {"note": "Misuse."})

    assert (row["reference"], row["why"], row["holder"]) == (application.reference, "New", "")
    assert claimed.json()["held"] is True
    assert claimed.json()["outcomes"]["approve"] == "Checks without a mark: 24."
    assert marked.json()["outcomes"]["approve"] == ""
    assert marked.json()["assessment"]["outcome"] == "can_be_approved"
    assert (decided.status_code, decided.json()["status"]) == (201, "approved")
    assert revoked.status_code == 200
    assert application.approvals.get().status == ApprovalStatus.REVOKED


def test_a_program_requests_changes_and_releases(api):
    first, second = cases.submitted(), cases.submitted()
    send(api, first, "claim/")
    send(api, second, "claim/")

    asked = send(
        api,
        first,
        "request-changes/",
        {"revision": 1, "note": "Almost.", "requests": {"B2": "Who reads it?"}},
    )
    released = send(api, second, "release/")

    assert asked.json()["status"] == "changes_requested"
    assert first.requests.get().text == "Who reads it?"
    assert released.json()["held"] is False


def test_sensitive_answers_are_not_handed_to_programs(api):
    application = cases.submitted()

    answers = api.get(f"{LIST}{application.reference}/").json()["answers"]

    assert "B1" in answers
    assert not {"A5", "A6", "B8"} & answers.keys()


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(api, item_count, django_assert_num_queries):
    for _ in range(item_count):
        cases.submitted()
    api.get(LIST)

    with django_assert_num_queries(7):  # token and its use, permissions (2), rows (3)
        response = api.get(LIST)

    assert len(response.json()["results"]) == item_count


def test_what_is_due_first_comes_first_page_by_page(api):
    made = [cases.submitted().reference for _ in range(3)]

    first = api.get(LIST, {"page_size": 2}).json()
    second = api.get(first["next"]).json()

    assert [row["reference"] for row in first["results"] + second["results"]] == made


@pytest.mark.parametrize("make_person", [UserFactory, PolicyOwnerFactory])
def test_only_reviewers_come_in(make_person):
    application = cases.submitted()
    client = APIClient()
    client.force_authenticate(make_person())

    assert client.get(LIST).status_code == 403
    assert send(client, application, "claim/").status_code == 403


def test_a_token_needs_the_scope(reviewer):
    application = cases.submitted()
    reading = program(reviewer, scopes=[Scope.REVIEWS_READ])

    assert reading.get(LIST).status_code == 200
    assert send(reading, application, "claim/").status_code == 403


def test_ones_own_organisation_does_not_exist_here(api, reviewer):
    application = cases.submitted()
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")

    assert send(api, application, "claim/").status_code == 404
    assert api.get(LIST).json()["results"] == []


DECLINE = {"revision": 1, "outcome": "decline", "note": "No.", "clauses": ["GP-11@1.0.0"]}
APPROVE = {"revision": 1, "outcome": "approve"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (DECLINE | {"revision": 2}, (409, "stale_revision")),
        (DECLINE | {"note": ""}, (409, "note_missing")),
        (DECLINE | {"clauses": []}, (409, "clauses_missing")),
        (DECLINE | {"clauses": ["GP-99@1.0.0"]}, (409, "unknown_clause")),
        (APPROVE, (409, "not_approvable")),
        (APPROVE | {"conditions": [{"id": "CO-NONE"}]}, (409, "unknown_name")),
        (DECLINE | {"outcome": "bless"}, (422, "invalid")),
    ],
)
def test_a_refused_decision_is_a_problem(api, reviewer, body, expected):
    application = cases.submitted()
    services.claim(application, by=reviewer)

    response = send(api, application, "decide/", body)

    assert problem(response)[:2] == expected
    assert not Decision.objects.exists()


def test_a_decision_without_the_lease_is_a_problem(api):
    application = cases.submitted()

    assert problem(send(api, application, "decide/", DECLINE))[:2] == (409, "not_held")
    services.claim(application, by=ReviewerFactory())
    assert problem(send(api, application, "decide/", DECLINE))[:2] == (409, "not_held")
    assert problem(send(api, application, "claim/"))[:2] == (409, "held_by_another")


def test_the_prohibited_example_is_not_approved_by_a_program(api, reviewer):
    application = cases.submitted("ex-06-religion-segments")
    services.claim(application, by=reviewer)

    response = send(api, application, "decide/", APPROVE)

    application.refresh_from_db()
    assert problem(response)[:2] == (409, "prohibited")
    assert application.status == Status.IN_REVIEW


def test_refused_marks_are_named_one_by_one(api, reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    sent = {"CK-01": {"mark": "n_a"}, "CK-99": {"mark": "gap"}, "CK-02": {"mark": "meets"}}

    response = send(api, application, "marks/", {"revision": 1, "marks": sent}, "put")

    assert set(errors(response)) == {"CK-01", "CK-99"}
    assert not application.revision.marks.exists()


def test_an_unknown_act_on_an_approval_does_not_exist(api):
    application = cases.submitted()

    response = send(api, application, "approval/bless/", {"note": "x"})

    assert response.status_code == 404


def test_every_address_is_in_the_openapi_document_with_an_example(client):
    paths = client.get("/api/v1/schema?format=json").json()["paths"]

    mine = {path: acts for path, acts in paths.items() if path.startswith(LIST)}
    assert len(mine) == 11
    assert all("example" in str(act) for acts in mine.values() for act in acts.values())
