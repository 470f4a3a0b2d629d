"""How one delivery is carried out: once, and again later if the other side is not there."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events import channels
from events.models import Delivery

ATTEMPTS_MAX = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
NO_ANSWER = "The channel did not finish; the worker's log says why."

log = logging.getLogger(__name__)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after the n-th attempt: 30 s, doubling, six hours at most."""
    doublings = min(attempts - 1, ATTEMPTS_MAX)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def due() -> QuerySet[Delivery]:
    """Return what should be tried by now, oldest first."""
    pending = Delivery.objects.filter(state=Delivery.State.PENDING, next_try_at__lte=timezone.now())
    return pending.order_by("next_try_at", "pk")


def attempt(delivery_id: int) -> None:
    """Tell the channel. However often this is called, a channel is told once."""
    if not _claim(delivery_id):
        return
    try:
        _tell(delivery_id)
    except (OSError, SMTPException) as error:
        _note_failure(delivery_id, error)


@transaction.atomic
def give_up() -> int:
    """Mark as failed what has used up its attempts without an answer, and say so loudly."""
    used_up = due().select_for_update(skip_locked=True).filter(attempts__gte=ATTEMPTS_MAX)
    pks = list(used_up.values_list("pk", flat=True))
    for pk in pks:
        log.error("Delivery %s failed for good after %s attempts.", pk, ATTEMPTS_MAX)
    return Delivery.objects.filter(pk__in=pks).update(state=Delivery.State.FAILED)


@transaction.atomic
def _claim(delivery_id: int) -> bool:
    """Count the attempt before it is made, so that a killed worker's counts as well."""
    waiting = due().select_for_update(skip_locked=True).filter(attempts__lt=ATTEMPTS_MAX)
    delivery = waiting.filter(pk=delivery_id).first()
    if delivery is None:
        return False
    delivery.attempts += 1
    delivery.next_try_at = timezone.now() + pause(delivery.attempts)
    delivery.last_error = NO_ANSWER
    delivery.save(update_fields=["attempts", "next_try_at", "last_error"])
    return True


@transaction.atomic
def _tell(delivery_id: int) -> None:
    """Tell and mark in one transaction, so that neither stands without the other."""
    waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    delivery = (
        waiting.select_related("event").filter(pk=delivery_id, state=Delivery.State.PENDING).first()
    )
    if delivery is None:
        return
    channels.resolve(delivery.channel)(delivery.event)
    delivery.state = Delivery.State.DONE
    delivery.done_at = timezone.now()
    delivery.last_error = ""
    delivery.save(update_fields=["state", "done_at", "last_error"])


@transaction.atomic
def _note_failure(delivery_id: int, error: Exception) -> None:
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.last_error = f"{type(error).__name__}: {error}"
    if delivery.attempts >= ATTEMPTS_MAX:
        delivery.state = Delivery.State.FAILED
        log.error("Delivery %s failed for good: %s", delivery_id, delivery.last_error)
    else:
        log.warning("Delivery %s will be tried again: %s", delivery_id, delivery.last_error)
    delivery.save(update_fields=["last_error", "state"])
