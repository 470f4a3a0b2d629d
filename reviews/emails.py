"""The mail that reviewers get: a reference and a link, never an answer."""

from django.conf import settings
from django.core.mail import EmailMessage

from events.models import Event


def deliver(event: Event) -> None:
    """Tell reviewers that something waits for them."""
    EmailMessage(f"{settings.SITE_NAME}: {event.subject} waits", event.kind, to=[]).send()
