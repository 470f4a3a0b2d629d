"""Which checks a reviewer sees, which marks count, and why the checklist stops an approval."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy

from common.errors import DomainError
from guidelines.expressions import MARKS
from guidelines.pack import Check, Pack, Tier


class UnknownName(DomainError):
    """The review names a check, mark, condition or tier that the policy pack does not have."""


@dataclass(frozen=True, slots=True)
class Review:
    """What reviewers have set so far."""

    checks: Mapping[str, str] = field(default_factory=dict)  # check → mark
    evidence: frozenset[str] = frozenset()  # checks with evidence attached
    conditions: frozenset[str] = frozenset()  # on the decision
    opened: frozenset[str] = frozenset()  # checks opened by hand
    raised_to: Tier | None = None  # override up
    lowered_to: Tier | None = None  # override down, of what is granted


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why the checklist does not allow approval."""

    check: str
    reason: str


def confirm(pack: Pack, review: Review) -> None:
    """Refuse a review that names what the pack does not have."""
    _confirm({*review.checks, *review.evidence, *review.opened}, pack.check_index, noun="check")
    _confirm({mark for mark in review.checks.values() if mark != ""}, MARKS, noun="mark")
    _confirm(review.conditions, pack.condition_index, noun="condition")


_ABSENT: Final = {
    "check": gettext_lazy("The policy pack has no check %(names)s."),
    "mark": gettext_lazy("The policy pack has no mark %(names)s."),
    "condition": gettext_lazy("The policy pack has no condition %(names)s."),
}


def _confirm(names: Any, known: Any, *, noun: str) -> None:
    unknown = sorted(str(name) for name in names if name not in known)
    if unknown:
        raise UnknownName(str(_ABSENT[noun]) % {"names": ", ".join(unknown)})


def shown_checks(
    pack: Pack, answers: Mapping[str, Any], *, tier: Tier, opened: frozenset[str]
) -> tuple[Check, ...]:
    """The checks that apply at this tier or were opened by hand, in checklist order."""
    return tuple(
        check for check in pack.checks if check.id in opened or check.when.holds(answers, tier=tier)
    )


def marks_that_count(pack: Pack, review: Review, *, shown: tuple[Check, ...]) -> dict[str, str]:
    """Every check with its mark; `""` if it has none or is not shown."""
    visible = {check.id for check in shown}
    return {
        check.id: review.checks.get(check.id, "") if check.id in visible else ""
        for check in pack.checks
    }


def gate(
    shown: tuple[Check, ...], *, marks: Mapping[str, str], conditions: frozenset[str]
) -> tuple[Obstacle, ...]:
    """At most one obstacle for each shown check, in checklist order. Empty: approval is allowed."""
    reasons = ((check.id, _reason(check, marks[check.id], conditions)) for check in shown)
    return tuple(Obstacle(check, reason) for check, reason in reasons if reason)


_REASONS = {
    ("blocker", "gap"): "blocker_gap",
    ("blocker", "violates"): "blocker_violates",
    ("major", "violates"): "major_violates",
}


def _reason(check: Check, mark: str, conditions: frozenset[str]) -> str | None:
    if mark == "":
        return "unanswered"
    if mark == "unclear":
        return "question_open"
    if (check.severity, mark) == ("major", "gap"):
        return None if conditions.intersection(check.fixes) else "gap_without_fix"
    return _REASONS.get((check.severity, mark))
