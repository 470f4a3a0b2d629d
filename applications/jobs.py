"""What the clock does to approvals."""

from celery import shared_task
from django.utils import timezone

from applications.models import Approval
from applications.models.approval import USABLE
from applications.services import approvals


@shared_task(name="applications.expire_approvals")
def expire_approvals() -> int:
    """Mark the approvals whose time is over; keys do not wait for it."""
    now = timezone.now()
    overdue = list(Approval.objects.filter(status__in=USABLE, valid_until__lte=now))
    for approval in overdue:
        approvals.expire(approval, now=now)
    return len(overdue)
