"""Everything that changes the answers of an application before it is submitted."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Organisation, User
from applications import queries, sealing
from applications.models import Application
from applications.services import variants
from applications.services.moves import ensure_editor, lock
from common.errors import DomainError
from events import services as events
from guidelines.pack import Pack
from guidelines.sentences import sentence

ANSWER_MAX_BYTES = 200_000  # far above every limit of a form; keeps one draft from filling a disk
TITLE_QUESTION = "B1"
_ANSWER_FIELDS = ("answers", "sealed_answers", "answered", "title", "version", "updated_at")


class NotEditable(DomainError):
    """The answers are with the reviewers and cannot be changed now."""


class ChangedElsewhere(DomainError):
    """Somebody saved other answers in the meantime. Load the page again; nothing is lost."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: question id → why its new value was not kept."""

    refused: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def create(organisation: Organisation, *, by: User, key: UUID | None = None) -> Application:
    """Begin an application for an organisation in which `by` is owner or editor.

    `key`: of the form that asks; the same form sent twice begins one, whenever it comes.
    """
    application = Application(organisation=organisation, created_by=by, creation_key=key)
    ensure_editor(application, by=by)
    if key is None:
        application.save(force_insert=True)
        is_new = True
    else:
        application, is_new = Application.objects.get_or_create(
            organisation=organisation, creation_key=key, defaults={"created_by": by}
        )
    if is_new:
        events.append(application.subject, "application.created", actor=by)
    return application


@transaction.atomic
def save_answers(
    application: Application,
    answers: Mapping[str, Any],
    *,
    by: User,
    expected_version: int | None = None,
) -> Saved:
    """Keep the given answers, valid or not; what cannot be kept at all is named and left as it was.

    Only a value that no form could mean is not kept: an unknown question, a question that was not
    asked again, a text with U+0000, or more than 200 kB. With `expected_version` a save on top of
    somebody else's is refused.
    """
    lock(application)
    ensure_open_for(application, by=by)
    if expected_version is not None and expected_version != application.version:
        raise ChangedElsewhere

    pack = queries.pack_of(application)
    refused = refusals(application, pack, answers)
    kept = {question: value for question, value in answers.items() if question not in refused}
    write_answers(application, pack, kept, by=by)
    variants.settle(application, [pack.question(question) for question in kept])
    return Saved(refused=refused)


def refusals(application: Application, pack: Pack, answers: Mapping[str, Any]) -> dict[str, str]:
    """Which of the values cannot even be kept as a draft, and why."""
    editable = queries.editable_questions(application, pack)
    reasons = ((q, _why_not(pack, q, value, editable=editable)) for q, value in answers.items())
    return {question: reason for question, reason in reasons if reason}


def ensure_open_for(application: Application, *, by: User) -> None:
    """Raise unless `by` may change the answers now."""
    ensure_editor(application, by=by)
    if not application.is_editable:
        raise NotEditable


def write_answers(
    application: Application, pack: Pack, answers: Mapping[str, Any], *, by: User | None = None
) -> None:
    """Put answers into a locked application: the sensitive ones sealed, the rest in the clear.

    With each goes who saved it, and when; what was merely copied has nobody.
    """
    given = {q: v for q, v in {**application.given_answers(), **answers}.items() if v is not None}
    secret = {question.id for question in pack.questions if question.sensitive}
    application.answers = {q: value for q, value in given.items() if q not in secret}
    application.sealed_answers = sealing.seal({q: given[q] for q in given if q in secret})
    title = application.answers.get(TITLE_QUESTION)
    application.title = title.strip()[:200] if isinstance(title, str) else ""
    saved = [by.pk if by else None, timezone.now().isoformat()]
    application.answered |= dict.fromkeys(answers, saved)
    application.version += 1
    application.save(update_fields=_ANSWER_FIELDS)


def _why_not(pack: Pack, question: str, value: Any, *, editable: frozenset[str]) -> str:
    """Why a value cannot even be kept as a draft; "" if it can."""
    if question not in pack.question_index:
        return gettext("There is no such question.")
    if question not in editable:
        return gettext("The reviewers did not ask for a change of this answer.")
    is_too_long = len(json.dumps(value)) > ANSWER_MAX_BYTES
    is_storable = all(_is_storable(part) for part in _parts(value))
    code = "too_long" if is_too_long else "" if is_storable else "bad_format"
    return sentence(pack.question(question), code) if code else ""


def _parts(value: Any) -> Iterator[str | float]:
    """Every text and every fraction inside a JSON value, keys included."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str | float):
            yield item
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _is_storable(part: str | float) -> bool:
    """PostgreSQL keeps any text but U+0000 and lone surrogates, and numbers that are not infinite:
    Python reads 1e999 as infinity."""
    if isinstance(part, float):
        return math.isfinite(part)
    return "\x00" not in part and not any("\ud800" <= char <= "\udfff" for char in part)
