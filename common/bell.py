"""How is a worker called? The rows are the queue: without a broker they wait until beat rings."""

import logging
from typing import TYPE_CHECKING, Any, Final

from kombu.exceptions import OperationalError

from common.outages import Outage

if TYPE_CHECKING:
    from celery.app.task import Task

BROKER: Final = Outage(seconds=10)

log = logging.getLogger(__name__)


def ring(task: "Task[[int], Any]", pk: int, *, after: float = 0) -> None:
    """Call a worker for one row, now or so many seconds later.

    A broker that does not answer undoes nothing.
    """
    if BROKER.is_on:
        return
    try:
        task.apply_async((pk,), countdown=after) if after else task.delay(pk)
    except OperationalError:
        BROKER.begin()
        log.warning("The broker does not answer; beat will ring for %s %s.", task.name, pk)
