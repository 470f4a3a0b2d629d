"""What will a reviewer see: which checks, what each looks at, and what is left open already?"""

from dataclasses import dataclass
from typing import Any

from applications.places import Place, Places
from guidelines import gaps
from guidelines.assessment import Assessment
from guidelines.pack import Check


@dataclass(frozen=True, slots=True)
class SeenCheck:
    """A check and the questions that it looks at."""

    check: Check
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SeenGap:
    """A question without an answer, and the checks that look for one."""

    place: Place
    checks: tuple[Check, ...]


def context(assessment: Assessment, places: Places) -> dict[str, Any]:
    """All that the part about the reviewer shows. What stops a submission is said elsewhere."""
    return {
        "gaps": tuple(
            SeenGap(places.of(gap.question), gap.checks) for gap in gaps.gaps(assessment)
        ),
        "checks": tuple(
            SeenCheck(look.check, tuple(places.of(q) for q in look.questions))
            for look in gaps.looks(assessment)
        ),
    }
