"""Do programs read submissions and take copies, with their own scopes and nobody else's answers?"""

import json

import pytest

from accounts.scopes import Scope
from applications.copies import printing
from applications.services import drafts, submissions
from reviews import services as reviews
from tests import cases
from tests.applications.programs import address, problem, program
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return cases.submitted()


@pytest.fixture
def api(application):
    return program(application.created_by, [Scope.APPLICATIONS_READ])


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def resubmit(application, number, *, reviewer):
    reviews.claim(application, by=reviewer)
    reviews.request_changes(application, {"B2": "Who?"}, by=reviewer, note="A.", revision=number)
    answers = {"B2": f"Clerks use it, {number}."}
    drafts.save_answers(application, answers, by=application.created_by)
    submissions.submit(application, by=application.created_by)


def test_the_list_tells_each_submission_newest_first(api, application, reviewer):
    resubmit(application, 1, reviewer=reviewer)

    listed = api.get(address(application, "revisions/")).json()["results"]

    assert [one["number"] for one in listed] == [2, 1]
    first = listed[1]
    assert first["submitted_by"] == application.created_by.name
    assert (first["tier"], first["pack"]) == ("low", application.pack.name)
    assert first["copies"] == {
        "json": address(application, "revisions/1/copy.json"),
        "pdf": address(application, "revisions/1/copy.pdf"),
    }
    assert "answers" not in first


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    api, application, reviewer, count, django_assert_num_queries
):
    for number in range(1, count):
        resubmit(application, number, reviewer=reviewer)
    api.get(address(application, "revisions/"))

    with django_assert_num_queries(4):  # token with its person, its use, application, revisions
        listed = api.get(address(application, "revisions/")).json()["results"]

    assert len(listed) == count


def test_one_submission_tells_answers_and_what_changed(api, application, reviewer):
    resubmit(application, 1, reviewer=reviewer)

    first = api.get(address(application, "revisions/1/")).json()
    second = api.get(address(application, "revisions/2/")).json()

    assert first["changed"] is None
    assert second["changed"] == ["B2"]
    assert second["answers"]["B2"] == "Clerks use it, 1."
    assert first["answers"]["A6"] == cases.example(cases.LOW)["answers"]["A6"]


def test_what_never_changes_is_not_sent_twice(api, application):
    response = api.get(address(application, "revisions/1/"))
    headers = {"If-None-Match": response["ETag"]}

    again = api.get(address(application, "revisions/1/"), headers=headers)

    assert (again.status_code, again.content) == (304, b"")


def test_the_copies_are_those_of_the_pages(api, application, client):
    client.force_login(application.created_by)
    page = client.get(f"/applications/{application.reference}/revisions/1/copy.json")

    as_json = api.get(address(application, "revisions/1/copy.json"))
    as_pdf = api.get(
        address(application, "revisions/1/copy.pdf"), headers={"Accept": "application/pdf"}
    )

    assert as_json.content == page.content
    assert as_json["ETag"] == page["ETag"]
    assert json.loads(as_json.content)["reference"] == application.reference
    assert as_pdf["Content-Type"] == "application/pdf"
    assert as_pdf.content.startswith(b"%PDF")
    assert as_pdf["Cache-Control"] == "private, no-cache"


ADDRESSES = ["revisions/", "revisions/1/", "revisions/1/copy.json", "revisions/1/copy.pdf"]


@pytest.mark.parametrize("act", ADDRESSES)
def test_others_find_nothing(application, act):
    stranger = OrganisationFactory(owner=UserFactory()).memberships.get().user
    for person in (stranger, ReviewerFactory()):
        response = program(person).get(address(application, act))

        assert problem(response)[:2] == (404, "not_found")


@pytest.mark.parametrize("act", ADDRESSES)
def test_a_token_needs_the_scope_for_reading(application, act):
    response = program(application.created_by, [Scope.PRECHECK]).get(address(application, act))

    assert problem(response)[:2] == (403, "permission_denied")


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999"])
@pytest.mark.parametrize("act", ["", "copy.json", "copy.pdf"])
def test_a_submission_that_is_not_there_is_a_problem(api, application, number, act):
    response = api.get(address(application, f"revisions/{number}/{act}"))

    assert problem(response)[:2] == (404, "not_found")


def test_a_pdf_that_cannot_be_made_is_a_problem_even_to_who_takes_only_pdf(
    api, application, monkeypatch
):
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.01)
    place = address(application, "revisions/1/copy.pdf")

    response = api.get(place, headers={"Accept": "application/pdf"})

    status, code, sentence = problem(response)
    assert (status, code) == (503, "not_printed")
    assert "Take the copy as JSON" in sentence


def test_nobody_writes_there(api, application):
    assert api.post(address(application, "revisions/1/")).status_code == 403
    writer = program(application.created_by)
    assert problem(writer.post(address(application, "revisions/1/")))[0] == 405
