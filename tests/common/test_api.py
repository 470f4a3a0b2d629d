"""How the API refuses: one document for every refusal, and no page in its place."""

import json

import pytest
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient

from common.api import of_api_error
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.urls("tests.common.refusing_views")
URN = "urn:gatehouse:problem:"


@pytest.fixture
def api(db):
    return APIClient(raise_request_exception=False)


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert document["status"] == response.status_code
    return document


def refused(api, name):
    return problem(api.get(f"/api/refuse/{name}/"))


def test_a_refusal_of_ours_keeps_its_sentence(api):
    assert refused(api, "cold") == {
        "type": f"{URN}tea_cold",
        "title": "Conflict",
        "status": 409,
        "detail": "The tea is cold: put the kettle on.",
        "instance": "/api/refuse/cold/",
    }


def test_a_refusal_of_ours_names_what_it_is_about(api):
    document = refused(api, "named")

    assert document["detail"] == "Only this one."
    assert document["errors"] == [
        {"pointer": "B1", "detail": "Too cold"},
        {"pointer": "B2", "detail": "Cold"},
    ]


def test_what_is_not_there_says_no_more_than_that(api):
    document = refused(api, "gone")

    assert (document["status"], document["type"]) == (404, f"{URN}not_found")
    assert document["detail"] == "There is nothing here, or nothing that you may see."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("forbidden", "You do not have permission to perform this action."),
        ("worded", "Only on Tuesdays."),
        ("scope", "This token lacks the scope for that."),
    ],
)
def test_what_is_forbidden_says_why(api, name, sentence):
    document = refused(api, name)

    assert (document["status"], document["detail"]) == (403, sentence)
    assert document["type"] == f"{URN}permission_denied"


@pytest.mark.parametrize(
    ("name", "errors"),
    [
        ("invalid", [{"pointer": "#", "detail": "Not like this."}]),
        ("fields", [{"pointer": "#/a~1b~0c", "detail": "First. Second."}]),
    ],
)
def test_validation_of_djangos_is_told_in_the_same_form(api, name, errors):
    document = refused(api, name)

    assert (document["status"], document["errors"]) == (422, errors)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [{"pointer": "#/colour", "detail": "This field is required."}]),
        (
            {"colour": "mauve and more", "sizes": [1, "x"], "saucer": {"a": "?"}},
            [
                {
                    "pointer": "#/colour",
                    "detail": "Ensure this field has no more than 5 characters.",
                },
                {"pointer": "#/sizes/1", "detail": "A valid integer is required."},
                {"pointer": "#/saucer/a", "detail": "Must be a valid boolean."},
            ],
        ),
        ({"colour": "none"}, [{"pointer": "#", "detail": "A cup has a colour."}]),
        ([1], [{"pointer": "#", "detail": "Invalid data. Expected a dictionary, but got list."}]),
    ],
)
def test_a_wrong_body_names_its_fields(api, body, errors):
    document = problem(api.post("/api/pour/", body, format="json"))

    assert (document["status"], document["errors"]) == (422, errors)


def test_a_field_in_a_list_of_maps_is_named_by_its_place(api):
    document = of_api_error(ValidationError([{}, {"a": ["No."], "b": "Nor this."}]))

    assert document["errors"] == [
        {"pointer": "#/1/a", "detail": "No."},
        {"pointer": "#/1/b", "detail": "Nor this."},
    ]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{", "The body could not be read: it is not JSON: Expecting property name"),
        ('{"a": NaN}', "The body could not be read: it is not JSON: NaN is not a number"),
        ('{"a": 1e400}', "The body could not be read: it is not JSON: 1e400 is not a number"),
        (b"\xff", "The body could not be read: it is not JSON: 'utf-8' codec can't decode"),
        ("[" * 100_000, "The body could not be read: it is nested too deeply."),
    ],
)
def test_a_body_that_is_not_json_says_so(api, body, sentence):
    document = problem(api.post("/api/pour/", body, content_type="application/json"))

    assert (document["status"], document["type"]) == (400, f"{URN}parse_error")
    assert document["detail"].startswith(sentence)


def test_numbers_with_a_fraction_are_read(api):
    body = '{"colour": "green", "sizes": [2.0]}'

    response = api.post("/api/pour/", body, content_type="application/json")

    assert response.json() == {"colour": "green", "sizes": [2]}


def test_a_body_with_too_many_parts_is_refused(api):
    document = refused(api, "parts")

    assert document["status"] == 400
    assert document["detail"] == "The body could not be read: it has too many parts."


def test_a_body_that_is_too_large_is_not_read(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    document = problem(api.post("/api/pour/", {"colour": "green"}, format="json"))

    assert (document["status"], document["type"]) == (413, f"{URN}too_large")
    assert document["detail"] == "The body is larger than this portal reads at once."


def test_another_content_type_is_refused(api):
    document = problem(api.post("/api/pour/", "<a/>", content_type="text/xml"))

    assert (document["status"], document["type"]) == (415, f"{URN}unsupported_media_type")


def test_another_method_is_refused_and_the_right_ones_are_named(api):
    response = api.delete("/api/pour/")

    assert (problem(response)["status"], response["Allow"]) == (405, "POST, OPTIONS")


def test_an_answer_in_another_form_is_not_to_be_had(api):
    response = api.get("/api/refuse/cold/", headers={"accept": "text/html"})

    assert problem(response)["status"] == 406


def test_too_many_requests_say_when_to_come_back(api):
    response = api.get("/api/rest/")

    assert (problem(response)["status"], response["Retry-After"]) == (429, "13")


def test_who_is_not_signed_in_is_asked_for_a_token(api):
    response = api.get("/api/members/")

    assert (problem(response)["status"], response["WWW-Authenticate"]) == (
        401,
        'Bearer realm="api"',
    )


def test_an_unknown_token_is_refused(api):
    response = api.get("/api/members/", headers={"authorization": "Bearer nonsense"})

    assert problem(response)["type"] == f"{URN}authentication_failed"
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_session_without_the_csrf_token_is_refused(db):
    strict = APIClient(enforce_csrf_checks=True)
    strict.force_login(UserFactory())

    response = strict.post("/api/pour/", {"colour": "green"}, format="json")

    assert (problem(response)["status"], "CSRF" in response.json()["detail"]) == (403, True)


@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing/", "/api/v1/", "/api/"])
def test_an_address_where_nothing_is_answers_with_a_problem(method, path, db):
    strict = APIClient(enforce_csrf_checks=True)

    document = problem(getattr(strict, method)(path))

    assert (document["status"], document["instance"]) == (404, path)


def test_a_fault_of_ours_is_a_problem_too_and_tells_nothing(api):
    document = problem(api.get("/api/refuse/fault/"))

    assert (document["status"], document["type"]) == (500, f"{URN}fault")
    assert "Zero" not in document["detail"]


def test_a_fault_on_a_page_stays_a_page(api):
    response = api.get("/page/")

    assert (response.status_code, response["Content-Type"].partition(";")[0]) == (500, "text/html")


def test_pages_are_newest_first_and_25_long(api):
    organisations = [OrganisationFactory().pk for _ in range(27)]

    first = api.get("/api/organisations/").json()
    second = api.get(first["next"]).json()

    assert first["results"] == organisations[:1:-1]
    assert (second["results"], second["next"]) == (organisations[1::-1], None)


def test_a_page_holds_100_at_most(api):
    for _ in range(101):
        OrganisationFactory()

    response = api.get("/api/organisations/", {"page_size": 1000})

    assert len(response.json()["results"]) == 100


def test_a_cursor_that_makes_no_sense_is_refused(api):
    document = problem(api.get("/api/organisations/", {"cursor": "nonsense"}))

    assert (document["status"], document["errors"][0]["pointer"]) == (400, "?cursor")
