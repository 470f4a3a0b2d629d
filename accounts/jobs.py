"""What the clock does for accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.services import repeats


@shared_task(name="accounts.forget_answers")
def forget_answers() -> int:
    """Drop the answers that no repeat of a request may ask for any more."""
    return repeats.forget(before=timezone.now() - repeats.KEPT_FOR)
