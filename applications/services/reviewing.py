"""What reviewers do to the state short of deciding: begin, and ask for changes."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from applications import queries
from applications.models import Application
from applications.services import conversation
from applications.services.moves import lock, move
from applications.services.wording import cleaned
from applications.states import Action
from common.errors import DomainError


class UnknownQuestion(DomainError):
    """A request must name a question that the applicant sees."""


class NothingRequested(DomainError):
    """Name at least one question and say what should change."""


@transaction.atomic
def start(application: Application, *, by: User) -> None:
    """The first reviewer has taken it up."""
    lock(application)
    move(application, Action.START_REVIEW, by=by)


@transaction.atomic
def request_changes(
    application: Application, requests: Mapping[str, str], *, by: User, note: str
) -> None:
    """Hand the application back: question id → what should change, and a message over all of it.

    The reply returns it to whoever asked; see `free`.
    """
    lock(application)
    wanted = {q: cleaned(text, by=by) for q, text in requests.items() if text.strip()}
    if not wanted:
        raise NothingRequested
    visible = queries.visible_questions(application)
    if unknown := sorted(set(wanted) - visible):
        raise UnknownQuestion(
            pointers=dict.fromkeys(unknown, gettext("The applicant does not see this."))
        )

    application.returned_to, application.returned_until = by, None
    move(application, Action.REQUEST_CHANGES, by=by, note=note, facts={"questions": sorted(wanted)})
    conversation.write(application, note, by=by, from_staff=True, mails=False)
    for question, text in wanted.items():
        application.requests.create(
            revision=application.current_revision(), question=question, text=text, asked_by=by
        )


@transaction.atomic
def free(application: Application) -> None:
    """Let any reviewer take up what returned to one of them, who has put it back."""
    lock(application)
    application.returned_to = application.returned_until = None
    application.save(update_fields=["returned_to", "returned_until", "updated_at"])
