"""Are the pages that allauth serves ours: accessible, narrow enough, quiet?"""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.browser import browsing
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOR_STRANGERS = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_email_verification_sent",
    "account_inactive",
    "account_reset_password_from_key_done",
]
FOR_PEOPLE = [
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "usersessions_list",
    "socialaccount_connections",
]


def is_in_order(page):
    """Whether axe finds nothing and the page fits a narrow window."""
    return (browsing.axe(page), browsing.overflow(page)) == ([], 0)


def open_own(page, name):
    """Sign in, go to a page of one's own account, and confirm the password where it asks."""
    page.goto(reverse("account_login"))
    page.fill("[name=login]", UserFactory().email)
    page.fill("[name=password]", PASSWORD)
    browsing.follow(page.get_by_role("button", name="Sign in", exact=True))
    page.wait_for_url("**/applications/")
    page.goto(reverse(name))
    if not page.url.endswith(reverse(name)):
        page.fill("[name=password]", PASSWORD)
        browsing.follow(page.get_by_role("button", name="Confirm"))
        page.wait_for_url(f"**{reverse(name)}")


@pytest.mark.parametrize("name", FOR_STRANGERS)
def test_a_page_before_signing_in_is_in_order(page, name):
    page.goto(reverse(name))

    assert is_in_order(page)


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_a_page_of_ones_own_account_is_in_order(page, name):
    open_own(page, name)

    assert is_in_order(page)


def test_a_wrong_code_of_the_app_is_said_at_its_field(page):
    open_own(page, "mfa_activate_totp")

    page.fill("[name=code]", "000000")
    browsing.follow(page.get_by_role("button", name="Activate"))

    assert page.title().startswith("Error:")
    assert is_in_order(page)


def test_signing_up_with_nothing_names_what_is_missing(page):
    page.goto(reverse("account_signup"))

    browsing.follow(page.get_by_role("button", name="Create account"))

    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.get_by_role("link", name="Enter your name").is_visible()
    assert is_in_order(page)


def test_a_page_that_is_not_there_is_in_order(page, complaints):
    page.goto("/no-such-page/")

    assert page.get_by_role("heading", name="Page not found").is_visible()
    assert is_in_order(page)


def test_the_app_is_set_up_and_recovery_codes_follow(page):
    open_own(page, "mfa_activate_totp")
    secret = page.locator("#authenticator_secret").input_value()

    page.fill("[name=code]", app_code(secret))
    browsing.follow(page.get_by_role("button", name="Activate"))
    page.wait_for_url("**/recovery-codes/")

    assert len(page.locator("#codes").inner_text().split()) == 10
    assert is_in_order(page)
    page.goto(reverse("mfa_generate_recovery_codes"))
    assert is_in_order(page)
    page.goto(reverse("mfa_deactivate_totp"))
    assert is_in_order(page)


def app_code(secret):
    """What an authenticator app shows for the secret now."""
    counter = int(time.time()) // 30
    return format_hotp_value(hotp_value(secret, counter))
