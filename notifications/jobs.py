"""What the clock does to notifications."""

from celery import shared_task

from notifications import services
from notifications.models import Notification


@shared_task(name="notifications.make_digests")
def make_digests() -> int:
    """Put what waits for a digest by now into one letter for each person."""
    waiting = Notification.objects.due_in_digest().order_by("person_id")
    people = list(waiting.values_list("person_id", flat=True).distinct())
    return sum(services.make_digest(person_id) for person_id in people)
