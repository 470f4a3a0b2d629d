"""What applicant and reviewers say to each other."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application, InformationRequest, Message
from applications.services.moves import (
    APPLICANT_MAIL,
    REVIEWER_MAIL,
    ensure_editor,
    ensure_reviewer,
    lock,
)
from common.errors import DomainError
from events import services as events

MESSAGE_MAX = 5000


class MessageRefused(DomainError):
    """Write a message of 1 to 5,000 characters."""


class RequestClosed(DomainError):
    """This request is closed: it has been answered, or taken back."""


class LastRequest(DomainError):
    """Nothing else is asked, so the applicant would wait for nothing. Write a message instead."""


class NotSubmitted(DomainError):
    """Nobody reads a draft: messages begin with the submission."""


@transaction.atomic
def write(
    application: Application,
    body: str,
    *,
    by: User,
    from_staff: bool,
    mails: bool = True,
    key: UUID | None = None,
) -> Message:
    """Say something to the other side; by mail too, unless the act's own mail quotes it.

    `key`: of the form it was written in, which says it once, however often it is sent.
    """
    lock(application)
    (ensure_reviewer if from_staff else ensure_editor)(application, by=by)
    if application.revision_id is None:
        raise NotSubmitted
    if key and (said := application.messages.filter(key=key).first()):
        return said
    name = by.pseudonym if from_staff else str(by)
    message = application.messages.create(
        author=by, author_name=name, from_staff=from_staff, body=_clean(body), key=key
    )
    channels = [APPLICANT_MAIL if from_staff else REVIEWER_MAIL] if mails else []
    facts = {"message": message.pk, "from_staff": from_staff}
    events.append(
        application.subject, "application.message", actor=by, data=facts, deliveries=channels
    )
    return message


@transaction.atomic
def reply(request: InformationRequest, text: str, *, by: User) -> None:
    """Answer a request in words, beside the changed answer. It is sent with the resubmission."""
    application = request.application
    lock(application)
    ensure_editor(application, by=by)
    request.refresh_from_db()
    if request.closed_at is not None:
        raise RequestClosed
    request.reply = _clean(text)
    request.save(update_fields=["reply"])
    events.append(
        application.subject,
        "application.reply",
        actor=by,
        data={"request": request.pk, "question": request.question},
    )


@transaction.atomic
def take_back(request: InformationRequest, *, by: User) -> None:
    """Ask for this change no longer; what was changed for it meanwhile stays as it is."""
    application = request.application
    lock(application)
    ensure_reviewer(application, by=by)
    request.refresh_from_db()
    if request.closed_at is not None:
        raise RequestClosed
    if not application.requests.open().exclude(pk=request.pk).exists():
        raise LastRequest
    request.closed_at = request.taken_back_at = timezone.now()
    request.save(update_fields=["closed_at", "taken_back_at"])
    events.append(
        application.subject,
        "application.take_back",
        actor=by,
        data={"request": request.pk, "question": request.question},
        deliveries=[APPLICANT_MAIL],
    )


def _clean(text: str) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not 1 <= len(cleaned) <= MESSAGE_MAX or "\x00" in cleaned:
        raise MessageRefused
    return cleaned
