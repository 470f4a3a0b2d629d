"""A program that asks too often is told when to ask again; without Valkey nobody is counted."""

import pytest
from rest_framework.test import APIClient

from tests.applications.programs import problem, program
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def two_a_minute(settings):
    settings.API_REQUESTS_PER_MINUTE = 2


def left(response):
    policy, remaining, _ = response["RateLimit"].split(";")
    return policy, remaining


def test_every_answer_says_what_is_left(person, settings):
    settings.API_REQUESTS_PER_MINUTE = 100
    api = program(person)

    first, second = api.get(LIST), api.post("/api/v1/applications/GA-00000000/submit/")

    assert first["RateLimit-Policy"] == second["RateLimit-Policy"] == '"requests";q=100;w=60'
    assert left(first) == ('"requests"', "r=99")
    assert left(second) == ('"requests"', "r=98")
    assert 1 <= int(first["RateLimit"].rpartition("t=")[2]) <= 60


def test_one_request_too_many_is_refused_until_the_next_minute(person, two_a_minute):
    api = program(person)

    answers = [api.get(LIST) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problem(answers[2])[:2] == (429, "throttled")
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert left(answers[2]) == ('"requests"', "r=0")


def test_each_token_is_counted_for_itself(person, two_a_minute):
    busy, idle = program(person), program(person)
    for _ in range(3):
        busy.get(LIST)

    assert idle.get(LIST).status_code == 200


def test_a_session_is_counted_too(person, two_a_minute):
    browser = APIClient()
    browser.force_login(person)

    assert [browser.get(LIST).status_code for _ in range(3)] == [200, 200, 429]


def test_strangers_are_told_nothing_of_limits():
    assert "RateLimit" not in APIClient().get(LIST)


def test_without_valkey_the_api_goes_on(person, settings, caplog):
    nowhere = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nowhere}

    response = program(person).get(LIST)

    assert (response.status_code, "RateLimit" in response) == (200, False)
    assert "requests are not counted" in caplog.text
