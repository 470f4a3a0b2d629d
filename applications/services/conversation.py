"""What applicant and reviewers say to each other."""

from django.db import transaction

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
    """This request has been answered."""


class NotSubmitted(DomainError):
    """Nobody reads a draft: messages begin with the submission."""


@transaction.atomic
def write(
    application: Application, body: str, *, by: User, from_staff: bool, mails: bool = True
) -> Message:
    """Say something to the other side; by mail too, unless the act's own mail quotes it."""
    lock(application)
    (ensure_reviewer if from_staff else ensure_editor)(application, by=by)
    if application.revision_id is None:
        raise NotSubmitted
    message = application.messages.create(
        author=by,
        author_name=by.pseudonym if from_staff else str(by),
        from_staff=from_staff,
        body=_clean(body),
    )
    events.append(
        application.subject,
        "application.message",
        actor=by,
        data={"message": message.pk, "from_staff": from_staff},
        deliveries=[APPLICANT_MAIL if from_staff else REVIEWER_MAIL] if mails else [],
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


def _clean(text: str) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not 1 <= len(cleaned) <= MESSAGE_MAX or "\x00" in cleaned:
        raise MessageRefused
    return cleaned
