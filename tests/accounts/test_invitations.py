"""Who can be asked into an organisation, and who can take the invitation up?"""

import re
from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts import queries, services
from accounts.models import Invitation, Membership
from accounts.services.invitations import (
    AlreadyMember,
    InvitationNotSent,
    InvitationOver,
    InvitedAnotherAddress,
    TooManyInvitations,
)
from accounts.services.organisations import NotAnOwner
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

EDITOR, VIEWER = Membership.Role.EDITOR, Membership.Role.VIEWER


def invite(organisation, email="guest@example.org", role=EDITOR):
    """Invite in the name of the owner."""
    owner = organisation.memberships.get(role=Membership.Role.OWNER).user
    return services.invite(organisation, email=email, role=role, by=owner)


def secret_in(mail):
    """Read the secret in the link of a mail."""
    return re.search(r"/invitations/([\w-]+)/", mail.body)[1]


def test_the_link_in_the_mail_finds_the_invitation(organisation, mailoutbox):
    invitation = invite(organisation)

    [mail] = mailoutbox
    assert mail.to == ["guest@example.org"]
    assert services.find_invitation(secret_in(mail)) == invitation
    assert services.find_invitation("something-else") is None


def test_only_the_digest_of_the_secret_is_kept(organisation, mailoutbox):
    invite(organisation)

    [row] = Invitation.objects.values()
    assert secret_in(mailoutbox[0]) not in str(row)
    assert len(row["digest"]) == 32


def test_the_organisations_name_cannot_add_headers_to_the_mail(person, mailoutbox):
    invite(OrganisationFactory(owner=person, name="Acme\nBcc: everybody@example.org"))

    assert mailoutbox[0].subject.startswith("Join Acme Bcc: everybody@example.org on ")


def test_accepting_makes_a_member_with_the_role_of_the_invitation(organisation):
    guest = UserFactory(email="guest@example.org")
    invitation = invite(organisation, role=VIEWER)

    services.accept(invitation, user=guest)

    assert queries.role_in(guest, organisation) is VIEWER
    assert not queries.open_invitations(organisation).exists()


def test_the_case_of_the_address_does_not_matter(organisation):
    guest = UserFactory(email="guest@example.org")

    services.accept(invite(organisation, email="Guest@Example.org "), user=guest)

    assert queries.is_member(guest, organisation)


def test_an_invitation_is_accepted_once(organisation):
    guest = UserFactory(email="guest@example.org")
    invitation = invite(organisation)
    services.accept(invitation, user=guest)
    services.leave(organisation, user=guest)

    with pytest.raises(InvitationOver):
        services.accept(invitation, user=guest)


def test_another_address_is_refused(organisation):
    invitation = invite(organisation)

    with pytest.raises(InvitedAnotherAddress):
        services.accept(invitation, user=UserFactory(email="other@example.org"))


def test_an_unconfirmed_address_is_refused(organisation):
    guest = UserFactory(email="guest@example.org", email_confirmed=False)
    invitation = invite(organisation)

    with pytest.raises(InvitedAnotherAddress):
        services.accept(invitation, user=guest)


def test_an_expired_invitation_is_refused(organisation, time_machine):
    guest = UserFactory(email="guest@example.org")
    invitation = invite(organisation)

    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1))

    with pytest.raises(InvitationOver):
        services.accept(invitation, user=guest)


def test_a_revoked_invitation_is_refused(organisation, person):
    guest = UserFactory(email="guest@example.org")
    invitation = invite(organisation)
    services.revoke_invitation(invitation, by=person)
    services.revoke_invitation(invitation, by=person)

    with pytest.raises(InvitationOver):
        services.accept(invitation, user=guest)


def test_inviting_again_replaces_the_earlier_invitation(organisation, mailoutbox):
    guest = UserFactory(email="guest@example.org")
    earlier = invite(organisation)
    later = invite(organisation, email="GUEST@example.org", role=VIEWER)

    with pytest.raises(InvitationOver):
        services.accept(earlier, user=guest)
    services.accept(later, user=guest)

    assert queries.role_in(guest, organisation) is VIEWER


def test_a_member_is_not_invited(organisation):
    member = MembershipFactory(organisation=organisation).user

    with pytest.raises(AlreadyMember):
        invite(organisation, email=member.email.upper())


def test_a_member_meanwhile_cannot_accept(organisation):
    guest = UserFactory(email="guest@example.org")
    invitation = invite(organisation)
    MembershipFactory(organisation=organisation, user=guest, role=VIEWER)

    with pytest.raises(AlreadyMember, match="You already belong"):
        services.accept(invitation, user=guest)


def test_only_owners_invite_and_revoke(organisation):
    editor = MembershipFactory(organisation=organisation).user
    invitation = invite(organisation)

    with pytest.raises(NotAnOwner):
        services.invite(organisation, email="x@example.org", role=EDITOR, by=editor)
    with pytest.raises(NotAnOwner):
        services.revoke_invitation(invitation, by=editor)


def test_nobody_sends_more_than_thirty_invitations_a_day(organisation, time_machine):
    for number in range(30):
        invite(organisation, email=f"guest{number}@example.org")

    with pytest.raises(TooManyInvitations):
        invite(organisation)

    time_machine.move_to(timezone.now() + timedelta(days=1, seconds=1))
    invite(organisation)


def test_an_invitation_that_could_not_be_sent_is_not_left_open(organisation, monkeypatch):
    def refuse(self, mails):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    with pytest.raises(InvitationNotSent):
        invite(organisation)

    assert not queries.open_invitations(organisation).exists()
