"""What the clock does to leases."""

from celery import shared_task
from django.utils import timezone

from reviews import queries, services


@shared_task(name="reviews.release_expired")
def release_expired() -> int:
    """End the claims whose time is over; nobody waits for this, a claim holds by its time alone."""
    now = timezone.now()
    return sum(
        services.release_expired(application, now=now) for application in queries.expired(now)
    )
