"""Keeping a later answer beside the one that somebody else saved meanwhile, until one is chosen."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import User
from applications import sealing
from applications.fingerprints import fingerprint
from applications.models import AnswerVariant, Application
from applications.models.drafting import Resolution
from guidelines.pack import Question


def keep(
    application: Application,
    question: Question,
    value: Any,
    *,
    by: User,
    instead_of: AnswerVariant | None = None,
) -> AnswerVariant:
    """Keep an answer beside the stored one, on a locked application.

    `instead_of`: what the same page kept before, while its author was still typing.
    """
    facts = {
        "sealed_value": sealing.seal({question.id: value}),
        "fingerprint": fingerprint(question, value),
        "saved_at": timezone.now(),
    }
    own = application.variants.open().filter(question=question.id, saved_by=by)
    if same := own.filter(fingerprint=facts["fingerprint"]).first():
        resolve([v for v in [instead_of] if v and v.pk != same.pk], Resolution.TAKEN_BACK)
        return same
    if instead_of is None or instead_of.resolved_at is not None:
        return application.variants.create(question=question.id, saved_by=by, **facts)
    for name, fact in facts.items():
        setattr(instead_of, name, fact)
    instead_of.save(update_fields=[*facts])
    return instead_of


def resolve(variants: Iterable[AnswerVariant], resolution: Resolution) -> None:
    """End versions that are still open."""
    for variant in variants:
        if variant.resolved_at is None:
            variant.resolved_at, variant.resolution = timezone.now(), resolution
            variant.save(update_fields=["resolved_at", "resolution"])


def settle(application: Application, questions: Iterable[Question]) -> None:
    """End the versions that say what the stored answer says by now."""
    stored = application.given_answers()
    prints = {question.id: fingerprint(question, stored.get(question.id)) for question in questions}
    found = application.variants.open().filter(question__in=prints)
    resolve([v for v in found if v.fingerprint == prints[v.question]], Resolution.SAME)
