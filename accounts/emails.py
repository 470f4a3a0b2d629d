"""Which mails do accounts send, and what do they say?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import Invitation
from common import mails


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mail about signing in: its text, and the link in its context to follow."""

    subject: StrOrPromise
    template: str
    link_label: StrOrPromise = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A change of an account, told to whoever owns it in case it was somebody else."""

    subject: StrOrPromise
    sentence: StrOrPromise


_CONFIRM: Final = Kind(
    gettext_lazy("Confirm your e-mail address"),
    "confirm",
    gettext_lazy("Confirm the address"),
    "activate_url",
)
KINDS: Final[Mapping[str, Kind]] = {  # by allauth's name
    "account/email/email_confirmation": _CONFIRM,
    "account/email/email_confirmation_signup": _CONFIRM,
    "account/email/password_reset_key": Kind(
        gettext_lazy("Set a new password"),
        "reset",
        gettext_lazy("Set a new password"),
        "password_reset_url",
    ),
    "account/email/account_already_exists": Kind(
        gettext_lazy("You have an account already"),
        "exists",
        gettext_lazy("Set a new password"),
        "password_reset_url",
    ),
    "account/email/unknown_account": Kind(
        gettext_lazy("There is no account with this address"),
        "unknown",
        gettext_lazy("Make an account"),
        "signup_url",
    ),
}
NOTICES: Final[Mapping[str, Notice]] = {
    "account/email/password_changed": Notice(
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your account was changed."),
    ),
    "account/email/password_reset": Notice(
        gettext_lazy("Your password was set anew"),
        gettext_lazy("The password of your account was set anew by a link from a mail."),
    ),
    "account/email/password_set": Notice(
        gettext_lazy("Your account has a password"),
        gettext_lazy("Your account was given a password. It had none before."),
    ),
    "account/email/email_changed": Notice(
        gettext_lazy("Your e-mail address was changed"),
        gettext_lazy("Your account has another e-mail address: %(to_email)s."),
    ),
    "account/email/email_confirm": Notice(
        gettext_lazy("Your e-mail address was confirmed"),
        gettext_lazy("An e-mail address of your account was confirmed."),
    ),
    "account/email/email_deleted": Notice(
        gettext_lazy("An e-mail address was taken out"),
        gettext_lazy("This e-mail address was taken out of your account: %(deleted_email)s."),
    ),
    "mfa/email/totp_activated": Notice(
        gettext_lazy("An authenticator app was added"),
        gettext_lazy("An authenticator app was added to your account as a second factor."),
    ),
    "mfa/email/totp_deactivated": Notice(
        gettext_lazy("The authenticator app was taken out"),
        gettext_lazy("The authenticator app was taken out of your account."),
    ),
    "mfa/email/recovery_codes_generated": Notice(
        gettext_lazy("New recovery codes were made"),
        gettext_lazy("New recovery codes were made for your account. The earlier ones are void."),
    ),
    "mfa/email/webauthn_added": Notice(
        gettext_lazy("A passkey was added"),
        gettext_lazy("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": Notice(
        gettext_lazy("A passkey was taken out"),
        gettext_lazy("A passkey or security key was taken out of your account."),
    ),
    "socialaccount/email/account_connected": Notice(
        gettext_lazy("A single sign-on was connected"),
        gettext_lazy("An account of %(provider)s was connected to yours: it can sign in as you."),
    ),
    "socialaccount/email/account_disconnected": Notice(
        gettext_lazy("A single sign-on was disconnected"),
        gettext_lazy("An account of %(provider)s can no longer sign in as you."),
    ),
}


def about_account(name: str, address: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    """The mail that allauth calls so; a kind that nobody described keeps allauth's own words."""
    if kind := KINDS.get(name):
        link = mails.Link(str(kind.link_label), context[kind.link])
        return _letter(str(kind.subject), kind.template, context, link=link).addressed(address)
    if notice := NOTICES.get(name):
        said = {**context, "sentence": str(notice.sentence) % context}
        link = mails.Link(_("See your account"), settings.SITE_URL + reverse("accounts:account"))
        return _letter(str(notice.subject), "notice", said, link=link).addressed(address)
    subject = render_to_string(f"{name}_subject.txt", dict(context))
    body = render_to_string(f"{name}_message.txt", dict(context))
    return mails.Letter(subject, body).addressed(address)


def send_invitation(invitation: Invitation, *, secret: str) -> None:
    """Mail the link that lets somebody join; the secret is kept nowhere else."""
    address = settings.SITE_URL.rstrip("/") + reverse("accounts:invitation", args=[secret])
    organisation = mails.one_line(invitation.organisation.name)
    subject = _("Join %(organisation)s on %(site)s")
    _letter(
        subject % {"organisation": organisation, "site": settings.SITE_NAME},
        "invitation",
        {"invitation": invitation},
        link=mails.Link(_("See the invitation"), address),
    ).addressed(invitation.email).send()


def _letter(
    subject: str, template: str, context: Mapping[str, Any], *, link: mails.Link
) -> mails.Letter:
    known = {**context, "site_name": settings.SITE_NAME}
    body = render_to_string(f"accounts/mails/{template}.txt", known)
    footer = _("Nobody reads replies to this mail.")
    return mails.Letter(subject, body, link=link, footer=(footer,))
