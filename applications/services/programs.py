"""How programs save answers: all that they send is kept, or nothing is."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.models import Application
from applications.services import drafts
from common.errors import DomainError


class AnswersRefused(DomainError):
    """Some of these answers cannot be kept, so none was: see errors."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class VersionPassed(DomainError):
    """Somebody saved other answers after the version that you name. Read the application again."""

    status = HTTPStatus.PRECONDITION_FAILED


@transaction.atomic
def save_all(
    application: Application, answers: Mapping[str, Any], *, by: User, expected_version: int | None
) -> None:
    """Keep every answer, valid or not; a value that cannot be kept refuses them all."""
    try:
        saved = drafts.save_answers(application, answers, by=by, expected_version=expected_version)
    except drafts.ChangedElsewhere as error:
        raise VersionPassed from error
    if saved.refused:
        raise AnswersRefused(
            pointers={f"#/answers/{question}": why for question, why in saved.refused.items()}
        )
