"""Everything that changes an organisation and who belongs to it."""

from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts import queries
from accounts.models import Membership, Organisation, User
from common.errors import DomainError

ORGANISATIONS_MAX = 20


class TooManyOrganisations(DomainError):
    """You have already registered twenty organisations."""


class NotAnOwner(DomainError):
    """Only an owner of the organisation can do this."""

    status = HTTPStatus.FORBIDDEN


class LastOwner(DomainError):
    """An organisation needs an owner. Make somebody else an owner first."""


class HandedToOneself(DomainError):
    """You are an owner already. Choose another member to hand the ownership to."""


class ClosedAlready(DomainError):
    """This organisation has been closed already."""


class NoLongerMember(DomainError):
    """This person no longer belongs to the organisation."""


@transaction.atomic
def register_organisation(user: User, *, name: str, website: str = "") -> Organisation:
    """Make an organisation; whoever registers it becomes its owner."""
    if Organisation.objects.filter(created_by=user).count() >= ORGANISATIONS_MAX:
        raise TooManyOrganisations
    organisation = Organisation.objects.create(
        name=one_line(name), website=website.strip(), created_by=user
    )
    organisation.memberships.create(user=user, role=Membership.Role.OWNER)
    return organisation


@transaction.atomic
def describe(
    organisation: Organisation, *, name: str, website: str, by: User, allows_learning: bool = False
) -> None:
    """Change the name and website, and whether others may learn from its cases."""
    lock_for_owner(organisation, by=by)
    organisation.name, organisation.website = one_line(name), website.strip()
    since = organisation.allowed_learning_at or timezone.now()
    organisation.allowed_learning_at = since if allows_learning else None
    organisation.save(update_fields=["name", "website", "allowed_learning_at"])


@transaction.atomic
def change_role(membership: Membership, *, role: Membership.Role, by: User) -> None:
    """Give a member another role."""
    lock_for_owner(membership.organisation, by=by)
    current = _current(membership)
    if role is not Membership.Role.OWNER:
        _refuse_last_owner(current)
    current.role = role
    current.save(update_fields=["role"])


@transaction.atomic
def hand_over(membership: Membership, *, by: User) -> None:
    """Make another member the owner in one's own place; one stays as an editor."""
    lock_for_owner(membership.organisation, by=by)
    current = _current(membership)
    if current.user_id == by.pk:
        raise HandedToOneself
    current.role = Membership.Role.OWNER
    current.save(update_fields=["role"])
    own = Membership.objects.filter(organisation=current.organisation_id, user=by)
    own.update(role=Membership.Role.EDITOR)


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """Take somebody out of the organisation."""
    lock_for_owner(membership.organisation, by=by)
    current = _current(membership)
    _refuse_last_owner(current)
    current.delete()


@transaction.atomic
def leave(organisation: Organisation, *, user: User) -> None:
    """Go of one's own accord."""
    lock(organisation)
    known = Membership.objects.select_for_update(of=("self",))
    membership = known.filter(organisation=organisation, user=user).first()
    if membership is None:
        raise NoLongerMember(gettext("You no longer belong to this organisation."))
    _refuse_last_owner(membership)
    membership.delete()


@transaction.atomic
def hand_over_and_leave(membership: Membership, *, by: User) -> None:
    """Make another member the owner in one's own place and go, both or neither."""
    hand_over(membership, by=by)
    leave(membership.organisation, user=by)


def close_organisation(organisation: Organisation, *, by: User) -> None:
    """Mark it as closed, for good; the caller ends what it has, in the same transaction."""
    lock_for_owner(organisation, by=by)
    if organisation.closed_at is not None:
        raise ClosedAlready
    organisation.closed_at = timezone.now()
    organisation.save(update_fields=["closed_at"])


def one_line(name: str) -> str:
    """Leave no line break in a name: it stands in the subjects of mails."""
    return " ".join(name.split())


def lock(organisation: Organisation) -> None:
    """Let one act at a time judge who belongs to the organisation."""
    organisation.refresh_from_db(from_queryset=Organisation.objects.select_for_update(no_key=True))


def lock_for_owner(organisation: Organisation, *, by: User) -> None:
    """Lock, then refuse anybody who is not an owner now."""
    lock(organisation)
    if not queries.is_owner(by, organisation):
        raise NotAnOwner


def _current(membership: Membership) -> Membership:
    """As it is now, locked: what hangs on it, such as a section, comes before or after the act."""
    current = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk).first()
    if current is None:
        raise NoLongerMember
    return current


def _refuse_last_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(
        organisation=membership.organisation_id, role=Membership.Role.OWNER
    )
    if membership.role == Membership.Role.OWNER and owners.count() == 1:
        raise LastOwner
