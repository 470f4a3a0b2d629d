"""Which outcomes do the rules allow a reviewer now, and why not the others?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications.models import Application
from applications.services.moves import DecidedAlready
from applications.states import Action, Role, actions_for
from guidelines import checklist
from guidelines.assessment import Assessment
from guidelines.pack import Tier
from reviews.services.leases import DecisionHeld

OUTCOMES: Final[Mapping[Action, tuple[StrOrPromise, str]]] = {
    Action.APPROVE: (_("Approve with conditions"), "admin:reviews_approve"),
    Action.REQUEST_CHANGES: (_("Request changes"), "admin:reviews_changes"),
    Action.DECLINE: (_("Decline"), "admin:reviews_decline"),
}
ON_APPEAL: Final[Mapping[Action, StrOrPromise]] = {
    Action.APPROVE: _("Overturn: approve with conditions"),
    Action.DECLINE: _("Uphold: decline again"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One outcome; `reason` says why it is not open, "" if it is."""

    action: Action
    label: StrOrPromise
    url_name: str
    reason: str

    @property
    def is_open(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the reviewer at the desk stands to the application."""

    is_held: bool
    has_decided: bool
    is_sending: bool = False  # their own decision, which they can still undo


def offers(
    application: Application, assessment: Assessment, standing: Standing
) -> tuple[Offer, ...]:
    """Every outcome of a review in the order of the page."""
    allowed = actions_for(application.status, Role.REVIEWER)
    is_appeal = application.is_appealed
    general = _general(standing)
    found = []
    for action, (label, url_name) in OUTCOMES.items():
        state = "" if action in allowed else _not_now(is_appeal=is_appeal)
        own = approval_reason(assessment) if action is Action.APPROVE else ""
        called = ON_APPEAL.get(action, label) if is_appeal else label
        found.append(Offer(action, called, url_name, state or general or own))
    return tuple(found)


def _not_now(*, is_appeal: bool) -> str:
    if is_appeal:
        return gettext("An appeal is decided on the answers as they are.")
    return gettext("Nothing is under review here.")


def approval_reason(assessment: Assessment) -> str:
    """Why no conditions whatever would make an approval possible; "" if some would."""
    if assessment.review_tier is Tier.PROHIBITED:
        return gettext("Prohibited by the guidelines: it cannot be approved.")
    stopping = [one for one in mendable_gate(assessment) if one.reason != "unanswered"]
    unanswered = len(mendable_gate(assessment)) - len(stopping)
    if stopping:
        checks = ", ".join(one.check for one in stopping)
        return gettext("Stopped by the checklist: %(checks)s.") % {"checks": checks}
    if unanswered:
        return gettext("Checks without a mark: %(count)s.") % {"count": unanswered}
    return ""


def mendable_gate(assessment: Assessment) -> tuple[checklist.Obstacle, ...]:
    """What stops an approval even if every condition of the pack stood on it."""
    return checklist.gate(
        assessment.shown,
        marks=assessment.marks,
        conditions=frozenset(assessment.pack.condition_index),
    )


def _general(standing: Standing) -> str:
    if standing.has_decided:
        return str(DecidedAlready())
    if standing.is_sending:
        return str(DecisionHeld())
    return "" if standing.is_held else gettext("Claim it first.")
