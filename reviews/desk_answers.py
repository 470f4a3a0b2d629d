"""How do the answers stand at the desk: in words, covered where they must be, with what changed?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from applications import answer_words, attached, differences
from applications.answer_words import Line
from applications.attached import Attached
from applications.differences import FILE_TYPES, Piece
from applications.models import Application, InformationRequest
from guidelines.assessment import Assessment
from guidelines.pack import Question, Section
from reviews import comparing, quotes
from reviews import topics as may_distress
from reviews.highlights import Span, Stretch, highlighted


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One visible question with its answer, as covered as it has to be."""

    question: Question
    lines: tuple[Line, ...] = ()
    files: tuple[Attached, ...] = ()
    pieces: tuple[Piece, ...] = ()  # what changed against the revision that it is compared with
    stretches: tuple[Stretch, ...] = ()  # of a written answer: the same with what is quoted
    requests: tuple[InformationRequest, ...] = ()
    is_changed: bool = False
    is_secret: bool = False  # sensitive, and not revealed
    is_covered: bool = False  # its text may distress, and was not asked for

    @property
    def is_prose(self) -> bool:
        """Whether what changed is told word by word."""
        return differences.is_prose(self.question)

    @property
    def is_quotable(self) -> bool:
        """Whether a reviewer may pin its words to a check."""
        return quotes.is_quotable(self.question)


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
    compared: str = ""  # with what, in words; "" if with nothing


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the rows are made from."""

    answers: Mapping[str, Any]
    before: Mapping[str, Any] | None  # the answers that they are compared with, if any
    revealed: frozenset[str]
    covered: frozenset[str]
    files: Mapping[tuple[str, str], Attached] = field(default_factory=dict)
    requests: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)  # quoted, by question


def answers(
    application: Application,
    assessment: Assessment,
    *,
    revealed: frozenset[str],
    covered: frozenset[str],
    spans: Mapping[str, tuple[Span, ...]],
    only_changed: bool = False,
) -> Answers:
    """Every section with a visible question, or with one that changed; three queries."""
    before = comparing.compared_with(application)
    sources = _Sources(
        answers=assessment.effective.answers,
        before=before.answers if before else None,
        revealed=revealed,
        covered=covered,
        files={(f.question, f.sha256): f for f in attached.of_application(application)},
        requests=_requests(application),
        spans=spans,
    )
    visible = assessment.effective.visible
    rows = {name: _row(assessment.pack.question(name), sources) for name in visible}
    return Answers(
        _sections(assessment, rows, only_changed=only_changed),
        _asked(application, assessment, sources, rows),
        compared=before.words if before else "",
    )


def _sections(
    assessment: Assessment, rows: Mapping[str, AnswerRow], *, only_changed: bool
) -> tuple[AnswerSection, ...]:
    shown = {name: row for name, row in rows.items() if row.is_changed or not only_changed}
    sections = (
        AnswerSection(one, tuple(shown[q.id] for q in one.questions if q.id in shown))
        for one in assessment.pack.sections
    )
    return tuple(section for section in sections if section.rows)


def _asked(
    application: Application,
    assessment: Assessment,
    sources: _Sources,
    rows: Mapping[str, AnswerRow],
) -> tuple[Asked, ...]:
    """What was asked about the submission before this one."""
    before = application.current_revision().number - 1
    return tuple(
        Asked(request, assessment.pack.question(question), rows.get(question))
        for question, requests in sources.requests.items()
        for request in requests
        if request.revision_number == before and request.taken_back_at is None
    )


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
    pieces = _pieces(question, sources) if is_changed else ()
    return AnswerRow(
        question,
        lines,
        _attached(question, value, sources),
        pieces,
        _stretches(question, pieces or (Piece("same", str(value)),), sources),
        requests,
        is_changed=is_changed,
    )


def _is_changed(question: Question, sources: _Sources) -> bool:
    before = sources.before
    return before is not None and before.get(question.id) != sources.answers[question.id]


def _pieces(question: Question, sources: _Sources) -> tuple[Piece, ...]:
    before = (sources.before or {}).get(question.id)
    return differences.of_answers(question, before, sources.answers[question.id])


def _stretches(
    question: Question, pieces: tuple[Piece, ...], sources: _Sources
) -> tuple[Stretch, ...]:
    """The words of an answer with quotes; nothing without any."""
    spans = sources.spans.get(question.id, ())
    return highlighted(pieces, spans) if spans and quotes.is_quotable(question) else ()


def _attached(question: Question, value: Any, sources: _Sources) -> tuple[Attached, ...]:
    if question.type not in FILE_TYPES:
        return ()
    named = (sources.files.get((question.id, item["sha256"])) for item in value)
    return tuple(file for file in named if file)


def _requests(application: Application) -> dict[str, tuple[Any, ...]]:
    """By question; each with the number of the revision that it is about."""
    found: dict[str, tuple[Any, ...]] = {}
    known = application.requests.select_related("asked_by")
    for request in known.annotate(revision_number=F("revision__number")):
        found[request.question] = (*found.get(request.question, ()), request)
    return found
