"""What the clock does to approvals, to uploaded files and to deleted drafts."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from applications import reading, scanning, tasks
from applications.models import Application, Approval
from applications.models.approval import USABLE
from applications.services import approvals, deletions, reminders


@shared_task(name="applications.expire_approvals")
def expire_approvals() -> int:
    """Mark the approvals whose time is over; keys do not wait for it."""
    now = timezone.now()
    overdue = list(Approval.objects.filter(status__in=USABLE, valid_until__lte=now))
    for approval in overdue:
        approvals.expire(approval, now=now)
    return len(overdue)


@shared_task(name="applications.look_at_files")
def look_at_files() -> None:
    """Ring for files that wait to be scanned or read; the row says which ones are due."""
    if not settings.CLAMD_URL:
        scanning.release_unscanned()
    reading.give_up()
    tasks.ring_for_all(has_scanner=bool(settings.CLAMD_URL))


@shared_task(name="applications.remind_of_ends")
def remind_of_ends() -> int:
    """Tell those whose approval ends soon; each step is told once, however often it runs."""
    now = timezone.now()
    soon = now + timedelta(days=max(reminders.STEPS))
    ending = Approval.objects.active(now).filter(valid_until__lte=soon)
    return sum(reminders.remind(approval, now=now) for approval in list(ending))


@shared_task(name="applications.purge_drafts")
def purge_drafts() -> int:
    """Delete for good the drafts that were deleted thirty days ago."""
    now = timezone.now()
    return sum(deletions.purge(draft, now=now) for draft in Application.objects.to_purge(now))
