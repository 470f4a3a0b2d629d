"""How do the answers stand at the desk: in words, covered where they must be, with what changed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from applications import answer_words, attached, differences
from applications.answer_words import Line
from applications.attached import Attached
from applications.differences import FILE_TYPES, Piece
from applications.models import Application, InformationRequest, Revision
from guidelines.assessment import Assessment
from guidelines.pack import Question, Section
from reviews import topics as may_distress


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One visible question with its answer, as covered as it has to be."""

    question: Question
    lines: tuple[Line, ...] = ()
    files: tuple[Attached, ...] = ()
    pieces: tuple[Piece, ...] = ()  # what changed against the previous revision
    requests: tuple[InformationRequest, ...] = ()
    is_changed: bool = False
    is_secret: bool = False  # sensitive, and not revealed
    is_covered: bool = False  # its text may distress, and was not asked for

    @property
    def is_prose(self) -> bool:
        """Whether what changed is told word by word."""
        return differences.is_prose(self.question)


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """One section of the form, with the questions that the applicant saw."""

    section: Section
    rows: tuple[AnswerRow, ...]

    @property
    def change_count(self) -> int:
        """How many of its answers changed."""
        return sum(1 for row in self.rows if row.is_changed)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the last submission answered; `row` is None if its question went away."""

    request: InformationRequest
    question: Question
    row: AnswerRow | None

    @property
    def is_ignored(self) -> bool:
        """Whether neither the answer changed nor a word was said."""
        return not self.request.reply and self.row is not None and not self.row.is_changed


@dataclass(frozen=True, slots=True)
class Answers:
    """All sections with a visible question, and what was asked of the revision before."""

    sections: tuple[AnswerSection, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the rows are made from."""

    answers: Mapping[str, Any]
    before: Mapping[str, Any] | None  # the answers of the previous revision, if there is one
    revealed: frozenset[str]
    covered: frozenset[str]
    files: Mapping[tuple[str, str], Attached] = field(default_factory=dict)
    requests: Mapping[str, tuple[InformationRequest, ...]] = field(default_factory=dict)


def answers(
    application: Application,
    assessment: Assessment,
    *,
    revealed: frozenset[str],
    covered: frozenset[str] = frozenset(),
) -> Answers:
    """Every section with a visible question; three queries."""
    previous = _previous(application)
    sources = _Sources(
        answers=assessment.effective.answers,
        before=previous.all_answers() if previous else None,
        revealed=revealed,
        covered=covered,
        files={(f.question, f.sha256): f for f in attached.of_application(application)},
        requests=_requests(application),
    )
    named = assessment.effective.visible
    rows = {name: _row(assessment.pack.question(name), sources) for name in named}
    sections = (
        AnswerSection(one, tuple(rows[q.id] for q in one.questions if q.id in rows))
        for one in assessment.pack.sections
    )
    asked = (
        Asked(request, assessment.pack.question(question), rows.get(question))
        for question, requests in sources.requests.items()
        for request in requests
        if previous and request.revision_id == previous.pk and request.taken_back_at is None
    )
    return Answers(tuple(section for section in sections if section.rows), tuple(asked))


def topics(assessment: Assessment) -> tuple[str, ...]:
    """What may distress a reader, by name."""
    chosen = assessment.effective.answers.get(may_distress.TOPICS_QUESTION)
    return may_distress.labels(assessment.pack, chosen)


def _row(question: Question, sources: _Sources) -> AnswerRow:
    value = sources.answers[question.id]
    lines = answer_words.lines(question, value)
    is_changed = _is_changed(question, sources)
    requests = sources.requests.get(question.id, ())
    if question.sensitive and question.id not in sources.revealed:
        return AnswerRow(question, requests=requests, is_changed=is_changed, is_secret=bool(lines))
    if lines and question.id in sources.covered:
        return AnswerRow(question, requests=requests, is_changed=is_changed, is_covered=True)
    return AnswerRow(
        question,
        lines,
        _attached(question, value, sources),
        _pieces(question, sources) if is_changed else (),
        requests,
        is_changed=is_changed,
    )


def _is_changed(question: Question, sources: _Sources) -> bool:
    before = sources.before
    return before is not None and before.get(question.id) != sources.answers[question.id]


def _pieces(question: Question, sources: _Sources) -> tuple[Piece, ...]:
    before = (sources.before or {}).get(question.id)
    return differences.of_answers(question, before, sources.answers[question.id])


def _attached(question: Question, value: Any, sources: _Sources) -> tuple[Attached, ...]:
    if question.type not in FILE_TYPES:
        return ()
    named = (sources.files.get((question.id, item["sha256"])) for item in value)
    return tuple(file for file in named if file)


def _previous(application: Application) -> Revision | None:
    number = application.current_revision().number
    return application.revisions.filter(number=number - 1).first() if number > 1 else None


def _requests(application: Application) -> dict[str, tuple[InformationRequest, ...]]:
    found: dict[str, tuple[InformationRequest, ...]] = {}
    for request in application.requests.select_related("asked_by"):
        found[request.question] = (*found.get(request.question, ()), request)
    return found
