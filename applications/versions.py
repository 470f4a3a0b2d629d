"""Which answers have a second version, and how do the two read beside each other?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from accounts.models import User
from applications import answer_words, differences
from applications.answer_words import Line
from applications.differences import Piece
from applications.fingerprints import fingerprint
from applications.models import AnswerVariant, Application
from applications.people import name_of
from guidelines.pack import Pack, Question


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an answer: who saved it, when, and what it says."""

    by: str
    at: datetime | None
    lines: tuple[Line, ...]
    fingerprint: str
    id: int | None = None  # none: the answer as it stands
    pieces: tuple[Piece, ...] = ()  # of a text: the words that differ from the standing answer


@dataclass(frozen=True, slots=True)
class Versions:
    """An answer as it stands, and what was saved on top of it unseen."""

    standing: Version
    later: tuple[Version, ...]

    @property
    def pairs(self) -> list[tuple[Version, Version]]:
        """What one chooses between, one pair for each later version."""
        return [(self.standing, version) for version in self.later]


def of(application: Application, pack: Pack) -> dict[str, Versions]:
    """By question; two queries, one if there is nothing to choose."""
    found: dict[str, list[AnswerVariant]] = {}
    for variant in application.variants.open().select_related("saved_by"):
        if variant.question in pack.question_index:
            found.setdefault(variant.question, []).append(variant)
    if not found:
        return {}
    stored = application.given_answers()
    people = _people(application, found)
    return {
        name: _versions(pack.question(name), stored.get(name), variants, people.get(name))
        for name, variants in found.items()
    }


def _versions(
    question: Question,
    stored: Any,
    variants: list[AnswerVariant],
    saved: tuple[User | None, datetime | None] | None,
) -> Versions:
    person, at = saved or (None, None)
    standing = Version(
        by=name_of(person),
        at=at,
        lines=answer_words.lines(question, stored),
        fingerprint=fingerprint(question, stored),
    )
    return Versions(standing, tuple(_later(question, stored, variant) for variant in variants))


def _later(question: Question, stored: Any, variant: AnswerVariant) -> Version:
    is_prose = differences.is_prose(question)
    return Version(
        by=name_of(variant.saved_by),
        at=variant.saved_at,
        lines=answer_words.lines(question, variant.value),
        fingerprint=variant.fingerprint,
        id=variant.pk,
        pieces=differences.of_answers(question, stored, variant.value) if is_prose else (),
    )


def _people(
    application: Application, questions: Mapping[str, object]
) -> dict[str, tuple[User | None, datetime | None]]:
    """Who saved the standing answers, and when."""
    saved = {q: application.answered[q] for q in questions if q in application.answered}
    known = User.objects.in_bulk([pk for pk, __ in saved.values() if pk])
    return {q: (known.get(pk), parse_datetime(at)) for q, (pk, at) in saved.items()}
