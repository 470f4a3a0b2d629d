"""What the worker does for notifications: send a letter, ring for those that were forgotten."""

from celery import shared_task

from common import bell
from notifications import sending

SWEEP_MAX = 500


@shared_task(name="notifications.send")
def send(letter_id: int) -> None:
    """Send one letter to its person."""
    sending.attempt(letter_id)


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Ring for every letter that is due: the broker forgot it, or it failed before."""
    sending.give_up()
    for pk in sending.due().values_list("pk", flat=True)[:SWEEP_MAX]:
        ring(pk)


def ring(letter_id: int) -> None:
    """Call a worker for one letter."""
    bell.ring(send, letter_id)
