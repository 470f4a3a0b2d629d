"""Trying out answers by the API gives what `manage.py precheck` gives."""

import pytest

from accounts.scopes import Scope
from applications.models import Application
from tests import cases
from tests.applications.programs import errors, problem, program
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PRECHECK = "/api/v1/precheck"
EXAMPLES = sorted(path.stem for path in cases.EXAMPLES.glob("*.yaml"))


@pytest.fixture
def api():
    cases.publish_starter()
    return program(UserFactory(), scopes=[Scope.PRECHECK])


def precheck(api, **body):
    return api.post(PRECHECK, body, format="json")


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_comes_out_as_expected(api, name):
    example = cases.example(name)
    review = {"review": example["review"]} if example.get("review") else {}

    result = precheck(api, answers=example["answers"], **review).json()

    expected = example["expected"]
    assert {key: result[key] for key in expected} == expected


def test_what_is_wrong_is_said_in_the_sentences_of_the_pages(api):
    answers = cases.example(cases.LOW)["answers"] | {"A4": "XX", "B2": ""}

    result = precheck(api, answers=answers).json()

    assert result["missing"] == ["B2"]
    assert [each["question"] for each in result["problems"]] == ["A4", "B2"]
    assert all(each["detail"] for each in result["problems"])


def test_what_the_form_does_not_ask_is_named_last(api):
    result = precheck(api, answers={"Z9": "x", "A4": "XX"}).json()

    assert result["problems"][-1] == {"question": "Z9", "detail": "There is no such question."}
    assert "A4" in {each["question"] for each in result["problems"]}


def test_nothing_is_kept(api):
    precheck(api, answers=cases.example(cases.LOW)["answers"])

    assert not Application.objects.exists()


def test_the_pack_can_be_named(api):
    result = precheck(api, pack="starter@1.1.0", answers={})

    assert (result.status_code, result.json()["submittable"]) == (200, False)


def test_a_pack_that_is_not_there_is_named(api):
    response = precheck(api, pack="starter@9.9.9", answers={})

    assert errors(response) == {"#/pack": "There is no policy pack starter@9.9.9."}


@pytest.mark.parametrize("body", [{}, {"answers": []}, {"answers": {}, "review": {"x": 1}}])
def test_what_is_no_application_is_refused_in_a_sentence(api, body):
    status, code, detail = problem(precheck(api, **body))

    assert (status, code) == (400, "parse_error")
    assert detail.startswith("The body could not be read: ")


def test_a_check_that_the_pack_does_not_have_is_named(api):
    response = precheck(api, answers={}, review={"checks": {"CK-999": "meets"}})

    assert (response.status_code, "CK-999" in errors(response)["#/review"]) == (422, True)


def test_a_token_without_the_scope_prechecks_nothing():
    limited = program(UserFactory(), scopes=[Scope.APPLICATIONS_WRITE])

    assert problem(precheck(limited, answers={}))[0] == 403


def test_before_anything_is_published_there_is_nothing_to_judge_by():
    api = program(UserFactory(), scopes=[Scope.PRECHECK])

    assert problem(precheck(api, answers={}))[:2] == (409, "nothing_published")
