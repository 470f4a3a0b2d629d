"""Whether a key is good: one ordered pure function, used by every way of asking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from applications.states import ApprovalStatus


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What the decision rests on. The approval is the newest that replaced the key's own."""

    expires_at: datetime | None
    revoked_at: datetime | None
    ends_at: datetime | None  # set when it was rolled
    approval_status: str
    approval_from: datetime
    approval_until: datetime
    organisation_closed: bool = False


@dataclass(frozen=True, slots=True)
class Allow:
    """The key is good at this moment."""

    status: str = "active"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Deny:
    """The key is not good; `reason` is for its owner and the log, `status` for everyone."""

    status: str
    reason: str


_OF_APPROVAL: Final[Mapping[str, Deny]] = {
    ApprovalStatus.SUSPENDED: Deny("suspended", "approval_suspended"),
    ApprovalStatus.REVOKED: Deny("revoked", "approval_revoked"),
    ApprovalStatus.EXPIRED: Deny("expired", "approval_expired"),
    ApprovalStatus.SUPERSEDED: Deny("revoked", "approval_superseded"),
}


def decide(key: KeyFacts, *, now: datetime) -> Allow | Deny:
    """The first that holds: key revoked or replaced, organisation closed, approval or key over."""
    reasons = (
        (key.revoked_at is not None, Deny("revoked", "key_revoked")),
        (_is_past(key.ends_at, now=now), Deny("revoked", "key_rolled")),
        (key.organisation_closed, Deny("revoked", "organisation_closed")),
        (
            key.approval_status != ApprovalStatus.ACTIVE,
            _OF_APPROVAL.get(key.approval_status, Deny("revoked", "approval_not_active")),
        ),
        (not key.approval_from <= now < key.approval_until, Deny("expired", "approval_expired")),
        (_is_past(key.expires_at, now=now), Deny("expired", "key_expired")),
    )
    return next((deny for applies, deny in reasons if applies), Allow())


def _is_past(moment: datetime | None, *, now: datetime) -> bool:
    return moment is not None and moment <= now
