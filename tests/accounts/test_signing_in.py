"""Can people sign up, confirm their address, sign in and reset their password?"""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import queries, services
from accounts.adapter import MfaAdapter, SocialAccountAdapter
from accounts.middleware import SessionActivityMiddleware, StaffMfaMiddleware
from accounts.models import Membership, Organisation, User
from tests.factories import PASSWORD, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # they are allauth's


@pytest.fixture(autouse=True)
def _forget_rate_limits():
    cache.clear()


def sign_up(client, **fields):
    """Fill in the sign-up form."""
    form = {
        "email": "new@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "name": "New Person",
        "organisation": "",
    }
    return client.post(reverse("account_signup") + fields.pop("query", ""), form | fields)


def link_in(mail, path):
    """Return the path of the link in a mail."""
    return re.search(rf"https?://[^/]+({path}\S+)", mail.body)[1]


def sign_in(client, email, password=PASSWORD, query=""):
    """Fill in the sign-in form."""
    return client.post(reverse("account_login") + query, {"login": email, "password": password})


def test_signing_up_makes_a_person_who_must_confirm_their_address(client, mailoutbox):
    response = sign_up(client)

    assert response.url == reverse("account_email_verification_sent")
    assert User.objects.get().name == "New Person"
    assert mailoutbox[0].to == ["new@example.org"]
    assert client.get(reverse("accounts:account")).status_code == 302


def test_confirming_the_address_signs_in_where_they_signed_up(client, mailoutbox):
    sign_up(client)

    response = client.post(link_in(mailoutbox[0], "/accounts/confirm-email/"))

    assert response.url == "/applications/"
    assert client.get(reverse("accounts:account")).status_code == 200


def test_who_comes_from_the_check_begins_an_application_after_signing_up(client, mailoutbox):
    sign_up(client, query="?next=/applications/new/", organisation="Example Ltd")

    response = client.post(link_in(mailoutbox[0], "/accounts/confirm-email/"), follow=True)

    assert response.redirect_chain[-1][0] == "/applications/new/"
    assert "Example Ltd" in response.content.decode()


def test_who_signs_up_without_an_organisation_registers_one_and_comes_back(signed_in):
    page = signed_in.get("/applications/new/").content.decode()
    register = re.search(r'href="(/organisations/new/[^"]*)"', page)[1]

    response = signed_in.post(register, {"name": "Example Ltd", "website": ""})

    assert response.url == "/applications/new/"


def test_opening_the_link_alone_confirms_nothing(client, mailoutbox):
    sign_up(client)

    response = client.get(link_in(mailoutbox[0], "/accounts/confirm-email/"))

    assert response.status_code == 200
    assert not EmailAddress.objects.get().verified


def test_confirming_elsewhere_does_not_sign_in(client, mailoutbox):
    sign_up(client)
    client_elsewhere = Client()

    client_elsewhere.post(link_in(mailoutbox[0], "/accounts/confirm-email/"))

    assert EmailAddress.objects.get().verified
    assert client_elsewhere.get(reverse("accounts:account")).status_code == 302


def test_signing_up_can_register_an_organisation(client):
    sign_up(client, organisation="Acme")

    assert queries.is_owner(User.objects.get(), Organisation.objects.get(name="Acme"))


def test_signing_up_needs_a_name(client):
    response = sign_up(client, name="")

    assert "Enter your name" in response.content.decode()
    assert not User.objects.exists()


def test_signing_up_with_a_known_address_tells_its_owner_only(client, mailoutbox):
    known = UserFactory(email="new@example.org")

    response = sign_up(client)

    assert response.url == reverse("account_email_verification_sent")
    assert User.objects.get() == known
    assert mailoutbox[0].to == ["new@example.org"]
    assert "confirm-email" not in mailoutbox[0].body


def test_signing_in_leads_to_the_applications(client, person):
    response = sign_in(client, person.email.upper())

    assert response.url == "/applications/"


def test_staff_start_in_the_admin(client):
    response = sign_in(client, ReviewerFactory().email)

    assert response.url == reverse("admin:index")


def test_signing_in_does_not_tell_a_wrong_password_from_a_wrong_address(client, person):
    wrong_password = sign_in(client, person.email, "wrong").context["form"].errors
    wrong_address = sign_in(client, "nobody@example.org", "wrong").context["form"].errors

    assert wrong_password == wrong_address != {}


def test_signing_in_without_a_confirmed_address_sends_the_mail_again(client, mailoutbox):
    unconfirmed = UserFactory(email_confirmed=False)

    response = sign_in(client, unconfirmed.email)

    assert response.url == reverse("account_email_verification_sent")
    assert mailoutbox[0].to == [unconfirmed.email]


def test_deactivated_people_do_not_get_in(client):
    gone = UserFactory(is_active=False)

    sign_in(client, gone.email)

    assert client.get(reverse("accounts:account")).status_code == 302


def test_too_many_wrong_passwords_are_stopped(client, person):
    for _ in range(5):
        sign_in(client, person.email, "wrong")

    response = sign_in(client, person.email)

    assert "Too many failed login attempts" in response.content.decode()


def test_a_forgotten_password_is_replaced_by_mail(client, person, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": person.email})
    response = client.get(link_in(mailoutbox[0], "/accounts/password/reset/key/"), follow=True)
    new = "staple battery horse"
    client.post(response.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert sign_in(client, person.email, new).url == "/applications/"


def test_resetting_an_unknown_address_looks_the_same(client, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert response.url == reverse("account_reset_password_done")


def test_an_invited_person_comes_back_after_signing_up(client, organisation, person, mailoutbox):
    services.invite(organisation, email="new@example.org", role=Membership.Role.EDITOR, by=person)
    address = link_in(mailoutbox.pop(), "/invitations/")
    sign_up(client, query=f"?next={address}")

    response = client.post(link_in(mailoutbox[0], "/accounts/confirm-email/"))
    assert response.url == address
    client.post(address)

    assert queries.can_edit(User.objects.get(email="new@example.org"), organisation)


@pytest.mark.parametrize(
    "page", ["account_login", "account_signup", "account_reset_password", "account_logout"]
)
def test_the_pages_of_strangers_open(client, page):
    assert client.get(reverse(page)).status_code in {200, 302}


@pytest.mark.parametrize(
    "page", ["account_email", "account_change_password", "mfa_index", "usersessions_list"]
)
def test_the_pages_of_people_open(signed_in, page):
    assert signed_in.get(reverse(page)).status_code == 200


def test_single_sign_on_brings_the_name_along(rf):
    from allauth.socialaccount.models import SocialLogin  # noqa: PLC0415 -- only here

    login = SocialLogin(user=User())

    user = SocialAccountAdapter().populate_user(
        rf.get("/"), login, {"email": "a@example.org", "first_name": "Ada", "last_name": "Byron"}
    )

    assert (user.email, user.name) == ("a@example.org", "Ada Byron")


def test_second_factors_are_encrypted_in_the_database():
    encrypted = MfaAdapter().encrypt("seed")

    assert "seed" not in encrypted
    assert MfaAdapter().decrypt(encrypted) == "seed"


def test_where_a_session_is_used_is_noted_every_five_minutes(signed_in, person, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    seen = []

    for minutes in (0, 4, 6):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        signed_in.get(reverse("accounts:account"), HTTP_USER_AGENT=f"Browser {minutes}")
        seen.append(UserSession.objects.get(user=person).user_agent)

    assert seen == ["Browser 0", "Browser 0", "Browser 6"]


def test_pages_for_everybody_do_not_depend_on_cookies(rf):
    def page(request):
        return HttpResponse("the same for everybody")

    request = rf.get("/")
    SessionMiddleware(StaffMfaMiddleware(SessionActivityMiddleware(page)))(request)

    assert not request.session.accessed
