"""What the worker does for the log: deliver, ring for what was forgotten, sign the heads."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from events import delivery, heads

SWEEP_MAX = 500

log = logging.getLogger(__name__)


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
    """Call a worker. A broker that is down does not undo the act: the sweeper will ring."""
    try:
        deliver.delay(delivery_id)
    except OperationalError:
        log.warning("The broker is down; the sweeper will ring for delivery %s.", delivery_id)
