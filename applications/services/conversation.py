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
from applications.services.wording import cleaned
from common.errors import DomainError
from events import services as events


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
    if key and (same := application.messages.filter(key=key).first()):
        return same
    name = by.pseudonym if from_staff else str(by)
    said = cleaned(body, by=by if from_staff else None)
    message = application.messages.create(
        author=by, author_name=name, from_staff=from_staff, body=said, key=key
    )
    channels = [APPLICANT_MAIL if from_staff else REVIEWER_MAIL] if mails else []
    facts = {"message": message.pk, "from_staff": from_staff}
    events.append(
        application.subject, "application.message", actor=by, data=facts, deliveries=channels
    )
    return message


@transaction.atomic
def reply(request: InformationRequest, text: str, *, by: User) -> None:
    """Answer a request in words, beside the changed answer; an empty text takes the words back.

    It is sent with the resubmission, and can be changed until then: that is no news.
    """
    application = request.application
    lock(application)
    ensure_editor(application, by=by)
    request.refresh_from_db()
    if request.closed_at is not None:
        raise RequestClosed
    is_first = not request.reply
    request.reply = cleaned(text) if text.strip() else ""
    request.save(update_fields=["reply"])
    if not (is_first and request.reply):
        return
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
