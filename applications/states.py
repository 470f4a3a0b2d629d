"""Which acts move an application or an approval, from where, to where, and by whom.

The one table that pages, the API, the admin and the database triggers read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.languages import inside_sentence


class Kind(TextChoices):
    """What an application asks for: something new, or something about an approval."""

    NEW = "new", _("New application")
    AMENDMENT = "amendment", _("Amendment")
    RECERTIFICATION = "recertification", _("Recertification")


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    AWAITING_SECOND = "awaiting_second", _("Awaiting a second reviewer")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RECORDED = "recorded", _("Recorded")
    APPEALED = "appealed", _("Appealed")


class Action(TextChoices):
    SUBMIT = "submit", _("Submit")
    WITHDRAW = "withdraw", _("Withdraw")
    START_REVIEW = "start_review", _("Start the review")
    REQUEST_CHANGES = "request_changes", _("Request changes")
    PASS_TO_SECOND = "pass_to_second", _("Pass to a second reviewer")
    DISAGREE = "disagree", _("Disagree with the first reviewer")
    APPROVE = "approve", _("Approve")
    DECLINE = "decline", _("Decline")
    RECORD = "record", _("Record")
    APPEAL = "appeal", _("Appeal")
    WITHDRAW_APPEAL = "withdraw_appeal", _("Withdraw the appeal")


class Role(TextChoices):
    APPLICANT = "applicant", _("Applicant")
    REVIEWER = "reviewer", _("Reviewer")
    SYSTEM = "system", _("System")


class ApprovalStatus(TextChoices):
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


class ApprovalAction(TextChoices):
    SUSPEND = "suspend", _("Suspend")
    REINSTATE = "reinstate", _("Reinstate")
    REVOKE = "revoke", _("Revoke")
    EXPIRE = "expire", _("Expire")
    SUPERSEDE = "supersede", _("Supersede")
    RELINQUISH = "relinquish", _("Give up")


class WrongState(DomainError):
    """This cannot be done in the present state."""


class NoteMissing(DomainError):
    """Say why: this act needs a note."""


class ClausesMissing(DomainError):
    """Cite at least one clause of the guidelines: this act needs it."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a table: `sources` → `target`, by `role`; in a state of `stays` nothing moves."""

    sources: frozenset[str]
    target: str
    role: Role
    needs_note: bool = False
    needs_clauses: bool = False
    stays: frozenset[str] = frozenset()

    def target_from(self, status: str) -> str:
        """Where the act leads from this state."""
        return status if status in self.stays else self.target

    def check(self, status: str, *, note: str = "", clauses: tuple[str, ...] = ()) -> None:
        """Raise the refusal that applies, if any."""
        if status not in self.sources:
            sentence = gettext("This cannot be done while the state is '%(state)s'.")
            raise WrongState(sentence % {"state": label(status)})
        if self.needs_note and not note.strip():
            raise NoteMissing
        if self.needs_clauses and not clauses:
            raise ClausesMissing


def label(status: str) -> str:
    """The state in words, for either table."""
    names = {**dict(ApprovalStatus.choices), **dict(Status.choices)}
    return inside_sentence(str(names[status]))


_UNDECIDED: Final = frozenset({Status.IN_REVIEW, Status.AWAITING_SECOND})
_APPEALED: Final = frozenset({Status.APPEALED})  # an appeal keeps its state until it is decided

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
        _APPEALED | {Status.IN_REVIEW}, Status.AWAITING_SECOND, Role.REVIEWER, stays=_APPEALED
    ),
    Action.DISAGREE: Transition(
        _APPEALED | {Status.AWAITING_SECOND}, Status.IN_REVIEW, Role.REVIEWER, stays=_APPEALED
    ),
    Action.APPROVE: Transition(_UNDECIDED | _APPEALED, Status.APPROVED, Role.REVIEWER),
    Action.DECLINE: Transition(
        _UNDECIDED | _APPEALED, Status.DECLINED, Role.REVIEWER, needs_note=True, needs_clauses=True
    ),
    Action.RECORD: Transition(frozenset({Status.SUBMITTED}), Status.RECORDED, Role.SYSTEM),
    Action.APPEAL: Transition(frozenset({Status.DECLINED}), Status.APPEALED, Role.APPLICANT),
    Action.WITHDRAW_APPEAL: Transition(_APPEALED, Status.DECLINED, Role.APPLICANT),
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
        frozenset({ApprovalStatus.ACTIVE}), ApprovalStatus.SUPERSEDED, Role.SYSTEM
    ),
    ApprovalAction.RELINQUISH: Transition(
        frozenset({ApprovalStatus.ACTIVE, ApprovalStatus.SUSPENDED}),
        ApprovalStatus.REVOKED,
        Role.APPLICANT,
    ),
}

EDITABLE: Final = frozenset({Status.DRAFT, Status.CHANGES_REQUESTED})
OPEN: Final = frozenset(
    {Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_SECOND, Status.APPEALED}
)
CLOSED: Final = frozenset({Status.APPROVED, Status.DECLINED, Status.WITHDRAWN, Status.RECORDED})


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
    steps = {(source, row.target) for row in table.values() for source in row.sources - row.stays}
    return ", ".join(f"('{source}', '{target}')" for source, target in sorted(steps))
