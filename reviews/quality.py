"""What is looked at again, by whom, and what do they see of it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from applications import answer_words
from applications.answer_words import Line
from applications.models import Application, Decision
from common.errors import DomainError
from guidelines import queries as guidelines
from guidelines.assessment import Assessment, assess
from guidelines.pack import Check, Question, Section
from reviews import eligibility
from reviews.models import Mark, QualityReview


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer; `is_secret` if it is sealed, and stays so."""

    question: Question
    lines: tuple[Line, ...]
    is_secret: bool


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """One section of the form, with the questions that the applicant saw."""

    section: Section
    rows: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check as it is asked, with what was answered so far."""

    check: Check
    rule: str
    mark: str
    note: str
    problem: str


class Typed(Protocol):
    """An answer to a check that was sent and refused."""

    @property
    def mark(self) -> str: ...
    @property
    def note(self) -> str: ...


def offered(by: User, *, now: datetime) -> QuerySet[QualityReview]:
    """What `by` may look at again: free, without a conflict, and without a part in it so far."""
    judged = Decision.objects.filter(application=OuterRef("application"), reviewer=by)
    marked = Mark.objects.filter(revision__application=OuterRef("application"), reviewer=by)
    looked = QualityReview.objects.filter(application=OuterRef("application"), reviewer=by)
    workable = eligibility.workable(Application.objects.all(), by=by)
    free = QualityReview.objects.free(now).filter(due_at__gt=now)
    return free.filter(application__in=workable.values("pk")).exclude(
        Exists(judged) | Exists(marked) | Exists(looked)
    )


def assessment_of(review: QualityReview) -> Assessment:
    """What the answers of the decided revision come to, with no check marked."""
    revision = review.revision
    return assess(guidelines.compiled(revision.pack), revision.all_answers())


def shown_checks(review: QualityReview) -> Mapping[str, Check]:
    """The checks that apply to the decided revision, in checklist order."""
    return {check.id: check for check in assessment_of(review).shown}


def check_rows(
    review: QualityReview,
    assessment: Assessment,
    *,
    typed: Mapping[str, Typed],
    problem: DomainError | None,
) -> tuple[CheckRow, ...]:
    """The checklist with what this person has answered so far, or has just typed."""
    problems = problem.pointers if problem else {}
    return tuple(
        CheckRow(
            check=check,
            rule=assessment.pack.clause(check.clause).rule if check.clause else "",
            mark=typed[check.id].mark if check.id in typed else review.checks.get(check.id, ""),
            note=typed[check.id].note if check.id in typed else review.notes.get(check.id, ""),
            problem=problems.get(check.id, ""),
        )
        for check in assessment.shown
    )


def sections(assessment: Assessment) -> tuple[AnsweredSection, ...]:
    """The answers as the applicant gave them: no request, no reply, no message, no change."""
    visible = frozenset(assessment.effective.visible)
    found = (
        AnsweredSection(
            one,
            tuple(
                _answered(question, assessment.effective.answers[question.id])
                for question in one.questions
                if question.id in visible
            ),
        )
        for one in assessment.pack.sections
    )
    return tuple(section for section in found if section.rows)


def _answered(question: Question, value: Any) -> Answered:
    lines = answer_words.lines(question, value)
    is_secret = question.sensitive and bool(lines)
    return Answered(question, () if is_secret else lines, is_secret)
