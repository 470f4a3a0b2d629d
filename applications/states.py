"""Which acts move an application or an approval, from where, to where, and by whom.

The one table that pages, the API, the admin and the database triggers read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices

from common.errors import DomainError


class Status(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    AWAITING_SECOND = "awaiting_second", "Awaiting a second reviewer"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Action(TextChoices):
    SUBMIT = "submit", "Submit"
    WITHDRAW = "withdraw", "Withdraw"
    START_REVIEW = "start_review", "Start the review"
    REQUEST_CHANGES = "request_changes", "Request changes"
    PASS_TO_SECOND = "pass_to_second", "Pass to a second reviewer"
    DISAGREE = "disagree", "Disagree with the first reviewer"
    APPROVE = "approve", "Approve"
    DECLINE = "decline", "Decline"


class Role(TextChoices):
    APPLICANT = "applicant", "Applicant"
    REVIEWER = "reviewer", "Reviewer"
    SYSTEM = "system", "System"


class ApprovalStatus(TextChoices):
    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    REVOKED = "revoked", "Revoked"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Superseded"


class ApprovalAction(TextChoices):
    SUSPEND = "suspend", "Suspend"
    REINSTATE = "reinstate", "Reinstate"
    REVOKE = "revoke", "Revoke"
    EXPIRE = "expire", "Expire"
    SUPERSEDE = "supersede", "Supersede"


class WrongState(DomainError):
    """This cannot be done in the present state."""


class NoteMissing(DomainError):
    """Say why: this act needs a note."""


class ClausesMissing(DomainError):
    """Cite at least one clause of the guidelines: this act needs it."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a table: `sources` → `target`, by `role`."""

    sources: frozenset[str]
    target: str
    role: Role
    needs_note: bool = False
    needs_clauses: bool = False

    def check(self, status: str, *, note: str = "", clauses: tuple[str, ...] = ()) -> None:
        """Raise the refusal that applies, if any."""
        if status not in self.sources:
            raise WrongState(f"This cannot be done while the state is '{label(status)}'.")
        if self.needs_note and not note.strip():
            raise NoteMissing
        if self.needs_clauses and not clauses:
            raise ClausesMissing


def label(status: str) -> str:
    """The state in words, for either table."""
    names: dict[str, str] = {**dict(ApprovalStatus.choices), **dict(Status.choices)}
    return names[status].lower()


_UNDECIDED: Final = frozenset({Status.IN_REVIEW, Status.AWAITING_SECOND})

TRANSITIONS: Final[Mapping[Action, Transition]] = {
    Action.SUBMIT: Transition(
        frozenset({Status.DRAFT, Status.CHANGES_REQUESTED}), Status.SUBMITTED, Role.APPLICANT
    ),
    Action.WITHDRAW: Transition(
        _UNDECIDED | {Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED},
        Status.WITHDRAWN,
        Role.APPLICANT,
    ),
    Action.START_REVIEW: Transition(frozenset({Status.SUBMITTED}), Status.IN_REVIEW, Role.REVIEWER),
    Action.REQUEST_CHANGES: Transition(
        _UNDECIDED, Status.CHANGES_REQUESTED, Role.REVIEWER, needs_note=True
    ),
    Action.PASS_TO_SECOND: Transition(
        frozenset({Status.IN_REVIEW}), Status.AWAITING_SECOND, Role.REVIEWER
    ),
    Action.DISAGREE: Transition(
        frozenset({Status.AWAITING_SECOND}), Status.IN_REVIEW, Role.REVIEWER
    ),
    Action.APPROVE: Transition(_UNDECIDED, Status.APPROVED, Role.REVIEWER),
    Action.DECLINE: Transition(
        _UNDECIDED, Status.DECLINED, Role.REVIEWER, needs_note=True, needs_clauses=True
    ),
}

APPROVAL_TRANSITIONS: Final[Mapping[ApprovalAction, Transition]] = {
    ApprovalAction.SUSPEND: Transition(
        frozenset({ApprovalStatus.ACTIVE}), ApprovalStatus.SUSPENDED, Role.REVIEWER, needs_note=True
    ),
    ApprovalAction.REINSTATE: Transition(
        frozenset({ApprovalStatus.SUSPENDED}), ApprovalStatus.ACTIVE, Role.REVIEWER, needs_note=True
    ),
    ApprovalAction.REVOKE: Transition(
        frozenset({ApprovalStatus.ACTIVE, ApprovalStatus.SUSPENDED}),
        ApprovalStatus.REVOKED,
        Role.REVIEWER,
        needs_note=True,
    ),
    ApprovalAction.EXPIRE: Transition(
        frozenset({ApprovalStatus.ACTIVE, ApprovalStatus.SUSPENDED}),
        ApprovalStatus.EXPIRED,
        Role.SYSTEM,
    ),
    ApprovalAction.SUPERSEDE: Transition(
        frozenset({ApprovalStatus.ACTIVE, ApprovalStatus.SUSPENDED}),
        ApprovalStatus.SUPERSEDED,
        Role.SYSTEM,
    ),
}

EDITABLE: Final = frozenset({Status.DRAFT, Status.CHANGES_REQUESTED})
OPEN: Final = frozenset({Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_SECOND})
CLOSED: Final = frozenset({Status.APPROVED, Status.DECLINED, Status.WITHDRAWN})


def actions_for(status: str, role: str) -> tuple[Action, ...]:
    """The acts open to a role in a state, in the table's order."""
    return tuple(
        action for action, row in TRANSITIONS.items() if status in row.sources and row.role == role
    )


def approval_actions_for(status: str, role: str) -> tuple[ApprovalAction, ...]:
    """The same for an approval."""
    return tuple(
        action
        for action, row in APPROVAL_TRANSITIONS.items()
        if status in row.sources and row.role == role
    )


def pairs(table: Mapping[Action, Transition] | Mapping[ApprovalAction, Transition]) -> str:
    """Every (from, to) of a table as SQL, for the trigger that holds it."""
    steps = {(source, row.target) for row in table.values() for source in row.sources}
    return ", ".join(f"('{source}', '{target}')" for source, target in sorted(steps))
