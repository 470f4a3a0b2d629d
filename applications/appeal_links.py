"""The link in the mail about a decline, by which its reader appeals without signing in.

It is signed and names one application and one person. How long it may be used is asked of the
application each time: as long as an appeal is possible, and the person may act for it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts import queries as accounts
from accounts.models import User
from applications.models import Application

SALT = "applications.appeal"


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link is for, and what about."""

    application: Application
    person: User

    @property
    def may_act(self) -> bool:
        """Whether the person is still there and may act for the organisation."""
        return self.person.is_active and accounts.can_edit(
            self.person, self.application.organisation
        )


def url_for(application: Application, user: User) -> str:
    """The whole address of the page, for one person's eyes."""
    token = signing.dumps([application.reference, str(user.public_id)], salt=SALT)
    return f"{settings.SITE_URL}{reverse('applications:appeal_link', args=[token])}"


def opened(token: str) -> Link | None:
    """What a link stands for; None if it is not one of ours, or nobody is left behind it."""
    try:
        reference, public_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    known = Application.objects.select_related("organisation", "pack", "revision__pack")
    application = known.filter(reference=reference).first()
    person = User.objects.filter(public_id=public_id).first()
    return Link(application, person) if application and person else None
