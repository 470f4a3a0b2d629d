"""How do a reviewer's quotes stand: under their checks, in the answers, on the next revision?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.models import User
from applications import differences
from applications.differences import Piece
from applications.models import Application, Revision
from guidelines.pack import Question
from reviews import quoting
from reviews.highlights import Span
from reviews.models import Quote
from reviews.models.quotes import CONTEXT
from reviews.quoting import Fate, Found, Selector

QUOTABLE: Final = frozenset({"text", "long_text"})


def is_quotable(question: Question) -> bool:
    """Whether words of its answer may be copied: a written one that is not sensitive."""
    return question.type in QUOTABLE and not question.sensitive


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One quote as the desk shows it under its check.

    Of the revision before stand those that were not carried over: changed or gone.
    """

    quote: Quote
    fate: Fate
    now: str = ""  # of a changed one: the words that stand there instead
    pieces: tuple[Piece, ...] = ()  # of a changed one: what differs

    @property
    def is_standing(self) -> bool:
        """Whether its words stand in the answer, where the page marks them."""
        return self.fate.is_standing


def rows(
    found: Iterable[Quote], answers: Mapping[str, Any], *, revision: Revision
) -> dict[str, tuple[QuoteRow, ...]]:
    """By check, the standing ones first."""
    quotes = tuple(found)
    own = [one for one in quotes if one.revision_id == revision.pk]
    before = [one for one in quotes if one.revision_id != revision.pk]
    told = [QuoteRow(one, _fate(one)) for one in own]
    told += [row for one in before if (row := _lost(one, _text(answers, one), own))]
    by_check: dict[str, tuple[QuoteRow, ...]] = {}
    for row in told:
        by_check[row.quote.check_id] = (*by_check.get(row.quote.check_id, ()), row)
    return by_check


def spans(found: Iterable[Quote], *, revision: Revision) -> dict[str, tuple[Span, ...]]:
    """By question: what the answers are marked with."""
    by_question: dict[str, tuple[Span, ...]] = {}
    for one in found:
        if one.revision_id == revision.pk:
            span = Span(one.pk, one.start, one.end)
            by_question[one.question] = (*by_question.get(one.question, ()), span)
    return by_question


def of_decision(revision: Revision, *, by: User) -> tuple[Quote, ...]:
    """The grounds of a reviewer's decision: all that they quoted on its revision."""
    return tuple(Quote.objects.filter(revision=revision, reviewer=by))


def to_carry_over(application: Application, *, by: User) -> list[Quote]:
    """What this reviewer quoted of the revision before and still stands, each in its new place.

    Nothing once they have had this revision: what they took off since stays off.
    """
    current = application.current_revision()
    claims = application.leases.filter(reviewer=by, claimed_at__gte=current.submitted_at)
    if claims.count() > 1:
        return []
    before = Quote.objects.filter(
        revision__application=application, revision__number=current.number - 1, reviewer=by
    )
    places = ((one, _find(one, _text(current.answers, one))) for one in before)
    return [_carried(one, found, current) for one, found in places if found.fate.is_standing]


def _carried(old: Quote, found: Found, revision: Revision) -> Quote:
    text = _text(revision.answers, old)
    selector = quoting.select(text, found.start, found.end, context=CONTEXT)
    return Quote(
        revision=revision,
        reviewer_id=old.reviewer_id,
        check_id=old.check_id,
        question=old.question,
        start=found.start,
        end=found.end,
        exact=selector.exact,
        prefix=selector.prefix,
        suffix=selector.suffix,
        came_from=old.start,
    )


def _fate(quote: Quote) -> Fate:
    return Fate.SAME if quote.came_from in {None, quote.start} else Fate.MOVED


def _lost(quote: Quote, text: str, own: Iterable[Quote]) -> QuoteRow | None:
    """A quote of the revision before that did not survive; None if nothing has to be said of it."""
    found = _find(quote, text)
    if found.fate.is_standing or _is_replaced(quote, found, own):
        return None
    now = text[found.start : found.end]
    pieces = differences.of_words(quote.exact, now) if now else ()
    return QuoteRow(quote, found.fate, now, pieces)


def _is_replaced(quote: Quote, found: Found, own: Iterable[Quote]) -> bool:
    """Whether the reviewer has quoted what became of the words."""
    return any(
        (one.check_id, one.question) == (quote.check_id, quote.question)
        and one.start < found.end
        and found.start < one.end
        for one in own
    )


def _find(quote: Quote, text: str) -> Found:
    selector = Selector(quote.exact, quote.start, quote.prefix, quote.suffix)
    return quoting.find_again(selector, text)


def _text(answers: Mapping[str, Any], quote: Quote) -> str:
    """The answer that a quote is from."""
    text = answers.get(quote.question, "")
    return text if isinstance(text, str) else ""
