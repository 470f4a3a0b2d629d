"""Do the account pages work in a browser, passkeys included?"""

import re

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Membership
from tests.accounts import devices
from tests.browser import browsing
from tests.factories import PASSWORD, OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person():
    """Somebody who can sign in."""
    return UserFactory()


@pytest.fixture
def signed_in(page, person, live_server):
    """A page of somebody who is signed in."""
    browsing.sign_in(page, person, url=live_server.url)
    return page


def is_in_order(page):
    """Whether axe finds nothing and the page fits a narrow window."""
    return (browsing.axe(page), browsing.overflow(page)) == ([], 0)


def confirm_password(page):
    """Pass the page that asks for the password again."""
    page.fill("[name=password]", PASSWORD)
    browsing.follow(page.locator("[name=password]"), key="Enter")


@pytest.mark.parametrize("name", ["account", "tokens", "organisation_new", "device", "programs"])
def test_the_account_pages_are_in_order(signed_in, name):
    signed_in.goto(reverse(f"accounts:{name}"))

    assert is_in_order(signed_in)


def test_the_organisation_page_is_in_order(signed_in, person):
    organisation = OrganisationFactory(owner=person)
    services.invite(organisation, email="guest@example.org", role=Membership.Role.EDITOR, by=person)

    signed_in.goto(organisation.get_absolute_url())

    assert is_in_order(signed_in)


def test_the_invitation_page_is_in_order(page, mailoutbox):
    organisation = OrganisationFactory()
    owner = organisation.memberships.get().user
    services.invite(organisation, email="guest@example.org", role=Membership.Role.EDITOR, by=owner)

    page.goto(re.search(r"/invitations/[\w-]+/", mailoutbox[0].body)[0])

    assert is_in_order(page)


def test_a_token_is_made_shown_and_used(signed_in, person):
    signed_in.goto(reverse("accounts:tokens"))
    signed_in.get_by_label("What is the token for?").fill("Continuous integration")
    signed_in.get_by_label("Check an application before it is sent").check()
    browsing.follow(signed_in.get_by_role("button", name="Make token"))
    confirm_password(signed_in)

    secret = signed_in.locator(".gh-secret__value").inner_text()

    assert is_in_order(signed_in)
    assert services.authenticate_token(secret).user == person


def test_a_program_is_let_in_listed_and_revoked(signed_in, person):
    codes = devices.begin().json()
    signed_in.goto(reverse("accounts:device"))
    signed_in.get_by_label("Code").fill(codes["user_code"].lower())
    browsing.follow(signed_in.get_by_role("button", name="Continue"))
    assert is_in_order(signed_in)
    browsing.follow(signed_in.get_by_role("button", name="Let it act for me"))
    confirm_password(signed_in)

    signed_in.get_by_role("heading", name="The program is signed in").wait_for()
    assert is_in_order(signed_in)
    tokens = devices.poll(codes["device_code"]).json()
    assert services.authenticate_program(tokens["access_token"]).connection.user == person

    browsing.follow(signed_in.get_by_role("main").get_by_role("link", name="Connected programs"))
    assert is_in_order(signed_in)
    browsing.follow(signed_in.get_by_role("button", name="Revoke Gatehouse command line"))
    signed_in.get_by_text("can no longer act for you.").wait_for()
    assert services.authenticate_program(tokens["access_token"]) is None


def test_a_program_is_turned_away(signed_in):
    codes = devices.begin().json()
    signed_in.goto(codes["verification_uri_complete"].removeprefix("http://testserver"))
    browsing.follow(signed_in.get_by_role("button", name="Turn it away"))
    confirm_password(signed_in)

    signed_in.get_by_role("heading", name="The program was turned away").wait_for()

    assert is_in_order(signed_in)
    assert devices.poll(codes["device_code"]).json()["error"] == "access_denied"


def test_staff_set_up_a_passkey_and_sign_in_with_it_alone(page, settings):
    settings.STAFF_MFA_REQUIRED = settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    reviewer = ReviewerFactory()
    give_authenticator(page)
    page.goto(reverse("account_login"))
    page.fill("[name=login]", reviewer.email)
    confirm_password(page)
    page.wait_for_url("**/2fa/?next=**")

    page.goto(reverse("mfa_add_webauthn"))
    confirm_password(page)
    page.fill("[name=name]", "My key")
    page.check("[name=passwordless]")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto(reverse("admin:index"))
    assert page.url.endswith(reverse("admin:index"))

    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.locator("#passkey_login").click()
    page.wait_for_url(f"**{reverse('admin:index')}")


def give_authenticator(page):
    """Let the browser have a fingerprint reader that always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
