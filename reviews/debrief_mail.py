"""The mail that tells the wellbeing contact of a note: neither from whom, nor what it says."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from common import mails


def send(contacts: Iterable[User]) -> None:
    """One letter to all of them."""
    letter = mails.Letter(
        subject=_("A reviewer has written to you"),
        body=render_to_string("reviews/mail/note_waits.txt"),
        link=mails.Link(_("Read the notes"), settings.SITE_URL + reverse("admin:reviews_notes")),
        footer=(_("You get this mail because you are the wellbeing contact."),),
    )
    letter.addressed(*(contact.email for contact in contacts)).send()
