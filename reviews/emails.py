"""The mail that reviewers get: a reference and a link, never an answer."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications.models import Application
from common import mails
from events.models import Event
from reviews import queries
from reviews.models.advice import Advice

HEADINGS: Final[Mapping[str, Promise]] = {
    "application.submit": gettext_lazy("An application waits for a reviewer"),
    "application.pass_to_second": gettext_lazy("An application waits for a second reviewer"),
    "application.disagree": gettext_lazy(
        "Two reviewers did not agree: an application waits for others"
    ),
    "application.appeal": gettext_lazy("An appeal waits for a reviewer who took no part"),
    "review.handed_over": gettext_lazy("An application was handed over to you"),
    "application.message": gettext_lazy("An applicant has written to you"),
    "review.decision_not_sent": gettext_lazy("Your decision could not be sent"),
}


def deliver(event: Event) -> None:
    """Mail the reviewers whom the event concerns: one letter, so that a retry repeats nothing."""
    application = Application.objects.get(reference=event.subject.removeprefix("application:"))
    if readers := _recipients(event, application):
        with translation.override(_shared_language(readers)):
            letter = _letter(application, str(HEADINGS[event.kind]))
            letter.addressed(*(reviewer.email for reviewer in readers)).send()


def _shared_language(readers: list[User]) -> str:
    """The language that all of them chose; the portal's own if they differ."""
    chosen = {reader.language or settings.LANGUAGE_CODE for reader in readers}
    return chosen.pop() if len(chosen) == 1 else settings.LANGUAGE_CODE


def _letter(application: Application, heading: str) -> mails.Letter:
    place = settings.SITE_URL + reverse("admin:reviews_desk", args=[application.reference])
    context = {"application": application, "heading": heading}
    return mails.Letter(
        subject=f"{heading} ({application.reference})",
        body=render_to_string("reviews/mail/waits.txt", context),
        link=mails.Link(_("Open it at the desk"), place),
        footer=(_("You get this mail because you review applications."),),
    )


def _recipients(event: Event, application: Application) -> list[User]:
    """Whoever holds it or has it back, if anybody; else all who may take it up.

    What is for one person goes to them alone, as long as they may review it.
    """
    able = list(queries.reviewers_for(application))
    if event.kind == "review.handed_over":
        return [one for one in able if str(one.public_id) == event.data["to"]]
    if "person" in event.data:
        return [one for one in able if str(one.public_id) == event.data["person"]]
    holders = [
        one
        for one in able
        if event.kind == "application.message" and queries.is_held(application, by=one)
    ]
    asked = [one for one in able if one.pk == application.returned_to_id]
    return holders or asked or able


def ask_for_advice(advice: Advice, *, secret: str) -> None:
    """Send an outside adviser their link; it says nothing of what it is about."""
    context = {"advice": advice, "site_name": settings.SITE_NAME}
    letter = mails.Letter(
        subject=_("Your opinion is asked for"),
        body=render_to_string("reviews/mail/advice.txt", context),
        link=mails.Link(_("Read the question"), settings.SITE_URL + _place(secret)),
        footer=(_("The link is yours alone: whoever has it can read what is shared with you."),),
    )
    letter.addressed(advice.email).send()


def _place(secret: str) -> str:
    return reverse("reviews:advice", args=[secret])
