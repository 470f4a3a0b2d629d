"""Which questions that reviewers look at have no answer? Pure.

The desk and the applicant's preview of it both ask here, so that they never tell differently.
"""

from dataclasses import dataclass

from guidelines.answers import is_incomplete
from guidelines.assessment import Assessment
from guidelines.pack import Check, Question


@dataclass(frozen=True, slots=True)
class Look:
    """One check that a reviewer answers: the questions that it looks at, and those left open."""

    check: Check
    questions: tuple[Question, ...]  # those that apply, in the check's own order
    gaps: tuple[Question, ...]  # those of them that are not, or not wholly, answered


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without a whole answer, and the checks that look for one."""

    question: Question
    checks: tuple[Check, ...]


def looks(assessment: Assessment) -> tuple[Look, ...]:
    """Every shown check, in checklist order."""
    visible = frozenset(assessment.effective.visible)
    answers = assessment.effective.answers
    found = []
    for check in assessment.shown:
        questions = tuple(assessment.pack.question(q) for q in check.evidence if q in visible)
        gaps = tuple(q for q in questions if is_incomplete(q, answers[q.id]))
        found.append(Look(check, questions, gaps))
    return tuple(found)


def gaps(assessment: Assessment) -> tuple[Gap, ...]:
    """Each open question once, in checklist order; not those without which nothing is submitted."""
    unsent = {*assessment.missing, *(one.question for one in assessment.invalid)}
    found = looks(assessment)
    questions = {question.id: question for look in found for question in look.gaps}
    return tuple(
        Gap(question, tuple(look.check for look in found if question in look.gaps))
        for question in questions.values()
        if question.id not in unsent
    )
