"""Which outcomes do the rules allow a reviewer now, and why not the others?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from applications.models import Application
from applications.states import Action, Role, actions_for
from guidelines import checklist
from guidelines.assessment import Assessment
from guidelines.pack import Tier

OUTCOMES: Final[Mapping[Action, tuple[str, str]]] = {
    Action.APPROVE: ("Approve with conditions", "admin:reviews_approve"),
    Action.REQUEST_CHANGES: ("Request changes", "admin:reviews_changes"),
    Action.DECLINE: ("Decline", "admin:reviews_decline"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One outcome; `reason` says why it is not open, "" if it is."""

    action: Action
    label: str
    url_name: str
    reason: str

    @property
    def is_open(self) -> bool:
        return not self.reason


def offers(
    application: Application, assessment: Assessment, *, is_held: bool, has_decided: bool
) -> tuple[Offer, ...]:
    """Every outcome of a review in the order of the page."""
    allowed = actions_for(application.status, Role.REVIEWER)
    general = _general(is_held=is_held, has_decided=has_decided)
    found = []
    for action, (label, url_name) in OUTCOMES.items():
        state = "" if action in allowed else "Nothing is under review here."
        own = approval_reason(assessment) if action is Action.APPROVE else ""
        found.append(Offer(action, label, url_name, state or general or own))
    return tuple(found)


def approval_reason(assessment: Assessment) -> str:
    """Why no conditions whatever would make an approval possible; "" if some would."""
    if assessment.review_tier is Tier.PROHIBITED:
        return "Prohibited by the guidelines: it cannot be approved."
    stopping = [one for one in mendable_gate(assessment) if one.reason != "unanswered"]
    unanswered = len(mendable_gate(assessment)) - len(stopping)
    if stopping:
        return f"Stopped by the checklist: {', '.join(one.check for one in stopping)}."
    return f"Checks without a mark: {unanswered}." if unanswered else ""


def mendable_gate(assessment: Assessment) -> tuple[checklist.Obstacle, ...]:
    """What stops an approval even if every condition of the pack stood on it."""
    return checklist.gate(
        assessment.shown,
        marks=assessment.marks,
        conditions=frozenset(assessment.pack.condition_index),
    )


def _general(*, is_held: bool, has_decided: bool) -> str:
    if has_decided:
        return "You have decided on this revision: another reviewer goes on."
    return "" if is_held else "Claim it first."
