"""How do answers stand on a page that only shows them: by section, with what changed?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from applications import answer_words, attached, differences
from applications.answer_words import Line
from applications.attached import Attached
from applications.baselines import Baseline
from applications.differences import Piece
from applications.models import Application
from applications.task_list import Task
from guidelines.answers import check
from guidelines.assessment import Assessment
from guidelines.pack import Question


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer in words, what changed and what is wrong with it."""

    question: Question
    lines: tuple[Line, ...] = ()
    files: tuple[Attached, ...] = ()
    problem: str = ""
    pieces: tuple[Piece, ...] = ()  # what changed, unless it is masked
    is_masked: bool = False
    is_changed: bool = False
    is_editable: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether what changed is told word by word."""
        return differences.is_prose(self.question)


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
class Sources:
    """What the rows are made from."""

    given: Mapping[str, Any]
    baseline: Baseline | None = None
    files: Mapping[str, tuple[Attached, ...]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    editable: frozenset[str] = frozenset()


def cards(tasks: Iterable[Task], sources: Sources) -> tuple[Card, ...]:
    """Every section with all of its visible questions."""
    return tuple(Card(task, tuple(_row(q, sources) for q in task.questions)) for task in tasks)


def changed(cards: Iterable[Card]) -> tuple[Row, ...]:
    """The answers that differ, in form order."""
    return tuple(row for card in cards for row in card.rows if row.is_changed)


def dropped(assessment: Assessment, baseline: Baseline | None) -> tuple[Row, ...]:
    """The answers that stood before, to questions that no longer apply."""
    if baseline is None:
        return ()
    visible = frozenset(assessment.effective.visible)
    gone = Sources({}, baseline)
    hidden = (question for question in assessment.pack.questions if question.id not in visible)
    return tuple(row for row in (_row(question, gone) for question in hidden) if row.is_changed)


def attachments_by_question(application: Application) -> dict[str, tuple[Attached, ...]]:
    """The files in each answer, with what they measured; one query."""
    return attached.by_question(attached.present(application))


def _row(question: Question, sources: Sources) -> Row:
    value, baseline = sources.given.get(question.id), sources.baseline
    is_changed = baseline is not None and baseline.differs(question, value)
    is_masked = question.sensitive and check(question, value).is_given
    return Row(
        question,
        () if is_masked else answer_words.lines(question, value),
        sources.files.get(question.id, ()),
        sources.problems.get(question.id, ""),
        _pieces(question, value, baseline) if is_changed else (),
        is_masked=is_masked,
        is_changed=is_changed,
        is_editable=question.id in sources.editable,
    )


def _pieces(question: Question, value: Any, baseline: Baseline | None) -> tuple[Piece, ...]:
    """What changed; nothing of a sensitive answer, whether it is there now or was."""
    if baseline is None or question.sensitive:
        return ()
    return differences.of_answers(question, baseline.before(question), value)
