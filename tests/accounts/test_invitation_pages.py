"""Can owners invite through the pages, and can the invited accept there?"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import queries, services
from accounts.models import Membership
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(organisation, person, mailoutbox):
    """Where the link in the mail leads."""
    services.invite(organisation, email="guest@example.org", role=Membership.Role.EDITOR, by=person)
    return re.search(r"/invitations/[\w-]+/", mailoutbox[0].body)[0]


def invite(client, organisation, **form):
    """Fill in the form on the organisation's page."""
    address = reverse("accounts:invite", args=[organisation.public_id])
    return client.post(
        address, {"email": "guest@example.org", "role": "editor"} | form, follow=True
    )


def test_an_owner_invites(signed_in, organisation, mailoutbox):
    response = invite(signed_in, organisation)

    assert "We have invited guest@example.org." in response.content.decode()
    assert mailoutbox[0].to == ["guest@example.org"]


def test_the_page_never_holds_the_secret(signed_in, organisation, mailoutbox):
    response = invite(signed_in, organisation)

    secret = re.search(r"/invitations/([\w-]+)/", mailoutbox[0].body)[1]
    assert secret not in response.content.decode()


def test_a_wrong_address_is_refused_in_a_sentence(signed_in, organisation, mailoutbox):
    response = invite(signed_in, organisation, email="nonsense")

    assert "Enter an e-mail address such as name@example.org" in response.content.decode()
    assert not mailoutbox


def test_an_editor_cannot_invite(client, organisation, mailoutbox):
    client.force_login(MembershipFactory(organisation=organisation).user)

    invite(client, organisation)

    assert not mailoutbox


def test_an_owner_takes_an_invitation_back(signed_in, organisation, address):
    [invitation] = queries.open_invitations(organisation)

    signed_in.post(
        reverse("accounts:invitation_revoke", args=[organisation.public_id, invitation.public_id])
    )

    assert not queries.open_invitations(organisation)
    assert "This invitation was taken back" in signed_in.get(address).content.decode()


def test_an_editor_does_not_take_it_back(client, organisation, address):
    client.force_login(MembershipFactory(organisation=organisation).user)
    [invitation] = queries.open_invitations(organisation)

    client.post(
        reverse("accounts:invitation_revoke", args=[organisation.public_id, invitation.public_id])
    )

    assert queries.open_invitations(organisation).get() == invitation


def test_the_link_leads_strangers_to_sign_in_or_up(client, address, organisation):
    response = client.get(address)

    page = response.content.decode()
    assert organisation.name in page
    assert f"{reverse('account_login')}?next={address}" in page
    assert f"{reverse('account_signup')}?next={address}" in page
    assert "no-store" in response["Cache-Control"]


def test_only_who_was_invited_reads_the_whole_address(client, address):
    signed_out = client.get(address).content.decode()
    client.force_login(UserFactory())
    somebody_else = client.get(address).content.decode()
    client.force_login(UserFactory(email="guest@example.org"))
    invited = client.get(address).content.decode()

    assert "for g…@example.org" in signed_out
    assert "guest" not in signed_out
    assert "Add it to your account" in somebody_else
    assert "guest" not in somebody_else
    assert "for guest@example.org" in invited


def test_an_expired_invitation_says_until_when_it_was_open(client, address, time_machine):
    time_machine.move_to(timezone.now() + settings.INVITATION_LIFETIME + timedelta(minutes=1))

    page = client.get(address).content.decode()

    assert "This invitation could be accepted until" in page
    assert "guest" not in page


def test_strangers_accept_nothing(client, address, organisation):
    client.post(address)

    assert queries.open_invitations(organisation).count() == 1


def test_the_invited_person_accepts(client, address, organisation):
    guest = UserFactory(email="guest@example.org")
    client.force_login(guest)

    response = client.post(address)

    assert response.url == organisation.get_absolute_url()
    assert queries.can_edit(guest, organisation)


def test_accepting_twice_is_refused_in_a_sentence(client, address):
    client.force_login(UserFactory(email="guest@example.org"))
    client.post(address)

    response = client.post(address)

    assert "can no longer be accepted" in response.content.decode()
    assert "has been accepted already" in response.content.decode()


def test_somebody_else_is_refused_in_a_sentence(client, address, organisation):
    stranger = UserFactory()
    client.force_login(stranger)

    response = client.post(address)

    assert "This invitation is for another e-mail address" in response.content.decode()
    assert not queries.is_member(stranger, organisation)


def test_an_unknown_link_leads_nowhere(client):
    assert client.get(reverse("accounts:invitation", args=["unknown"])).status_code == 404


def test_an_invitation_is_sent_again_and_the_old_link_stops(signed_in, organisation, mailoutbox):
    invite = reverse("accounts:invite", args=[organisation.public_id])
    signed_in.post(invite, {"email": "guest@example.org", "role": "editor"})
    first = organisation.invitations.get()
    url = reverse("accounts:invitation_again", args=[organisation.public_id, first.public_id])

    sent = signed_in.post(url, follow=True)
    again = signed_in.post(url, follow=True)

    first.refresh_from_db()
    assert "We have sent guest@example.org a new link." in sent.content.decode()
    assert "has been accepted or taken back already" in again.content.decode()
    assert first.is_over
    assert organisation.invitations.open().get().role == "editor"
    assert len(mailoutbox) == 2


def test_the_ownership_is_handed_over_by_the_page(signed_in, organisation):
    successor = MembershipFactory(organisation=organisation)
    url = reverse(
        "accounts:member_hand_over", args=[organisation.public_id, successor.user.public_id]
    )

    done = signed_in.post(url, follow=True)
    refused = signed_in.post(url, follow=True)

    assert "is an owner now, and you are an editor." in done.content.decode()
    assert "Only an owner of the organisation can do this." in refused.content.decode()
