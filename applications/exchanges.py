"""What was asked about each submission, what was answered, and what was said in between?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from applications import differences, queries
from applications.differences import Piece
from applications.models import Application, InformationRequest, Message, Revision
from guidelines.answers import empty_value
from guidelines.pack import Pack, Question

COVERABLE: Final = frozenset({"long_text", "files"})


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer changed, or did not: `pieces` say how, unless it is `is_masked`."""

    question: Question
    is_changed: bool
    is_masked: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether it may hold what distresses a reader, if the application says that it does."""
        return self.question.type in COVERABLE

    @property
    def is_prose(self) -> bool:
        """Whether it is told word by word."""
        return differences.is_prose(self.question)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and what became of its question."""

    request: InformationRequest
    change: Change

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the applicant."""
        return self.request.closed_at is None


@dataclass(frozen=True, slots=True)
class Exchange:
    """From one submission to the next, or until now. `others` changed without being asked for.

    What an applicant has changed and not submitted yet is no part of it: reviewers read this too.
    """

    revision: Revision
    asked: tuple[Asked, ...]
    others: tuple[Change, ...]
    messages: tuple[Message, ...]
    answered_at: datetime | None  # by the next submission

    @property
    def asked_at(self) -> datetime | None:
        return self.asked[0].request.asked_at if self.asked else None

    @property
    def asked_by(self) -> str:
        """The pseudonym; empty if the reviewer's account is gone."""
        person = self.asked[0].request.asked_by if self.asked else None
        return person.pseudonym if person else ""


def exchanges(application: Application) -> list[Exchange]:
    """The latest first; three queries, however many there are."""
    revisions = list(application.revisions.order_by("number"))
    requests = list(application.requests.select_related("asked_by"))
    said = list(application.messages.all())
    pack = queries.pack_of(application)
    told = []
    for revision, following in zip_longest(revisions, revisions[1:]):
        until = following.submitted_at if following else None
        own = [request for request in requests if request.revision_id == revision.pk]
        before = revision.all_answers()
        changes = _changes(pack, before, following.all_answers() if following else before)
        told.append(
            Exchange(
                revision,
                asked=tuple(Asked(each, changes[each.question]) for each in own),
                others=_others(changes, own),
                messages=tuple(_between(said, revision.submitted_at, until)),
                answered_at=until,
            )
        )
    return told[::-1]


def _changes(pack: Pack, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    """By question; both sides are effective answers."""
    return {
        question.id: _change(
            question,
            before.get(question.id, empty_value(question)),
            after.get(question.id, empty_value(question)),
        )
        for question in pack.questions
    }


def _change(question: Question, before: Any, after: Any) -> Change:
    if before == after:
        return Change(question, is_changed=False)
    if question.sensitive:
        return Change(question, is_changed=True, is_masked=True)
    return Change(question, is_changed=True, pieces=differences.of_answers(question, before, after))


def _others(changes: Mapping[str, Change], asked: list[InformationRequest]) -> tuple[Change, ...]:
    """What changed without having been asked for."""
    named = {request.question for request in asked}
    return tuple(change for q, change in changes.items() if change.is_changed and q not in named)


def _between(said: list[Message], since: datetime, until: datetime | None) -> Iterator[Message]:
    return (m for m in said if since <= m.sent_at and (until is None or m.sent_at < until))
