"""How does one letter leave the house: once, and again later if the mail server is not there?"""

import logging
from smtplib import SMTPException

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.delivery import ATTEMPTS_MAX, NO_ANSWER, pause
from notifications import emails
from notifications.models import Letter

log = logging.getLogger(__name__)


def due() -> QuerySet[Letter]:
    """What should be sent by now, oldest first."""
    waiting = Letter.objects.filter(state=Letter.State.WAITING, next_try_at__lte=timezone.now())
    return waiting.order_by("next_try_at", "pk")


def attempt(letter_id: int) -> None:
    """Send the letter. However often this is called, it is sent once."""
    if not _claim(letter_id):
        return
    try:
        _send(letter_id)
    except (OSError, SMTPException) as error:
        _note_failure(letter_id, error)


@transaction.atomic
def give_up() -> int:
    """Mark as failed what has used up its attempts without an answer, and say so loudly."""
    used_up = due().select_for_update(skip_locked=True).filter(attempts__gte=ATTEMPTS_MAX)
    pks = list(used_up.values_list("pk", flat=True))
    for pk in pks:
        log.error("Letter %s failed for good after %s attempts.", pk, ATTEMPTS_MAX)
    return Letter.objects.filter(pk__in=pks).update(state=Letter.State.FAILED)


@transaction.atomic
def _claim(letter_id: int) -> bool:
    """Count the attempt before it is made, so that a killed worker's counts as well."""
    waiting = due().select_for_update(skip_locked=True).filter(attempts__lt=ATTEMPTS_MAX)
    letter = waiting.filter(pk=letter_id).first()
    if letter is None:
        return False
    letter.attempts += 1
    letter.next_try_at = timezone.now() + pause(letter.attempts)
    letter.last_error = NO_ANSWER
    letter.save(update_fields=["attempts", "next_try_at", "last_error"])
    return True


@transaction.atomic
def _send(letter_id: int) -> None:
    """Send and mark in one transaction, so that neither stands without the other."""
    waiting = Letter.objects.select_for_update(skip_locked=True, of=("self",))
    letter = (
        waiting.select_related("person").filter(pk=letter_id, state=Letter.State.WAITING).first()
    )
    if letter is None:
        return
    mail = emails.compose(letter)
    letter.state = Letter.State.SENT if mail else Letter.State.DROPPED
    letter.done_at = timezone.now()
    letter.last_error = ""
    letter.save(update_fields=["state", "done_at", "last_error"])
    if mail:
        mail.send()


@transaction.atomic
def _note_failure(letter_id: int, error: Exception) -> None:
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    letter.last_error = f"{type(error).__name__}: {error}"
    if letter.attempts >= ATTEMPTS_MAX:
        letter.state = Letter.State.FAILED
        log.error("Letter %s failed for good: %s", letter_id, letter.last_error)
    else:
        log.warning("Letter %s will be tried again: %s", letter_id, letter.last_error)
    letter.save(update_fields=["last_error", "state"])
