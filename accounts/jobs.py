"""What the clock does for accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.services import connections, repeats


@shared_task(name="accounts.forget_answers")
def forget_answers() -> int:
    """Drop the answers that no repeat of a request may ask for any more."""
    return repeats.forget(before=timezone.now() - repeats.KEPT_FOR)


@shared_task(name="accounts.clear_tokens")
def clear_tokens() -> int:
    """Drop the tokens of programs that have expired."""
    return connections.forget_expired_tokens()
