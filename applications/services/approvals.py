"""Everything that changes an approval: granting it, and ending or pausing what it allows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.conditions import Granted, gateway_limits
from applications.models import Application, Approval, Decision
from applications.services.moves import APPLICANT_MAIL, ensure_reviewer
from applications.states import APPROVAL_TRANSITIONS, ApprovalAction, Role
from common.errors import DomainError
from events import services as events
from guidelines.pack import Pack, Tier, strictest


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
    """Snapshot what was approved. The caller holds the application's lock and has approved it."""
    tier = strictest(*(Tier(decision.grant_tier) for decision in decisions))
    months = pack.consequences[tier].recertify_months or 0  # none: the database refuses
    now = timezone.now()
    approval = Approval.objects.create(
        application=application,
        line=application.line,
        revision=application.current_revision(),
        pack=application.current_revision().pack,
        organisation=application.organisation,
        tier=tier,
        model_names=list(settings.MODELS_OFFERED),
        conditions=list(conditions),
        limits=gateway_limits(pack, conditions),
        valid_from=now,
        valid_until=now + relativedelta(months=months),
        status_changed_at=now,
    )
    _record_grant(approval, by=by)
    return approval


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


def _lock(approval: Approval) -> None:
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update(of=("self",)))


def _step(approval: Approval, action: ApprovalAction, *, by: User | None, note: str) -> None:
    before = approval.status
    approval.status = APPROVAL_TRANSITIONS[action].target
    approval.status_note = note
    approval.status_changed_at = timezone.now()
    approval.save(update_fields=["status", "status_note", "status_changed_at"])
    facts: dict[str, Any] = {"from": before, "to": approval.status, "note": note}
    events.append(approval.subject, f"approval.{action}", actor=by, data=facts)
    events.append(
        approval.application.subject,
        f"approval.{action}",
        actor=by,
        data=facts,
        deliveries=(APPLICANT_MAIL,),
    )
