"""What will a reviewer see: which checks, what each looks at, and what is left open already?"""

from dataclasses import dataclass
from typing import Any

from applications.places import Place, Places
from guidelines.assessment import Assessment
from guidelines.gaps import Look, looks
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
    found = looks(assessment)
    unsent = {*assessment.missing, *(one.question for one in assessment.invalid)}
    return {
        "gaps": tuple(gap for gap in _gaps(found, places) if gap.place.question.id not in unsent),
        "checks": tuple(
            SeenCheck(look.check, tuple(places.of(q) for q in look.questions)) for look in found
        ),
    }


def _gaps(found: tuple[Look, ...], places: Places) -> tuple[SeenGap, ...]:
    """Each open question once, however many checks look for it."""
    questions = {question.id: question for look in found for question in look.gaps}
    return tuple(
        SeenGap(places.of(question), tuple(look.check for look in found if question in look.gaps))
        for question in questions.values()
    )
