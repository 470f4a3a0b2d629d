"""Opinions of outside advisers: asking for one, taking the question back, declaring, answering.

An adviser has a link and no account: it opens what was shared with them for one application, after
they have said for whom they speak and that they have no conflict of interest, and nothing else.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.services.moves import ensure_reviewer, lock
from applications.states import CLOSED, WrongState
from common.errors import DomainError
from events import services as events
from reviews import emails, queries
from reviews.models.advice import OPINION_MAX, WANTED_MAX, Advice, Recommendation, StakeholderGroup

LIFETIME: Final = timedelta(days=14)
OPEN_MAX: Final = 10


class AddressRefused(DomainError):
    """Enter the adviser's e-mail address."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AdviserApplied(DomainError):
    """This person belongs to the organisation that applies: ask somebody else."""


class NothingShared(DomainError):
    """Choose at least one answer to share, and say what you would like to know."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyAsked(DomainError):
    """Ten people are being asked already. Take one question back first."""


class AdviceNotSent(DomainError):
    """The question could not be sent by e-mail. Try again in a few minutes."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class AdviceOver(DomainError):
    """This link no longer works: the question was answered, taken back, or its time is over."""

    status = HTTPStatus.GONE


class NotDeclared(DomainError):
    """Say first for whom you speak, and whether you have a conflict of interest."""


class OpinionRefused(DomainError):
    """Write your opinion, in 10,000 characters at most, and choose a recommendation."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def ask(
    application: Application, *, email: str, shared: Iterable[str], wanted: str, by: User
) -> Advice:
    """Send an adviser a link to the named answers; sensitive ones are named one by one or stay."""
    secret = secrets.token_urlsafe(32)
    advice = _record(application, _address(email), list(shared), wanted.strip(), by, secret)
    try:
        emails.ask_for_advice(advice, secret=secret)
    except OSError as error:  # smtplib's errors are OSErrors too
        withdraw(advice, by=by)
        raise AdviceNotSent from error
    return advice


def find(secret: str) -> Advice | None:
    """Look an invitation up by the secret in its link, dead ones included."""
    found = Advice.objects.filter(digest=_digest(secret))
    return found.select_related("application", "revision__pack", "invited_by").first()


@transaction.atomic
def withdraw(advice: Advice, *, by: User) -> None:
    """Take the question back: its link opens nothing, an opinion is no longer shown."""
    lock(advice.application)
    ensure_reviewer(advice.application, by=by)
    _refresh(advice)
    if advice.withdrawn_at:
        return
    advice.withdrawn_at = timezone.now()
    advice.save(update_fields=["withdrawn_at"])
    _tell(advice, "advice.withdrawn", by=by)


@transaction.atomic
def declare_standing(advice: Advice, *, group: str, conflict: str) -> None:
    """Say for whom one speaks; whoever has a conflict of interest reads nothing."""
    _refresh(advice)
    if advice.is_over:
        raise AdviceOver
    if group not in StakeholderGroup.values:
        raise NotDeclared
    advice.group, advice.conflict = group, conflict.strip()[:WANTED_MAX]
    advice.declared_at = timezone.now()
    advice.save(update_fields=["group", "conflict", "declared_at"])
    _tell(advice, "advice.declared", by=None)


@transaction.atomic
def give(advice: Advice, *, opinion: str, recommendation: str) -> None:
    """Write the opinion, once."""
    _refresh(advice)
    if advice.is_over:
        raise AdviceOver
    if advice.declared_at is None:
        raise NotDeclared
    text = opinion.replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= OPINION_MAX or "\x00" in text:
        raise OpinionRefused
    if recommendation not in Recommendation.values:
        raise OpinionRefused
    advice.opinion, advice.recommendation = text, recommendation
    advice.given_at = timezone.now()
    advice.save(update_fields=["opinion", "recommendation", "given_at"])
    _tell(advice, "advice.given", by=None)


@transaction.atomic
def _record(
    application: Application, email: str, shared: list[str], wanted: str, by: User, secret: str
) -> Advice:
    lock(application)
    ensure_reviewer(application, by=by)
    if application.status in CLOSED:
        raise WrongState
    known = queries.pack_of(application).question_index
    if not shared or not wanted or not set(shared) <= set(known) or len(wanted) > WANTED_MAX:
        raise NothingShared
    if application.organisation.memberships.filter(user__email__iexact=email).exists():
        raise AdviserApplied
    if application.advice.open(timezone.now()).count() >= OPEN_MAX:
        raise TooManyAsked
    advice: Advice = application.advice.create(
        revision=application.current_revision(),
        shared=[question for question in known if question in shared],
        wanted=wanted,
        email=email,
        digest=_digest(secret),
        invited_by=by,
        expires_at=timezone.now() + LIFETIME,
    )
    _tell(advice, "advice.asked", by=by)
    return advice


def _address(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise AddressRefused from error
    return email


def _refresh(advice: Advice) -> None:
    advice.refresh_from_db(from_queryset=Advice.objects.select_for_update(of=("self",)))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _tell(advice: Advice, kind: str, *, by: User | None) -> None:
    data = {"advice": str(advice.public_id)}
    events.append(advice.application.subject, kind, actor=by, data=data)
