"""Everything that changes an invitation: asking somebody in, taking it up, taking it back."""

import hashlib
import secrets
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import emails, queries
from accounts.models import Invitation, Membership, Organisation, User
from accounts.services.organisations import lock_for_owner
from common.errors import DomainError

INVITATIONS_A_DAY = 30


class AlreadyMember(DomainError):
    """This person already belongs to the organisation."""


class TooManyInvitations(DomainError):
    """You have sent thirty invitations today. Try again tomorrow."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class InvitationNotSent(DomainError):
    """The invitation could not be sent by e-mail. Try again in a few minutes."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class NothingToSend(DomainError):
    """This invitation has been accepted or taken back already. Invite the person anew."""


class InvitationOver(DomainError):
    """This invitation can no longer be accepted. Ask for a new one."""


class InvitedAnotherAddress(DomainError):
    """This invitation is for another e-mail address than the ones you have confirmed."""

    status = HTTPStatus.FORBIDDEN


def invite(
    organisation: Organisation, *, email: str, role: Membership.Role, by: User
) -> Invitation:
    """Ask somebody to join; an earlier invitation to the same address stops working."""
    secret = secrets.token_urlsafe(32)
    invitation = _record(organisation, email=email.strip(), role=role, by=by, secret=secret)
    try:
        emails.send_invitation(invitation, secret=secret)
    except OSError as error:  # smtplib's errors are OSErrors too
        _revoke(invitation)
        raise InvitationNotSent from error
    return invitation


def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """Send a new link in place of one that was lost or has expired; the old one stops working."""
    current = Invitation.objects.open().filter(pk=invitation.pk).first()
    if current is None:
        raise NothingToSend
    role = Membership.Role(current.role)
    return invite(current.organisation, email=current.email, role=role, by=by)


def find_invitation(secret: str) -> Invitation | None:
    """Look an invitation up by the secret in its link, dead ones included."""
    return (
        Invitation.objects.filter(digest=_digest(secret))
        .select_related("organisation", "invited_by")
        .first()
    )


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Membership:
    """Join; only who has confirmed the invited address may, once and in time."""
    current = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if current.is_over:
        raise InvitationOver
    if not queries.has_confirmed(user, current.email):
        raise InvitedAnotherAddress
    if Membership.objects.filter(user=user, organisation=current.organisation_id).exists():
        raise AlreadyMember(gettext("You already belong to this organisation."))
    current.accepted_at = timezone.now()
    current.save(update_fields=["accepted_at"])
    return Membership.objects.create(
        user=user, organisation_id=current.organisation_id, role=current.role
    )


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; its link stops working. Doing so twice changes nothing."""
    lock_for_owner(invitation.organisation, by=by)
    _revoke(invitation)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


@transaction.atomic
def _record(
    organisation: Organisation, *, email: str, role: Membership.Role, by: User, secret: str
) -> Invitation:
    lock_for_owner(organisation, by=by)
    _refuse_more_than_a_day_allows(by)
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise AlreadyMember
    now = timezone.now()
    organisation.invitations.open().filter(email__iexact=email).update(revoked_at=now)
    return organisation.invitations.create(
        email=email,
        role=role,
        digest=_digest(secret),
        invited_by=by,
        created_at=now,
        expires_at=now + settings.INVITATION_LIFETIME,
    )


def _refuse_more_than_a_day_allows(by: User) -> None:
    since = timezone.now() - timedelta(days=1)
    if Invitation.objects.filter(invited_by=by, created_at__gt=since).count() >= INVITATIONS_A_DAY:
        raise TooManyInvitations


def _revoke(invitation: Invitation) -> None:
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now())
