"""How programs save and submit: all that they send is kept, or nothing, on a version they name."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.models import Application
from applications.services import drafts, submissions
from applications.services.moves import lock
from common.errors import DomainError

Versions = Collection[int] | None  # None: whichever it is


class AnswersRefused(DomainError):
    """Some of these answers cannot be kept, so none was: see errors."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AnswerRefused(DomainError):
    """This answer cannot be kept."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class VersionPassed(DomainError):
    """Somebody saved other answers after the version that you name: see `current`, then go on."""

    status = HTTPStatus.PRECONDITION_FAILED


@transaction.atomic
def save_all(
    application: Application,
    answers: Mapping[str, Any],
    *,
    by: User,
    versions: Versions = None,
    is_patch: bool = False,
) -> None:
    """Keep every answer, valid or not; a value that cannot be kept refuses them all.

    As a patch, a map changes only the rows and fields that it names (RFC 7396).
    """
    _lock_at(application, versions)
    if is_patch:
        given = application.given_answers()
        answers = {name: _patched(given.get(name), value) for name, value in answers.items()}
    saved = drafts.save_answers(application, answers, by=by)
    if saved.refused:
        raise AnswersRefused(
            pointers={f"#/answers/{question}": why for question, why in saved.refused.items()}
        )


@transaction.atomic
def save_one(
    application: Application, question: str, value: Any, *, by: User, versions: Versions = None
) -> None:
    """Keep one answer, valid or not; None clears it."""
    try:
        save_all(application, {question: value}, by=by, versions=versions)
    except AnswersRefused as error:
        [reason] = error.pointers.values()
        raise AnswerRefused(reason, pointers={"#/value": reason}) from error


@transaction.atomic
def submit(application: Application, *, by: User, versions: Versions = None) -> None:
    """Submit the very answers that the program has read."""
    _lock_at(application, versions)
    submissions.submit(application, by=by)


def _lock_at(application: Application, versions: Versions) -> None:
    lock(application)
    if versions is not None and application.version not in versions:
        refusal = VersionPassed()
        refusal.members["version"] = application.version
        raise refusal


def _patched(target: Any, patch: Any) -> Any:
    """Apply RFC 7396: maps are merged, null takes out, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _patched(result.get(name), value)
    return result
