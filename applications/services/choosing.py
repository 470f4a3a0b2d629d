"""Choosing between two versions of an answer."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from accounts.models import User
from applications import queries
from applications.fingerprints import fingerprint
from applications.models import AnswerVariant
from applications.models.drafting import Resolution
from applications.services import drafts, variants
from applications.services.moves import lock
from common.errors import DomainError
from events import services as events


class AlreadyChosen(DomainError):
    """Somebody has decided about this version of the answer already. Look at the answer again."""


class ChangedAgain(DomainError):
    """One of the two versions has changed since you looked, so neither was chosen. Both are shown
    here as they stand now: choose again."""


class Choice(StrEnum):
    """Which of the two stays."""

    ANSWER = "answer"
    VARIANT = "variant"


@dataclass(frozen=True, slots=True)
class Looked:
    """The fingerprints of what the person chose between."""

    answer: str
    variant: str


@transaction.atomic
def choose(variant: AnswerVariant, choice: Choice, *, looked: Looked, by: User) -> None:
    """Decide which of two versions is the answer; refused if either has changed meanwhile."""
    application = variant.application
    lock(application)
    drafts.ensure_open_for(application, by=by)
    variant.refresh_from_db()
    if variant.resolved_at is not None:
        raise AlreadyChosen
    question = queries.pack_of(application).question(variant.question)
    stored = fingerprint(question, application.given_answers().get(question.id))
    if looked != Looked(answer=stored, variant=variant.fingerprint):
        raise ChangedAgain

    is_kept = choice is Choice.VARIANT
    variants.resolve([variant], Resolution.KEPT if is_kept else Resolution.DROPPED)
    if is_kept and drafts.save_answers(application, {question.id: variant.value}, by=by).refused:
        raise drafts.NotEditable
    variants.settle(application, [question])
    events.append(
        application.subject,
        "application.version_chosen",
        actor=by,
        data={"question": question.id, "kept": str(choice), "variant": variant.pk},
    )
