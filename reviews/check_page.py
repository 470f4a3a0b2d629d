"""What else is there on one check: its quotes, what it asks, and how it was judged before?"""

from dataclasses import dataclass

from accounts.models import User
from applications.models import Application
from guidelines.assessment import Assessment, assess
from guidelines.pack import Check, Clause, Question
from reviews import asking, desk_answers, precedents, queries, quotes
from reviews.models import Mark, Opening
from reviews.precedents import Precedent
from reviews.quotes import QuoteRow


@dataclass(frozen=True, slots=True)
class CheckPage:
    """One check of one application for one reviewer."""

    application: Application
    check: Check
    clause: Clause | None
    mark: Mark | None
    opening: Opening | None  # if somebody opened it by hand
    quotes: tuple[QuoteRow, ...]
    quotable: tuple[Question, ...]  # its questions first
    askable: tuple[Question, ...]
    precedents: tuple[Precedent, ...]
    topics: tuple[str, ...]  # what may distress a reader of a quote
    is_shown: bool
    is_held: bool

    @property
    def is_unclear(self) -> bool:
        """Whether it asks the applicant something."""
        return self.mark is not None and self.mark.mark == "unclear"

    @property
    def asked_of(self) -> str:
        """The question that its draft is pinned to."""
        return self.mark.question if self.mark else ""

    @property
    def can_quote(self) -> bool:
        return self.is_held and self.is_shown


def check_page(application: Application, check: Check, *, by: User) -> CheckPage:
    """Read it, in a fixed number of queries."""
    work = queries.work_on(application, by=by)
    revision, pack = application.current_revision(), queries.pack_of(application)
    review = queries.as_review(work.marks, opened=queries.opened(work.openings))
    assessment = assess(pack, revision.all_answers(), review)
    found = quotes.rows(work.quotes, revision.answers, revision=revision)
    return CheckPage(
        application=application,
        check=check,
        clause=pack.clause(check.clause) if check.clause else None,
        mark=work.marks.get(check.id),
        opening=next((one for one in work.openings if one.check_id == check.id), None),
        quotes=found.get(check.id, ()),
        quotable=_quotable(assessment, check),
        askable=asking.askable(assessment, check),
        precedents=precedents.of_check(application, check, by=by),
        topics=desk_answers.topics(assessment),
        is_shown=check in assessment.shown,
        is_held=queries.is_held(application, by=by),
    )


def _quotable(assessment: Assessment, check: Check) -> tuple[Question, ...]:
    """The written answers whose words may be copied, those that the check looks at first."""
    answers = assessment.effective.answers
    visible = (assessment.pack.question(name) for name in assessment.effective.visible)
    written = [one for one in visible if quotes.is_quotable(one) and answers[one.id]]
    return tuple(sorted(written, key=lambda question: question.id not in check.evidence))
