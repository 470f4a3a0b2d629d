"""Which domains tie nobody to anybody; policy owners say so."""

from http import HTTPStatus

from django.db import transaction

from accounts.models import SharedDomain, User
from common.errors import DomainError


class NotAPolicyOwner(DomainError):
    """Only policy owners can do this."""

    status = HTTPStatus.FORBIDDEN


@transaction.atomic
def share_domain(shared: SharedDomain, *, by: User) -> None:
    """Let a domain count no longer; a trigger takes it from people and organisations."""
    _ensure_policy_owner(by)
    shared.domain = shared.domain.strip().lower()
    shared.save(force_insert=True)


@transaction.atomic
def stop_sharing_domain(shared: SharedDomain, *, by: User) -> None:
    """Let a domain count again, for everybody who is under it."""
    _ensure_policy_owner(by)
    shared.delete()


def _ensure_policy_owner(person: User) -> None:
    if not person.is_policy_owner:
        raise NotAPolicyOwner
