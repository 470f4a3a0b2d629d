"""What the worker does for notifications: send a letter, ring for those that were forgotten."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from notifications import sending

SWEEP_MAX = 500

log = logging.getLogger(__name__)


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
    """Call a worker. A broker that is down loses no letter: the sweeper will ring."""
    try:
        send.delay(letter_id)
    except OperationalError:
        log.warning("The broker is down; the sweeper will ring for letter %s.", letter_id)
