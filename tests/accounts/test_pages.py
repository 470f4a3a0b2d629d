"""Do the account, organisation, token and invitation pages do their one act, and for whom?"""

import logging
import re
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts import queries, services
from accounts.models import ApiToken, Membership, Organisation
from accounts.scopes import Scope
from accounts.services.tokens import TOKENS_MAX
from tests.factories import PASSWORD, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
OWNER, EDITOR, VIEWER = Membership.Role


@pytest.fixture(autouse=True)
def _forget_rate_limits():
    cache.clear()


@pytest.fixture
def member(organisation):
    """Another member, an editor."""
    return MembershipFactory(organisation=organisation)


def of(name, organisation, **more):
    """Return an address under the organisation's."""
    return reverse(f"accounts:{name}", kwargs={"public_id": organisation.public_id, **more})


def sentences(response):
    """Return what the page tells in messages and errors, as text."""
    return re.sub(r"\s+", " ", response.content.decode())


TOKEN = {"name": "CI", "scopes": ["precheck"], "lifetime": "30"}


def confirm_password(client):
    """Pass the page that asks for the password again."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


# --- The account ----------------------------------------------------------------------------------


def test_people_change_their_name(signed_in, person):
    response = signed_in.post(reverse("accounts:account"), {"name": " Ada "})

    person.refresh_from_db()
    assert (response.url, person.name) == (reverse("accounts:account"), "Ada")


def test_an_empty_name_is_refused(signed_in):
    response = signed_in.post(reverse("accounts:account"), {"name": ""})

    assert "Enter your name" in sentences(response)


@pytest.mark.parametrize("page", ["account", "tokens", "organisation_new"])
def test_strangers_are_asked_to_sign_in(client, page):
    response = client.get(reverse(f"accounts:{page}"))

    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_account_page_costs_a_constant_number_of_queries(
    signed_in, person, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        OrganisationFactory(owner=person)
    signed_in.get(reverse("accounts:account"))  # notes the session

    with django_assert_num_queries(3):  # person, memberships, unread news
        response = signed_in.get(reverse("accounts:account"))

    assert len(response.context["memberships"]) == item_count


# --- Tokens ---------------------------------------------------------------------------------------


def test_a_token_is_made_after_the_password_and_shown_once(signed_in, person):
    asked = signed_in.post(reverse("accounts:tokens"), TOKEN)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()

    shown = signed_in.post(asked.url, {"password": PASSWORD})

    secret = re.search(r"gatepat_\w{38}", shown.content.decode())[0]
    assert services.authenticate_token(secret).user == person
    assert "no-store" in shown["Cache-Control"]
    assert secret not in signed_in.get(reverse("accounts:tokens")).content.decode()


def test_a_confirmed_session_makes_a_token_at_once(signed_in):
    confirm_password(signed_in)

    response = signed_in.post(reverse("accounts:tokens"), TOKEN)

    assert "gatepat_" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_making_a_token_leaves_no_secret_in_the_log_or_session(signed_in, caplog):
    confirm_password(signed_in)

    with caplog.at_level(logging.DEBUG):
        secret = signed_in.post(reverse("accounts:tokens"), TOKEN).context["secret"]

    assert secret not in caplog.text
    assert secret not in str(dict(signed_in.session))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Enter what the token is for"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["reviews:read"]}, "Select a valid choice"),
        ({"lifetime": ""}, "Choose how long the token lasts"),
        ({"lifetime": "4000"}, "Select a valid choice"),
    ],
)
def test_a_wrong_token_form_says_what_is_wrong(signed_in, change, sentence):
    confirm_password(signed_in)

    response = signed_in.post(reverse("accounts:tokens"), TOKEN | change)

    assert sentence in sentences(response)
    assert not ApiToken.objects.exists()


def test_a_refusal_is_shown_on_the_token_form(signed_in, person, monkeypatch):
    confirm_password(signed_in)
    monkeypatch.setattr("accounts.services.tokens.TOKENS_MAX", 0)

    response = signed_in.post(reverse("accounts:tokens"), TOKEN)

    assert TOKENS_MAX == 50
    assert "You have fifty tokens in use" in sentences(response)


def token_of(user):
    """Make a token without the page."""
    token, _ = services.create_token(
        user, name="test", scopes=[Scope.PRECHECK], lifetime=services.tokens.TOKEN_LIFETIME_MAX
    )
    return token


def test_a_token_is_revoked(signed_in, person):
    token = token_of(person)

    signed_in.post(reverse("accounts:token_revoke", args=[token.public_id]))

    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_revokes_the_token_of_another(signed_in):
    token = token_of(UserFactory())

    response = signed_in.post(reverse("accounts:token_revoke", args=[token.public_id]))

    token.refresh_from_db()
    assert (response.status_code, token.revoked_at) == (404, None)


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_token_list_costs_a_constant_number_of_queries(
    signed_in, person, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        token_of(person)
    signed_in.get(reverse("accounts:tokens"))

    with django_assert_num_queries(3):  # person, tokens, unread news
        response = signed_in.get(reverse("accounts:tokens"))

    assert len(response.context["tokens"]) == item_count


# --- Organisations --------------------------------------------------------------------------------


def test_an_organisation_is_registered(signed_in, person):
    form = {"name": "Acme", "website": "acme.test"}
    response = signed_in.post(reverse("accounts:organisation_new"), form)

    organisation = Organisation.objects.get()
    assert response.url == organisation.get_absolute_url()
    assert organisation.website == "https://acme.test"
    assert queries.is_owner(person, organisation)


@pytest.mark.parametrize(
    ("next_address", "expected"), [("/account/", "/account/"), ("https://elsewhere.test/", None)]
)
def test_registering_leads_on_to_where_one_came_from(signed_in, next_address, expected):
    address = reverse("accounts:organisation_new") + f"?next={next_address}"

    response = signed_in.post(address, {"name": "Acme"})

    assert response.url == (expected or Organisation.objects.get().get_absolute_url())


def test_an_organisation_without_a_name_is_refused(signed_in):
    response = signed_in.post(reverse("accounts:organisation_new"), {"website": "acme.test"})

    assert "Enter the name of the organisation" in sentences(response)


def test_a_refusal_is_shown_on_the_organisation_form(signed_in, person, monkeypatch):
    monkeypatch.setattr("accounts.services.organisations.ORGANISATIONS_MAX", 0)

    response = signed_in.post(reverse("accounts:organisation_new"), {"name": "Acme"})

    assert "You have already registered twenty organisations" in sentences(response)


def test_owners_see_members_and_invitations(signed_in, organisation, person, member):
    services.invite(organisation, email="guest@example.org", role=VIEWER, by=person)

    page = sentences(signed_in.get(organisation.get_absolute_url()))

    assert member.user.email in page
    assert "guest@example.org" in page


def test_editors_do_not_see_invitations(client, organisation, person, member):
    services.invite(organisation, email="guest@example.org", role=VIEWER, by=person)
    client.force_login(member.user)

    page = sentences(client.get(organisation.get_absolute_url()))

    assert person.email in page
    assert "guest@example.org" not in page


def test_an_owner_changes_name_and_website(signed_in, organisation):
    address = of("organisation_edit", organisation)
    assert organisation.name in sentences(signed_in.get(address))

    signed_in.post(address, {"name": "Acme", "website": ""})

    organisation.refresh_from_db()
    assert organisation.name == "Acme"


def test_an_editor_does_not(client, organisation, member):
    client.force_login(member.user)

    response = client.post(of("organisation_edit", organisation), {"name": "Acme"})

    assert "Only an owner of the organisation can do this." in sentences(response)


def test_an_owner_changes_a_role(signed_in, organisation, member):
    address = of("member_role", organisation, person=member.user.public_id)

    signed_in.post(address, {"role": "owner"})

    assert queries.is_owner(member.user, organisation)


def test_an_unknown_role_is_refused(signed_in, organisation, member):
    address = of("member_role", organisation, person=member.user.public_id)

    response = signed_in.post(address, {"role": "king"}, follow=True)

    assert "Choose a role." in sentences(response)


def test_an_editor_cannot_change_members(client, organisation, person, member):
    client.force_login(member.user)

    address = of("member_role", organisation, person=person.public_id)
    response = client.post(address, {"role": "editor"}, follow=True)

    assert "Only an owner of the organisation can do this." in sentences(response)
    assert queries.is_owner(person, organisation)


def test_strangers_find_no_organisation(client, organisation, person):
    client.force_login(UserFactory())
    outsider = {"person": person.public_id}
    some_id = {"invitation_id": uuid.uuid4()}

    answers = [client.get(of(name, organisation)) for name in ("organisation", "organisation_edit")]
    answers += [client.post(of("invite", organisation))]
    answers += [client.post(of("member_role", organisation, **outsider))]
    answers += [client.post(of("invitation_revoke", organisation, **some_id))]

    assert {answer.status_code for answer in answers} == {404}
    assert not any(organisation.name in sentences(answer) for answer in answers)


def test_acts_are_not_done_by_get(signed_in, organisation, person):
    addresses = [
        of("invite", organisation),
        of("member_role", organisation, person=person.public_id),
        of("invitation_revoke", organisation, invitation_id=uuid.uuid4()),
        reverse("accounts:token_revoke", args=[uuid.uuid4()]),
    ]

    assert {signed_in.get(address).status_code for address in addresses} == {405}


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_organisation_page_costs_a_constant_number_of_queries(
    signed_in, organisation, person, item_count, django_assert_num_queries
):
    for number in range(item_count):
        MembershipFactory(organisation=organisation)
        services.invite(organisation, email=f"{number}@example.org", role=VIEWER, by=person)
    signed_in.get(organisation.get_absolute_url())

    with django_assert_num_queries(6):
        # person, organisation, role, members, invitations, unread news
        response = signed_in.get(organisation.get_absolute_url())

    assert len(response.context["members"]) == item_count + 1
    assert len(response.context["invitations"]) == item_count
