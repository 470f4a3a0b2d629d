"""What does the page say on which applicants check their answers before they submit?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from applications import amendment_words, answer_words, attached, queries
from applications.answer_words import Line
from applications.attached import Attached
from applications.models import Application
from applications.task_list import Task, task_list
from guidelines.answers import check, empty_value
from guidelines.assessment import Assessment
from guidelines.pack import PointsLine, Question


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer in words and what is wrong with it."""

    question: Question
    lines: tuple[Line, ...]
    files: tuple[Attached, ...] = ()
    problem: str = ""
    is_masked: bool = False
    is_changed: bool = False  # since the last submission
    is_editable: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One section with its rows."""

    task: Task
    rows: tuple[Row, ...]

    @property
    def problems(self) -> list[str]:
        """What is missing or wrong in it."""
        return [row.problem for row in self.rows if row.problem]


@dataclass(frozen=True, slots=True)
class Points:
    """One line of the points, and the most that it can give."""

    line: PointsLine
    points: int


def context(application: Application) -> dict[str, Any]:
    """All that the page shows."""
    assessment = queries.assess_draft(application)
    problems = queries.problems(application, assessment)
    tasks = task_list(assessment, problems, versions=queries.with_versions(problems))
    return {
        "application": application,
        "tasks": tasks,
        "cards": _cards(application, tasks.tasks, problems),
        "problems": problems,
        "assessment": assessment,
        "consequence": assessment.review_consequence,
        "points": _points(assessment),
        **amendment_words.context(application, assessment),
    }


def _cards(
    application: Application, tasks: tuple[Task, ...], problems: Mapping[str, str]
) -> tuple[Card, ...]:
    editable = queries.editable_questions(application, queries.pack_of(application))
    given = application.given_answers()
    before = application.revision.all_answers() if application.revision else None
    files = attachments_by_question(application)
    return tuple(
        Card(
            task,
            tuple(
                Row(
                    question,
                    answer_words.lines(question, given.get(question.id)),
                    files.get(question.id, ()),
                    problems.get(question.id, ""),
                    is_masked=question.sensitive and is_given(question, given.get(question.id)),
                    is_changed=before is not None and is_changed(question, given, before),
                    is_editable=question.id in editable,
                )
                for question in task.questions
            ),
        )
        for task in tasks
    )


def attachments_by_question(application: Application) -> dict[str, tuple[Attached, ...]]:
    """The files in each answer, with what they measured; one query."""
    return attached.by_question(attached.present(application))


def is_given(question: Question, value: Any) -> bool:
    """Whether there is an answer, good or not."""
    return check(question, value).is_given


def is_changed(question: Question, given: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether the answer differs from the one that was submitted last."""
    now = check(question, given.get(question.id)).value
    return bool(now != before.get(question.id, empty_value(question)))


def _points(assessment: Assessment) -> tuple[Points, ...]:
    by_line = assessment.verdict.points_by_line
    return tuple(Points(line, by_line[line.id]) for line in assessment.pack.points)
