"""Why do the answers come to their tier, and what follows from it? With the questions behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from applications.places import Place, Places
from guidelines.assessment import Assessment
from guidelines.pack import Consequence, Floor, Pack, PointsLine, Stop, Tier


@dataclass(frozen=True, slots=True)
class Reason:
    """A stop or a floor that holds, and the questions whose answers brought it about."""

    rule: Stop | Floor
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """One line of the points, what it gives and the most that it can give."""

    line: PointsLine
    points: int
    place: Place


@dataclass(frozen=True, slots=True)
class Threshold:
    """The tier that so many points lead to, by themselves."""

    tier: Tier
    start: int
    end: int | None  # None: without an end
    is_reached: bool


def context(assessment: Assessment, places: Places) -> dict[str, Any]:
    """All that the part about the tier shows."""
    consequence = assessment.review_consequence
    return {
        "assessment": assessment,
        "consequence": consequence,
        "reasons": _reasons(assessment, places),
        "points": _points(assessment, places),
        "thresholds": _thresholds(assessment),
        "conditions": _conditions(assessment.pack, consequence),
    }


def _reasons(assessment: Assessment, places: Places) -> tuple[Reason, ...]:
    return tuple(
        Reason(rule, _places(assessment, rule.when.questions, places)) for rule in assessment.fired
    )


def _places(assessment: Assessment, names: Collection[str], places: Places) -> tuple[Place, ...]:
    pack, visible = assessment.pack, frozenset(assessment.effective.visible)
    return tuple(places.of(q) for q in pack.questions if q.id in names and q.id in visible)


def _points(assessment: Assessment, places: Places) -> tuple[Points, ...]:
    pack, by_line = assessment.pack, assessment.verdict.points_by_line
    return tuple(
        Points(line, by_line[line.id], places.of(pack.question(line.question)))
        for line in pack.points
    )


def _thresholds(assessment: Assessment) -> tuple[Threshold, ...]:
    bands = [*assessment.pack.bands, None]
    reached = assessment.verdict.band
    return tuple(
        Threshold(band.tier, band.start, after.start - 1 if after else None, band.tier == reached)
        for band, after in pairwise(bands)
        if band is not None
    )


def _conditions(pack: Pack, consequence: Consequence) -> tuple[str, ...]:
    return tuple(pack.condition(name).title for name in consequence.conditions)
