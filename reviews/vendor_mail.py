"""The mail that policy owners get before a vendor's record of labour standards lapses."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as accounts
from common import mails
from events.models import Event
from reviews.models import Vendor


def deliver(event: Event) -> None:
    """Write to all policy owners in one letter, so that a retry repeats nothing."""
    vendor = Vendor.objects.get(public_id=event.subject.removeprefix("vendor:"))
    if readers := list(accounts.policy_owners().values_list("email", flat=True)):
        _letter(vendor).addressed(*readers).send()


def _letter(vendor: Vendor) -> mails.Letter:
    place = settings.SITE_URL + reverse("admin:reviews_vendor_change", args=[vendor.pk])
    return mails.Letter(
        subject=_("A vendor's record lapses: %(vendor)s") % {"vendor": vendor.name},
        body=render_to_string("reviews/mail/vendor_lapses.txt", {"vendor": vendor}),
        link=mails.Link(_("Open the record"), place),
        footer=(_("You get this mail because you are a policy owner."),),
    )
