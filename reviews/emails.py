"""The mail that reviewers get: a reference and a link, never an answer."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from applications.models import Application
from events.models import Event
from reviews import queries

HEADINGS: Final[Mapping[str, str]] = {
    "application.submit": "An application waits for a reviewer",
    "application.pass_to_second": "An application waits for a second reviewer",
    "application.disagree": "Two reviewers did not agree: an application waits for others",
    "application.appeal": "An appeal waits for a reviewer who took no part",
    "application.message": "An applicant has written to you",
}


def deliver(event: Event) -> None:
    """Mail the reviewers whom the event concerns: one letter, so that a retry repeats nothing."""
    application = Application.objects.get(reference=event.subject.removeprefix("application:"))
    heading = HEADINGS[event.kind]
    path = reverse("admin:reviews_desk", args=[application.reference])
    text = render_to_string(
        "reviews/mail/waits.txt",
        {
            "application": application,
            "heading": heading,
            "url": settings.SITE_URL + path,
            "site_name": settings.SITE_NAME,
        },
    )
    addresses = [reviewer.email for reviewer in _recipients(event, application)]
    EmailMessage(f"{heading} ({application.reference})", text, to=addresses).send()


def _recipients(event: Event, application: Application) -> list[User]:
    """Whoever holds it or has it back, if anybody; else all who may take it up."""
    able = list(queries.reviewers_for(application))
    holders = [
        one
        for one in able
        if event.kind == "application.message" and queries.is_held(application, by=one)
    ]
    asked = [one for one in able if one.pk == application.returned_to_id]
    return holders or asked or able
