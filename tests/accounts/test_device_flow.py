"""Can a program sign a person in by the device flow, and only as that person allows?"""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services, waiting_programs
from accounts.models import Connection
from accounts.scopes import Scope
from accounts.services.connections import CodeIsOver
from tests.accounts import devices
from tests.factories import ReviewerFactory


@pytest.fixture
def browser(person):
    """A browser in which the person has just signed in."""
    return devices.browser_of(person)


@pytest.fixture
def codes(db):
    """The pair of codes of a program that waits."""
    return devices.begin().json()


def error(response):
    """The status and error code of an OAuth refusal."""
    return response.status_code, response.json()["error"]


def list_applications(access_token):
    """The status of a call of the API with the token."""
    headers = {"Authorization": f"Bearer {access_token}"}
    return Client().get("/api/v1/applications/", headers=headers).status_code


def test_a_program_gets_a_code_to_show_and_where_to_type_it(codes):
    assert codes["verification_uri"] == "http://testserver/identity/o/device"
    assert codes["user_code"] in codes["verification_uri_complete"]
    assert (codes["interval"], codes["expires_in"]) == (5, 600)


def test_the_whole_flow_ends_with_a_token_that_the_api_takes(person):
    tokens = devices.sign_in(person)

    assert list_applications(tokens["access_token"]) == 200
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)


def test_the_page_says_which_program_asks_for_what_and_for_whom(browser, codes, person):
    page = browser.get(codes["verification_uri_complete"]).text

    assert codes["user_code"] in page
    assert "Gatehouse command line" in page
    assert person.email in page
    assert str(Scope.APPLICATIONS_WRITE.label) in page
    assert str(Scope.REVIEWS_WRITE.label) not in page


def test_a_code_may_be_typed_without_its_dash_and_in_small_letters(browser, codes):
    typed = codes["user_code"].replace("-", " ").lower()

    page = browser.get(reverse("accounts:device"), {"code": typed})

    assert codes["user_code"] in page.text


def test_until_the_person_answers_the_program_is_told_to_wait(codes):
    assert error(devices.poll(codes["device_code"])) == (400, "authorization_pending")


def test_a_program_that_asks_too_often_is_told_to_slow_down(codes):
    devices.poll(codes["device_code"])

    assert error(devices.poll(codes["device_code"])) == (400, "slow_down")


def test_a_program_that_is_turned_away_learns_it_and_gets_nothing(browser, codes):
    page = devices.answer(browser, codes["user_code"], "deny")

    assert "was turned away" in page.text
    assert error(devices.poll(codes["device_code"])) == (400, "access_denied")
    assert not Connection.objects.exists()


def test_an_answer_that_is_none_lets_nobody_in(browser, codes):
    devices.answer(browser, codes["user_code"], "")

    assert error(devices.poll(codes["device_code"])) == (400, "access_denied")


def test_a_code_is_answered_once(browser, codes):
    devices.answer(browser, codes["user_code"], "deny")

    page = devices.answer(browser, codes["user_code"])

    assert "No program waits with this code" in page.text
    assert error(devices.poll(codes["device_code"])) == (400, "access_denied")


def test_two_answers_at_once_are_one_answer(person, codes):
    waiting = waiting_programs.find(codes["user_code"])
    services.turn_away(waiting, by=person)

    with pytest.raises(CodeIsOver):
        services.let_in(waiting, by=person)

    assert not Connection.objects.exists()


def test_the_second_of_two_pages_says_that_the_code_is_over(browser, codes, monkeypatch):
    waiting = waiting_programs.find(codes["user_code"])
    monkeypatch.setattr(waiting_programs, "find", lambda _: waiting)  # as it was a moment ago
    devices.answer(browser, codes["user_code"])

    page = devices.answer(browser, codes["user_code"], "deny")

    assert page.status_code == 409
    assert "has been used or has expired" in page.text


def test_a_device_code_gives_tokens_once(browser, codes, time_machine):
    devices.answer(browser, codes["user_code"])
    devices.poll(codes["device_code"])
    time_machine.move_to(timezone.now() + timedelta(seconds=10))

    assert error(devices.poll(codes["device_code"])) == (400, "invalid_grant")


def test_an_expired_code_is_nobodys(browser, codes):
    cache.clear()

    assert "No program waits" in browser.get(codes["verification_uri_complete"]).text
    assert error(devices.poll(codes["device_code"])) == (400, "invalid_grant")


def test_another_program_cannot_use_the_code(browser, codes):
    devices.answer(browser, codes["user_code"])

    assert error(devices.poll(codes["device_code"], client_id="other")) == (401, "invalid_client")


def test_an_unknown_program_gets_no_code(db):
    assert error(devices.begin(client_id="other")) == (400, "invalid_request")


def test_a_program_gets_no_more_than_it_asked_for(person):
    tokens = devices.sign_in(person, scope="precheck")

    assert tokens["scope"] == "precheck"
    assert list_applications(tokens["access_token"]) == 403


@pytest.mark.parametrize("scope", ["reviews:write", "everything"])
def test_the_command_line_cannot_ask_for_reviews_or_for_what_is_none(db, scope):
    assert error(devices.begin(scope=scope)) == (400, "invalid_scope")


def test_nobody_can_guess_codes(browser, codes):
    for _ in range(10):
        browser.get(reverse("accounts:device"), {"code": "BCDF-GHJK"})

    page = browser.get(codes["verification_uri_complete"])

    assert "Too many codes were tried" in page.text
    assert devices.answer(browser, codes["user_code"]).status_code == 200
    assert error(devices.poll(codes["device_code"])) == (400, "authorization_pending")


def test_nobody_can_fill_the_cache_with_codes(db):
    for _ in range(10):
        devices.begin()

    refused = devices.begin()

    assert error(refused) == (429, "temporarily_unavailable")
    assert refused["Retry-After"] == "60"


def test_whoever_is_signed_out_signs_in_first(client, codes):
    response = client.get(codes["verification_uri_complete"])

    assert response.status_code == 302
    assert response.url.startswith(f"{reverse('account_login')}?next=/identity/o/device")


def test_a_sign_in_of_long_ago_has_to_be_confirmed(signed_in, codes):
    response = devices.answer(signed_in, codes["user_code"])

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert error(devices.poll(codes["device_code"])) == (400, "authorization_pending")


def test_a_foreign_page_cannot_answer_for_the_person(person, codes):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    assert devices.answer(browser, codes["user_code"]).status_code == 403


def test_staff_without_their_second_factor_let_nobody_in(codes, settings):
    settings.STAFF_MFA_REQUIRED = True
    browser = devices.browser_of(ReviewerFactory())

    response = devices.answer(browser, codes["user_code"])

    assert response.url.startswith(reverse("mfa_index"))
    assert error(devices.poll(codes["device_code"])) == (400, "authorization_pending")


def test_a_person_who_is_deactivated_meanwhile_signs_nobody_in(browser, codes, person):
    devices.answer(browser, codes["user_code"])
    type(person).objects.filter(pk=person.pk).update(is_active=False)

    assert error(devices.poll(codes["device_code"])) == (400, "access_denied")


def test_an_access_token_ends_after_an_hour_and_is_renewed(person, time_machine):
    tokens = devices.sign_in(person)
    time_machine.move_to(timezone.now() + timedelta(hours=1, seconds=1))

    renewed = devices.renew(tokens["refresh_token"]).json()

    assert list_applications(tokens["access_token"]) == 401
    assert list_applications(renewed["access_token"]) == 200


def test_a_refresh_token_is_good_once(person):
    tokens = devices.sign_in(person)
    devices.renew(tokens["refresh_token"])

    assert error(devices.renew(tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_refresh_token_cannot_widen_what_was_allowed(person):
    tokens = devices.sign_in(person, scope="precheck")

    refused = devices.renew(tokens["refresh_token"], scope="applications:write")

    assert error(refused) == (400, "invalid_scope")


def test_the_program_can_end_its_own_tokens(person):
    tokens = devices.sign_in(person)

    for name in ("access_token", "refresh_token"):
        ended = devices.post("revoke", token=tokens[name], client_id=devices.CLIENT)
        assert ended.status_code == 200

    assert list_applications(tokens["access_token"]) == 401
    assert error(devices.renew(tokens["refresh_token"])) == (400, "invalid_grant")


def test_programs_learn_who_signed_in_by_a_public_name(person):
    tokens = devices.sign_in(person)

    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    claims = Client().get("/identity/o/api/userinfo", headers=headers).json()

    assert claims["sub"] == str(person.public_id)
    assert (claims["name"], claims["email"]) == (person.name, person.email)


def test_what_is_discovered_is_what_works(client):
    found = client.get("/.well-known/openid-configuration").json()

    assert found["issuer"] == "http://testserver"
    assert found["device_authorization_endpoint"].endswith("/identity/o/api/device/code")
    assert found["scopes_supported"] == ["openid", *Scope.values]
    assert devices.DEVICE_CODE in found["grant_types_supported"]
    [key] = client.get("/.well-known/jwks.json").json()["keys"]
    assert (key["kty"], "d" in key) == ("RSA", False)


def test_the_portal_signs_nobody_in_by_other_ways(browser):
    page = browser.get("/identity/o/authorize", {"client_id": devices.CLIENT})

    assert "The program could not sign in" in page.text
