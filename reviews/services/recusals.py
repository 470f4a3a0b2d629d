"""Conflicts of interest that people tell of: recusals, and interests declared beforehand.

Either hides at once; neither is taken back by oneself alone. What is computed needs no telling.
"""

import re
from collections.abc import Iterable
from datetime import date
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from accounts.models import SharedDomain, User
from accounts.services import NotAPolicyOwner
from accounts.services.organisations import one_line
from applications import conflicts
from applications.models import Application, Interest, Recusal
from applications.models.conflicts import REASON_MAX
from applications.services import reviewing
from applications.services.moves import NotAReviewer, ensure_reviewer, lock
from common.errors import DomainError
from events import services as events
from reviews.services import leases

_DOMAIN = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


class OwnConflict(DomainError):
    """Nobody ends a conflict of interest of their own: another policy owner can."""

    status = HTTPStatus.FORBIDDEN


class OverAlready(DomainError):
    """This has ended already."""


class InterestInOneThing(DomainError):
    """Name an organisation or a domain: one of the two."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class DomainRefused(DomainError):
    """Write a domain such as acme.example, without an address or a path."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class DomainShared(DomainError):
    """People share this domain who have nothing to do with each other: name the organisation."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ReasonRefused(DomainError):
    """Say why, in 2,000 characters at most."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class LastDayPast(DomainError):
    """The last day has to be today or later."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class DeclaredAlready(DomainError):
    """You have declared this interest already."""


@transaction.atomic
def recuse(application: Application, *, by: User, reason: str = "") -> Recusal:
    """Take oneself off an application: it is hidden from then on and waits for others."""
    lock(application)
    ensure_reviewer(application, by=by)
    recusal = application.recusals.create(reviewer=by, reason=_clean(reason))
    events.append(application.subject, "review.recused", actor=by, data={"recusal": recusal.pk})
    _let_go([application], by=by)
    return recusal


@transaction.atomic
def lift(recusal: Recusal, *, by: User) -> None:
    """Let a reviewer judge again what they took themselves off."""
    recusal.refresh_from_db(from_queryset=Recusal.objects.select_for_update(of=("self",)))
    _ensure_anothers(recusal.reviewer_id, by=by)
    if recusal.lifted_at:
        raise OverAlready
    recusal.lifted_at, recusal.lifted_by = timezone.now(), by
    recusal.save(update_fields=["lifted_at", "lifted_by"])
    events.append(
        recusal.application.subject, "review.recusal_lifted", actor=by, data={"recusal": recusal.pk}
    )


@transaction.atomic
def declare(
    *, by: User, organisation_name: str = "", domain: str = "", reason: str, until: date | None
) -> Interest:
    """Declare an interest in an organisation or in all that is under a domain."""
    if not by.is_reviewer:
        raise NotAReviewer
    named = {"organisation_name": one_line(organisation_name), "domain": _domain(domain)}
    _ensure_declarable(named, reason=_clean(reason), until=until)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = by.interests.in_force().filter(**{f"{k}__iexact": v for k, v in named.items()})
    if same.exists():
        raise DeclaredAlready
    interest = by.interests.create(**named, reason=_clean(reason), until=until)
    events.append(_subject(by), "interest.declared", actor=by, data={"interest": interest.pk})
    _let_go(_hidden_now(by), by=by)
    return interest


@transaction.atomic
def end_interest(interest: Interest, *, by: User) -> None:
    """End an interest before its last day."""
    interest.refresh_from_db(from_queryset=Interest.objects.select_for_update(of=("self",)))
    _ensure_anothers(interest.reviewer_id, by=by)
    if interest.ended_at:
        raise OverAlready
    interest.ended_at, interest.ended_by = timezone.now(), by
    interest.save(update_fields=["ended_at", "ended_by"])
    subject = _subject(interest.reviewer)
    events.append(subject, "interest.ended", actor=by, data={"interest": interest.pk})


def _ensure_anothers(owner: int, *, by: User) -> None:
    if not by.is_policy_owner:
        raise NotAPolicyOwner
    if owner == by.pk:
        raise OwnConflict


def _ensure_declarable(named: dict[str, str], *, reason: str, until: date | None) -> None:
    if len([name for name in named.values() if name]) != 1:
        raise InterestInOneThing
    if named["domain"] and not _DOMAIN.fullmatch(named["domain"]):
        raise DomainRefused
    if SharedDomain.objects.filter(domain=named["domain"]).exists():
        raise DomainShared
    if not reason:
        raise ReasonRefused
    if until and until < timezone.now().date():
        raise LastDayPast


def _domain(text: str) -> str:
    return text.strip().lower().removeprefix("@").rstrip(".")


def _clean(reason: str) -> str:
    cleaned = reason.replace("\r\n", "\n").strip()
    if len(cleaned) > REASON_MAX or "\x00" in cleaned:
        raise ReasonRefused
    return cleaned


def _hidden_now(person: User) -> Iterable[Application]:
    """Those with which the person has to do and that are now hidden from them."""
    held = Application.objects.filter(leases__reviewer=person, leases__ended_at=None)
    returned = Application.objects.filter(returned_to=person)
    return (one for one in held.union(returned) if conflicts.between(person, one))


def _let_go(applications: Iterable[Application], *, by: User) -> None:
    """End what the person holds, and what would come back to them: others take it up."""
    for application in applications:
        lock(application)
        if application.returned_to_id == by.pk:
            reviewing.free(application)
        if application.leases.filter(reviewer=by, ended_at=None).exists():
            leases.end(application)
            events.append(application.subject, "review.released", actor=by)


def _subject(person: User) -> str:
    return f"person:{person.public_id}"
