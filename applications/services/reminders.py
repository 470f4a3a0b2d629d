"""Reminding an organisation that its approval ends: each step once, the nearest one only."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from applications import lines
from applications.models import Approval
from applications.services.moves import APPLICANT_MAIL
from applications.states import ApprovalStatus, Kind
from events import services as events

STEPS: Final = (60, 30, 7, 1)  # days before the end


def due_step(approval: Approval, *, now: datetime) -> int | None:
    """The nearest step to the end whose time has come."""
    come = [days for days in STEPS if approval.valid_until - timedelta(days=days) <= now]
    return min(come, default=None)


@transaction.atomic
def remind(approval: Approval, *, now: datetime) -> bool:
    """Tell it, if its step was not told yet; False if there is nothing to tell."""
    approval.refresh_from_db(from_queryset=Approval.objects.select_for_update(of=("self",)))
    days = due_step(approval, now=now)
    if days is None or approval.status != ApprovalStatus.ACTIVE or now >= approval.valid_until:
        return False
    if approval.reminders.filter(days__lte=days).exists():
        return False
    approval.reminders.create(days=days, sent_at=now)
    under_way = lines.open_follow_up(approval.application)
    is_renewal = under_way is not None and under_way.kind == Kind.RECERTIFICATION
    events.append(
        approval.application.subject,
        "approval.reminder",
        actor=None,
        data={
            "days": days,
            "until": approval.valid_until.date().isoformat(),
            "recertification": under_way.reference if under_way and is_renewal else None,
        },
        deliveries=(APPLICANT_MAIL,),
    )
    return True
