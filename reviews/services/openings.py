"""Opening checks by hand that the form did not open, and taking that back."""

from collections.abc import Iterable
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext

from accounts.models import User
from applications.models import Application
from applications.services.moves import lock
from common.errors import DomainError
from events import services as events
from reviews import queries
from reviews.models import Opening
from reviews.models.openings import REASON_MAX
from reviews.services.leases import ensure_at_work, extend
from reviews.staleness import ensure_current


class OpeningRefused(DomainError):
    """Choose at least one check that is not on the checklist yet."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotYourOpening(DomainError):
    """Whoever opened a check by hand takes that back."""

    status = HTTPStatus.FORBIDDEN


@transaction.atomic
def open_checks(
    application: Application, checks: Iterable[str], *, reason: str, by: User, revision: int
) -> tuple[Opening, ...]:
    """Put checks on the checklist that the answers alone do not put there, for whoever reviews."""
    lock(application)
    ensure_at_work(application, by=by)
    ensure_current(application, revision=revision)
    wanted = _not_shown(application, checks, by=by)
    why = _reason(reason)
    opened = Opening.objects.bulk_create(
        Opening(
            application=application,
            revision=application.current_revision(),
            check_id=check,
            opened_by=by,
            reason=why,
        )
        for check in wanted
    )
    data = {"checks": wanted, "revision": revision}
    events.append(application.subject, "review.checks_opened", actor=by, data=data)
    extend(application, by=by)
    return tuple(opened)


@transaction.atomic
def take_back_opening(opening: Opening, *, by: User) -> None:
    """Take a check off the checklist that one has opened; what is marked there stops counting."""
    application = opening.application
    lock(application)
    ensure_at_work(application, by=by)
    if opening.opened_by_id != by.pk:
        raise NotYourOpening
    standing = Opening.objects.standing().filter(pk=opening.pk)
    if standing.update(taken_back_at=timezone.now()):
        data = {"check": opening.check_id}
        events.append(application.subject, "review.check_closed", actor=by, data=data)
    extend(application, by=by)


def _not_shown(application: Application, checks: Iterable[str], *, by: User) -> list[str]:
    """Those of them that can be opened, in checklist order; raises if there is none."""
    assessment = queries.assess(application, by=by)
    shown = {check.id for check in assessment.shown}
    chosen = set(checks)
    if not chosen <= set(assessment.pack.check_index):
        raise OpeningRefused
    wanted = [one.id for one in assessment.pack.checks if one.id in chosen - shown]
    if not wanted:
        raise OpeningRefused
    return wanted


def _reason(reason: str) -> str:
    kept = reason.replace("\r\n", "\n").strip()
    if not 1 <= len(kept) <= REASON_MAX or "\x00" in kept:
        sentence = gettext("Say why you open it, in at most %(most)s characters.")
        raise OpeningRefused(sentence % {"most": number_format(REASON_MAX, force_grouping=True)})
    return kept
