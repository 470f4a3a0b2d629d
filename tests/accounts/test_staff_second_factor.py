"""Do members of staff get anywhere without a second factor?"""

import re
import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from tests.factories import PASSWORD, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # they are allauth's
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOME = "/account/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_MFA_REQUIRED = True
    cache.clear()


@pytest.fixture
def reviewer():
    """A member of staff."""
    return ReviewerFactory()


def code(seed=SEED):
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(seed, int(time.time()) // 30))


def sign_in(client, user):
    """Sign in by password."""
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def set_up_totp(client):
    """Confirm the password, read the seed on the page, send a code."""
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    seed = page.context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": code(seed)})


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, reviewer):
    sign_in(client, reviewer)

    for address in [HOME, reverse("admin:index"), reverse("accounts:tokens")]:
        response = client.get(address)
        assert response.url.startswith(reverse("mfa_index") + "?next=")


def test_the_page_says_why(client, reviewer):
    sign_in(client, reviewer)

    response = client.get(HOME, follow=True)

    assert "Staff sign in with a second factor" in response.content.decode()


@pytest.mark.parametrize("page", ["mfa_index", "account_email", "account_logout"])
def test_the_pages_that_set_it_up_open(client, reviewer, page):
    sign_in(client, reviewer)

    assert client.get(reverse(page)).status_code == 200


def test_after_setting_it_up_the_session_goes_on(client, reviewer):
    sign_in(client, reviewer)

    set_up_totp(client)

    assert client.get(HOME).status_code == 200
    assert Authenticator.objects.filter(user=reviewer, type="totp").exists()


def test_the_seed_is_not_readable_in_the_database(client, reviewer):
    sign_in(client, reviewer)

    page = client.get(reverse("mfa_activate_totp"), follow=True)
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    seed = page.context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(seed)})

    assert seed not in str(list(Authenticator.objects.values("data")))


def test_signing_in_with_the_second_factor_opens_everything(client, reviewer):
    TOTP.activate(reviewer, SEED)

    challenge = sign_in(client, reviewer)
    assert challenge.url == reverse("mfa_authenticate")
    assert client.get(reverse("admin:index")).status_code == 302
    client.post(challenge.url, {"code": code()})

    assert client.get(reverse("admin:index")).status_code == 200


def test_a_wrong_code_opens_nothing(client, reviewer):
    TOTP.activate(reviewer, SEED)

    challenge = sign_in(client, reviewer)
    client.post(challenge.url, {"code": "000000" if code() != "000000" else "000001"})

    assert "_auth_user_id" not in client.session


def test_a_session_from_before_the_second_factor_must_confirm_it(client, reviewer):
    client.force_login(reviewer)
    TOTP.activate(reviewer, SEED)

    response = client.get(HOME)
    assert response.url == reverse("mfa_reauthenticate") + "?next=%2Faccount%2F"
    confirmed = client.post(response.url, {"code": code()})

    assert confirmed.url == HOME
    assert client.get(HOME).status_code == 200


def test_such_a_session_cannot_add_a_second_factor_of_its_own(client, reviewer):
    client.force_login(reviewer)
    TOTP.activate(reviewer, SEED)

    for page in ["mfa_add_webauthn", "mfa_index", "mfa_deactivate_totp", "account_email"]:
        assert client.get(reverse(page)).url.startswith(reverse("mfa_reauthenticate"))


def test_removing_the_second_factor_closes_everything_again(client, reviewer):
    sign_in(client, reviewer)
    set_up_totp(client)

    Authenticator.objects.all().delete()

    assert client.get(HOME).url.startswith(reverse("mfa_index"))


def test_records_of_another_person_do_not_count(client, reviewer):
    TOTP.activate(reviewer, SEED)
    client.force_login(reviewer)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session.save()

    assert client.get(HOME).url.startswith(reverse("mfa_reauthenticate"))


def test_the_api_refuses_such_a_session_with_a_problem(client, reviewer):
    client.force_login(reviewer)

    response = client.get("/api/v1/schema")

    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "urn:gatehouse:problem:second_factor_needed"


def test_applicants_need_no_second_factor(client):
    client.force_login(UserFactory())

    assert client.get(reverse("accounts:account")).status_code == 200


def test_the_demo_may_do_without(client, reviewer, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(reviewer)

    assert client.get(reverse("accounts:account")).status_code == 200


def test_recovery_codes_are_shown_after_setting_up(client, reviewer):
    sign_in(client, reviewer)

    response = client.get(set_up_totp(client).url)

    assert len(re.findall(r"\b\d{8}\b", response.content.decode())) >= 10
