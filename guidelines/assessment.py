"""What follows from an application and its review: everything that pages, API and desk show."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from guidelines import answers as answering
from guidelines import checklist, tiers
from guidelines.answers import Effective, Invalid
from guidelines.checklist import Obstacle, Review
from guidelines.pack import Check, Consequence, Floor, Pack, Question, Stop, Tier, strictest

REQUIRED_FROM = {"from_medium": Tier.MEDIUM, "from_high": Tier.HIGH}


@dataclass(frozen=True)
class Assessment:
    """The result for one application at one moment. `as_dict` is its exchange format."""

    pack: Pack = field(repr=False)
    effective: Effective
    missing: tuple[str, ...]
    shown: tuple[Check, ...]
    marks: Mapping[str, str]
    form_tier: Tier
    verdict: tiers.Verdict
    residual: Tier
    raised_to: Tier
    lowered_to: Tier  # the residual tier, unless a reviewer would lower it
    gate: tuple[Obstacle, ...]

    @property
    def invalid(self) -> tuple[Invalid, ...]:
        return self.effective.invalid

    @property
    def tier(self) -> Tier:
        """The inherent tier."""
        return self.verdict.tier

    @property
    def fired(self) -> tuple[Stop | Floor, ...]:
        """The stops, then the floors, that hold, each with its text, advice and tier."""
        return self.verdict.fired

    @property
    def rules_tier(self) -> Tier:
        """The tier that decides which checks are shown and which answers are required."""
        return strictest(self.form_tier, self.raised_to)

    @property
    def review_tier(self) -> Tier:
        """The inherent tier after an override up."""
        return strictest(self.tier, self.raised_to)

    @property
    def grant_tier(self) -> Tier:
        """The residual tier after an override up or down."""
        return strictest(self.lowered_to, self.raised_to)

    @property
    def is_lowered(self) -> bool:
        """Whether a reviewer would grant a tier below the residual one, for which it takes two."""
        return self.lowered_to is not self.residual

    @property
    def review_consequence(self) -> Consequence:
        """Who must agree, by when: what follows from the inherent tier."""
        return self.pack.consequences[self.review_tier]

    @property
    def grant_consequence(self) -> Consequence:
        """The conditions and how long they hold: what follows from the residual tier."""
        return self.pack.consequences[self.grant_tier]

    @property
    def is_valid(self) -> bool:
        return not self.invalid

    @property
    def is_submittable(self) -> bool:
        return not self.invalid and not self.missing

    @property
    def outcome(self) -> str:
        """The first that holds."""
        if not self.is_submittable:
            return "cannot_be_submitted"
        if self.review_tier is Tier.PROHIBITED:
            return "must_be_refused"
        return "needs_review" if self.gate else "can_be_approved"

    @property
    def record(self) -> dict[str, Any]:
        """All that is needed to recompute the tier."""
        return {
            "pack": self.pack.name,
            "answers": dict(self.effective.answers),
            "checks": dict(self.marks),
        }

    @property
    def sha256(self) -> str:
        """The digest of the record, as the pack format defines it."""
        return digest(self.record)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, with the keys of the pack format's examples and `shown_checks`."""
        return {**self._of_the_form(), **self._of_the_tier(), **self._of_the_review()}

    def _of_the_form(self) -> dict[str, Any]:
        return {
            "valid": self.is_valid,
            "invalid": [{"question": one.question, "code": one.code} for one in self.invalid],
            "missing": list(self.missing),
            "visible_count": len(self.effective.visible),
            "hidden_but_answered": list(self.effective.hidden_but_answered),
            "submittable": self.is_submittable,
        }

    def _of_the_tier(self) -> dict[str, Any]:
        return {
            "form_tier": str(self.form_tier),
            "tier": str(self.tier),
            "floor": str(self.verdict.floor),
            "band": str(self.verdict.band),
            "points": self.verdict.points,
            "points_by_line": dict(self.verdict.points_by_line),
            "fired": [rule.id for rule in self.fired],
            "residual": str(self.residual),
            "review_tier": str(self.review_tier),
            "grant_tier": str(self.grant_tier),
        }

    def _of_the_review(self) -> dict[str, Any]:
        return {
            "reviewers": self.review_consequence.reviewers,
            "express": self.review_consequence.express,
            "shown_checks_count": len(self.shown),
            "shown_checks": [check.id for check in self.shown],
            "gate": [{"check": one.check, "reason": one.reason} for one in self.gate],
            "outcome": self.outcome,
        }


def assess(pack: Pack, answers: Mapping[str, Any], review: Review | None = None) -> Assessment:
    """Judge an application. The same input always gives the same result; nothing else takes part.

    Raises `checklist.UnknownName` if the review names a check, mark or condition unknown here.
    """
    review = review or Review()
    checklist.confirm(pack, review)
    effective = answering.effective(pack, answers)
    unmarked = dict.fromkeys(pack.check_index, "")
    form_tier = tiers.inherent(pack, effective.answers, marks=unmarked).tier
    raised_to = review.raised_to or Tier.LOW
    rules_tier = strictest(form_tier, raised_to)
    shown = checklist.shown_checks(pack, effective.answers, tier=rules_tier, opened=review.opened)
    marks = checklist.marks_that_count(pack, review, shown=shown)
    verdict = tiers.inherent(pack, effective.answers, marks=marks)
    residual = tiers.residual(verdict, shown=shown, marks=marks, evidence=review.evidence)
    return Assessment(
        pack=pack,
        effective=effective,
        missing=missing(pack, effective, tier=rules_tier),
        shown=shown,
        marks=marks,
        form_tier=form_tier,
        verdict=verdict,
        residual=residual,
        raised_to=raised_to,
        lowered_to=tiers.lowered(verdict, residual=residual, to=review.lowered_to),
        gate=checklist.gate(shown, marks=marks, conditions=review.conditions),
    )


def missing(pack: Pack, effective: Effective, *, tier: Tier) -> tuple[str, ...]:
    """The visible questions that are required at this tier, are not invalid and are incomplete."""
    invalid = {one.question for one in effective.invalid}
    return tuple(
        question_id
        for question_id in effective.visible
        if question_id not in invalid
        and is_required(pack.question(question_id), tier=tier)
        and answering.is_incomplete(pack.question(question_id), effective.answers[question_id])
    )


def is_required(question: Question, *, tier: Tier) -> bool:
    """Whether a visible question must be answered at this tier."""
    if question.required in REQUIRED_FROM:
        return tier.is_at_least(REQUIRED_FROM[question.required])
    return question.required != "never"


def canonical(record: Mapping[str, Any]) -> str:
    """JSON that is the same for the same values: keys sorted, no white space."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(record).encode()).hexdigest()
