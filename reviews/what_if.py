"""What would another version of the policy have made of a case that is decided?

The same pure engine judges the same answers and marks again; nothing is written to the case. Checks
that the other version adds have no mark: they are told as such, and never guessed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from applications.models import Decision
from applications.models.decision import Outcome
from guidelines.assessment import Assessment, assess
from guidelines.checklist import Review
from guidelines.pack import Pack, Tier


class Difference(StrEnum):
    """One way in which a case would come out differently."""

    TIER = "tier"  # another tier
    PROHIBITED = "prohibited"  # an approval that would no longer be possible at all
    STOPPED = "stopped"  # an approval that the marks would stop
    ALLOWED = "allowed"  # a decline of what was prohibited and would not be any more
    QUESTIONS = "questions"  # answers that would be missing or invalid
    CHECKS = "checks"  # checks that nobody has answered


@dataclass(frozen=True, slots=True)
class Judged:
    """What a decision rested on."""

    answers: Mapping[str, Any]
    checks: Mapping[str, str]
    conditions: frozenset[str]
    outcome: str
    tier: str


@dataclass(frozen=True, slots=True)
class Change:
    """How the case would come out; no differences: as it did."""

    tier: str
    differences: tuple[Difference, ...]


def judged_again(pack: Pack, case: Judged) -> Change:
    """What the pack makes of the case."""
    answers = {q: value for q, value in case.answers.items() if q in pack.question_index}
    review = Review(
        checks={c: mark for c, mark in case.checks.items() if mark and c in pack.check_index},
        conditions=case.conditions & frozenset(pack.condition_index),
    )
    found = assess(pack, answers, review)
    tells = {
        Difference.TIER: str(found.review_tier) != case.tier,
        **_of_the_outcome(found, case),
        Difference.QUESTIONS: not found.is_submittable,
        Difference.CHECKS: any(one.reason == "unanswered" for one in found.gate),
    }
    return Change(str(found.review_tier), tuple(one for one, holds in tells.items() if holds))


def _of_the_outcome(found: Assessment, case: Judged) -> dict[Difference, bool]:
    approved = case.outcome == Outcome.APPROVE
    is_prohibited = found.review_tier is Tier.PROHIBITED
    stops = any(one.reason != "unanswered" for one in found.gate)
    return {
        Difference.PROHIBITED: approved and is_prohibited,
        Difference.STOPPED: approved and not is_prohibited and stops,
        Difference.ALLOWED: not approved and case.tier == Tier.PROHIBITED and not is_prohibited,
    }


def case_of(decision: Decision) -> Judged:
    """What the decision rested on, the sealed answers opened in memory only."""
    return Judged(
        answers=decision.revision.all_answers(),
        checks=decision.checks,
        conditions=frozenset(str(one.get("id")) for one in decision.conditions),
        outcome=decision.outcome,
        tier=decision.tier,
    )


def changes(pack: Pack, decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Change]]:
    """Each decision with what the pack makes of its case, one at a time."""
    for decision in decisions:
        yield decision, judged_again(pack, case_of(decision))
