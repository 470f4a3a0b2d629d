"""Pinning words of an answer to a check, and taking them off again."""

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext

from accounts.models import User
from applications.models import Application
from applications.services.moves import lock
from common.errors import DomainError
from events import services as events
from reviews import queries, quotes, quoting
from reviews.models import Quote
from reviews.models.quotes import CONTEXT, QUOTE_MAX
from reviews.services.leases import ensure_at_work, extend
from reviews.staleness import StaleRevision, ensure_current

QUOTES_MAX = 20  # of one check


class QuoteRefused(DomainError):
    """These words cannot be quoted."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AnswerSealed(QuoteRefused):
    """This answer is sensitive: its words are never copied. Say in the note what you saw."""


class NotInAnswer(QuoteRefused):
    """These words do not stand in the answer. Copy them as they are."""


class NotWritten(QuoteRefused):
    """Only the words of a written answer can be quoted."""


class NotOnChecklist(QuoteRefused):
    """This check is not on the checklist."""


class NotYourQuote(DomainError):
    """Another reviewer pinned these words."""

    status = HTTPStatus.FORBIDDEN


@transaction.atomic
def quote(  # noqa: PLR0913 -- the parts of one quote, all by name
    application: Application,
    check: str,
    *,
    question: str,
    words: str,
    by: User,
    revision: int,
    near: int = 0,
) -> Quote:
    """Pin words of the current answer to a check; `near`: where they were selected.

    The same words pinned again stay one quote.
    """
    lock(application)
    ensure_at_work(application, by=by)
    ensure_current(application, revision=revision)
    _ensure_shown(application, check, by=by)
    text = _text(application, question)
    pinned = Quote(
        revision=application.current_revision(), reviewer=by, check_id=check, question=question
    )
    pinned.start, pinned.end = _place(text, words, near=near)
    kept = _keep(pinned, text)
    extend(application, by=by)
    return kept


def _keep(pinned: Quote, text: str) -> Quote:
    """Write it down unless it is there."""
    found = quoting.select(text, pinned.start, pinned.end, context=CONTEXT)
    kept, is_new = Quote.objects.get_or_create(
        revision=pinned.revision,
        reviewer=pinned.reviewer,
        check_id=pinned.check_id,
        question=pinned.question,
        start=pinned.start,
        end=pinned.end,
        defaults={"exact": found.exact, "prefix": found.prefix, "suffix": found.suffix},
    )
    if is_new:
        _ensure_room(kept)
        subject, facts = kept.revision.application.subject, _facts(kept)
        events.append(subject, "review.quoted", actor=kept.reviewer, data=facts)
    return kept


@transaction.atomic
def unquote(pinned: Quote, *, by: User) -> None:
    """Take a quote of one's own off its check."""
    application = pinned.revision.application
    lock(application)
    ensure_at_work(application, by=by)
    if pinned.reviewer_id != by.pk:
        raise NotYourQuote
    if pinned.revision_id != application.revision_id:
        raise StaleRevision
    facts = _facts(pinned)
    if pinned.delete()[0]:
        events.append(application.subject, "review.quote_removed", actor=by, data=facts)
    extend(application, by=by)


def _facts(pinned: Quote) -> dict[str, Any]:
    """What the log says of a quote: where, never what."""
    return {
        "check": pinned.check_id,
        "question": pinned.question,
        "revision": pinned.revision.number,
        "start": pinned.start,
        "end": pinned.end,
    }


def _ensure_shown(application: Application, check: str, *, by: User) -> None:
    if check not in {one.id for one in queries.assess(application, by=by).shown}:
        raise NotOnChecklist


def _text(application: Application, question: str) -> str:
    """The current answer to a question, if it is one whose words can be quoted."""
    asked = queries.pack_of(application).question_index.get(question)
    if asked is not None and asked.sensitive:
        raise AnswerSealed
    if asked is None or not quotes.is_quotable(asked):
        raise NotWritten
    text: str = application.current_revision().answers.get(question, "")
    return text


def _place(text: str, words: str, *, near: int) -> tuple[int, int]:
    place = quoting.locate(text, words, near=near)
    if place is None:
        raise NotInAnswer
    if place[1] - place[0] > QUOTE_MAX:
        sentence = gettext("A quote has at most %(most)s characters.")
        most = number_format(QUOTE_MAX, force_grouping=True)
        raise QuoteRefused(sentence % {"most": most})
    return place


def _ensure_room(pinned: Quote) -> None:
    """Raise if the check has more quotes than anybody would read; nothing is kept then."""
    same = {"revision": pinned.revision, "reviewer": pinned.reviewer, "check_id": pinned.check_id}
    if Quote.objects.filter(**same).count() > QUOTES_MAX:
        sentence = gettext("A check has at most %(most)s quotes.") % {"most": QUOTES_MAX}
        raise QuoteRefused(sentence)
