"""Everything that changes an approval: granting it, and ending or pausing what it allows."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from applications.conditions import Granted, gateway_limits
from applications.models import Application, Approval, Decision
from applications.services.moves import APPLICANT_MAIL, ensure_editor, ensure_reviewer
from applications.services.wording import ensure_no_address
from applications.states import APPROVAL_TRANSITIONS, ApprovalAction, ApprovalStatus, Role
from common.errors import DomainError
from events import services as events
from guidelines.pack import Pack, Tier, strictest

_STEPPED = ("status", "status_note", "status_changed_at", "successor")


class OldSuspended(DomainError):
    """The approval that this would replace is suspended. Reinstate it first, or revoke it."""


class OldRevoked(DomainError):
    """The approval that this follows was revoked or given up: what follows needs a new application.

    Decline this one, and say so.
    """


class NotEnded(DomainError):
    """The approval has not reached its end yet."""


def grant(
    application: Application,
    *,
    pack: Pack,
    conditions: Granted,
    decisions: Iterable[Decision],
    by: User,
) -> Approval:
    """Snapshot what was approved. The caller holds the application's lock and has approved it.

    The approval that it follows is replaced in the same transaction, and its keys go on under it.
    """
    pk = _supersede(application, by=by)
    tier = _tier(application, decisions)
    now = timezone.now()
    approval = Approval.objects.create(
        pk=pk,
        **_subject_of(application),
        tier=tier,
        model_names=list(settings.MODELS_OFFERED),
        conditions=list(conditions),
        limits=gateway_limits(pack, conditions),
        valid_from=now,
        valid_until=_end(application, pack, tier=tier, now=now),
        status_changed_at=now,
    )
    _record_grant(approval, by=by)
    return approval


def _tier(application: Application, decisions: Iterable[Decision]) -> Tier:
    """The strictest that a reviewer would grant; of an exception, the strictest there is."""
    if application.exception_until is not None:
        return Tier.HIGH
    return strictest(*(Tier(decision.grant_tier) for decision in decisions))


def _end(application: Application, pack: Pack, *, tier: Tier, now: datetime) -> datetime:
    """When it has to be certified again; an exception ends with its last day, by UTC, if before."""
    months = pack.consequences[tier].recertify_months or 0  # none: the database refuses
    end = now + relativedelta(months=months)
    if application.exception_until is None:
        return end
    midnight = datetime.combine(application.exception_until, time.min, UTC)
    return min(end, midnight + timedelta(days=1))


def _subject_of(application: Application) -> dict[str, Any]:
    """What is approved, and for whom."""
    revision = application.current_revision()
    return {
        "application": application,
        "line": application.line,
        "revision": revision,
        "pack": revision.pack,
        "organisation": application.organisation,
    }


def _supersede(application: Application, *, by: User) -> int | None:
    """Replace what is in force in the line; the id of the new approval, None if it replaces none.

    Only one may be in force at any moment, so the old one names its successor before that exists.
    """
    if application.concerns_id is None:
        return None
    Application.objects.select_for_update().get(pk=application.concerns_id)  # no key meanwhile
    old = _lock_newest(application)
    if old.status == ApprovalStatus.SUSPENDED:
        raise OldSuspended
    if old.status == ApprovalStatus.REVOKED:
        raise OldRevoked
    if old.status == ApprovalStatus.ACTIVE and old.valid_until <= timezone.now():
        _step(old, ApprovalAction.EXPIRE, by=None, note="")
    if old.status != ApprovalStatus.ACTIVE:
        return None
    old.successor_id = _next_id()
    _step(old, ApprovalAction.SUPERSEDE, by=by, note="", deliveries=())
    replaced = Approval.objects.filter(line=old.line_id, status=ApprovalStatus.SUPERSEDED)
    replaced.update(successor=old.successor_id)
    return old.successor_id


def _lock_newest(application: Application) -> Approval:
    newest = Approval.objects.select_for_update(of=("self",)).filter(line=application.line_id)
    return newest.latest("pk")


def _next_id() -> int:
    """The id that the next approval gets, taken beforehand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('applications_approval', 'id'))")
        return int(cursor.fetchone()[0])


def _record_grant(approval: Approval, *, by: User) -> None:
    until = approval.valid_until.isoformat()
    facts = {"application": approval.application.reference, "until": until}
    events.append(approval.subject, "approval.granted", actor=by, data=facts)


@transaction.atomic
def move(approval: Approval, action: ApprovalAction, *, by: User, note: str) -> None:
    """Suspend, reinstate or revoke, as a reviewer without a part in it. Its keys follow at once."""
    _lock(approval)
    transition = APPROVAL_TRANSITIONS[action]
    ensure_reviewer(approval.application, by=by)
    if transition.role is not Role.REVIEWER:
        raise NotEnded
    transition.check(approval.status, note=note)
    ensure_no_address(note, by=by)
    _step(approval, action, by=by, note=note.strip())


@transaction.atomic
def expire(approval: Approval, *, now: datetime) -> None:
    """End an approval whose time is over."""
    _lock(approval)
    transition = APPROVAL_TRANSITIONS[ApprovalAction.EXPIRE]
    transition.check(approval.status)
    if now < approval.valid_until:
        raise NotEnded
    _step(approval, ApprovalAction.EXPIRE, by=None, note="")


@transaction.atomic
def relinquish(approval: Approval, *, by: User) -> None:
    """Give an approval up, as an owner or editor of the organisation. Its keys stop at once."""
    _lock(approval)
    ensure_editor(approval.application, by=by)
    APPROVAL_TRANSITIONS[ApprovalAction.RELINQUISH].check(approval.status)
    _step(approval, ApprovalAction.RELINQUISH, by=by, note="")


def _lock(approval: Approval) -> None:
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update(of=("self",)))


def _step(
    approval: Approval,
    action: ApprovalAction,
    *,
    by: User | None,
    note: str,
    deliveries: Iterable[str] = (APPLICANT_MAIL,),
) -> None:
    before = approval.status
    approval.status = APPROVAL_TRANSITIONS[action].target
    approval.status_note = note
    approval.status_changed_at = timezone.now()
    approval.save(update_fields=[*_STEPPED])
    facts: dict[str, Any] = {"from": before, "to": approval.status, "note": note}
    events.append(approval.subject, f"approval.{action}", actor=by, data=facts)
    events.append(
        approval.application.subject,
        f"approval.{action}",
        actor=by,
        data=facts,
        deliveries=deliveries,
    )
