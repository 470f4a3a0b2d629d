"""What the worker does for the log: deliver, ring for what was forgotten, sign the heads."""

from celery import shared_task

from common import bell
from events import delivery, heads

SWEEP_MAX = 500


@shared_task(name="events.deliver")
def deliver(delivery_id: int) -> None:
    """Tell one channel of one event."""
    delivery.attempt(delivery_id)


@shared_task(name="events.sweep")
def sweep() -> None:
    """Ring for every delivery that is due: the broker forgot it, or it failed before."""
    delivery.give_up()
    for pk in delivery.due().values_list("pk", flat=True)[:SWEEP_MAX]:
        ring(pk)


@shared_task(name="events.sign_heads")
def sign_heads() -> None:
    """Sign where every chain stands today."""
    heads.sign()


def ring(delivery_id: int) -> None:
    """Call a worker for one delivery."""
    bell.ring(deliver, delivery_id)
