"""What reviewers say about themselves: which languages they read, and when they are away."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.services.moves import NotAReviewer
from common.errors import DomainError
from events import services as events
from reviews import queries
from reviews.models import Availability
from reviews.services.leases import put_back


class AbsenceRefused(DomainError):
    """Give a first and a last day, the last one today or later and not before the first."""


class LanguageUnknown(DomainError):
    """Choose languages that the portal is offered in."""


@transaction.atomic
def set_languages(languages: Sequence[str], *, by: User) -> Availability:
    """Say which languages one reads; none means that any will do."""
    mine = _mine(by)
    if not set(languages) <= {code for code, _ in settings.LANGUAGES}:
        raise LanguageUnknown
    mine.languages = sorted(set(languages))
    mine.save(update_fields=["languages"])
    facts = {"languages": mine.languages}
    events.append(_subject(by), "reviewer.languages", actor=by, data=facts)
    return mine


@transaction.atomic
def be_away(first: date | None, last: date | None, *, by: User) -> Availability:
    """Say from when until when one is out of office, both days included; None for both: not.

    If it has begun, what one holds is released at once; else the clock does it when it begins.
    """
    mine = _mine(by)
    _ensure_days(first, last)
    mine.away_from, mine.away_until = first, last
    mine.save(update_fields=["away_from", "away_until"])
    facts = {"from": first.isoformat(), "until": last.isoformat()} if first and last else {}
    events.append(_subject(by), "reviewer.away", actor=by, data=facts)
    if mine.is_away(timezone.now().date()):
        for application in queries.held_by(by):
            put_back(application, by=by)
    return mine


@transaction.atomic
def release_of_absent(application: Application, *, reviewer: User) -> bool:
    """End the claim of somebody whose absence has begun; False if there is none any more."""
    held = Availability.objects.away(timezone.now().date()).filter(reviewer=reviewer)
    if not held.exists() or not queries.is_held(application, by=reviewer):
        return False
    put_back(application, by=reviewer)
    return True


def _mine(by: User) -> Availability:
    if not by.is_reviewer:
        raise NotAReviewer
    Availability.objects.get_or_create(reviewer=by)
    return Availability.objects.select_for_update().get(reviewer=by)


def _ensure_days(first: date | None, last: date | None) -> None:
    if first is None and last is None:
        return
    if first is None or last is None or last < max(first, timezone.now().date()):
        raise AbsenceRefused


def _subject(by: User) -> str:
    return f"reviewer:{by.public_id}"
