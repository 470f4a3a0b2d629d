"""Which mails do accounts send themselves?"""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Invitation


def send_invitation(invitation: Invitation, *, secret: str) -> None:
    """Mail the link that lets somebody join; the secret is kept nowhere else."""
    link = settings.SITE_URL.rstrip("/") + reverse("accounts:invitation", args=[secret])
    organisation = " ".join(invitation.organisation.name.split())
    context = {"invitation": invitation, "link": link, "site_name": settings.SITE_NAME}
    send_mail(
        subject=_("Join %(organisation)s on %(site)s")
        % {"organisation": organisation, "site": settings.SITE_NAME},
        message=render_to_string("accounts/mails/invitation.txt", context),
        from_email=None,
        recipient_list=[invitation.email],
    )
