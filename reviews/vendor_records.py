"""What is missing in a vendor's record of labour standards?"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    from reviews.models import Vendor

PARTS: Final[Mapping[str, StrOrPromise]] = {
    "pays_living_wage": _("at least the local living wage"),
    "pay": _("what is paid"),
    "lets_opt_out": _("the right to opt out of topics"),
    "opting_out": _("how one opts out"),
    "offers_counselling": _("counselling"),
    "counselling": _("how one gets counselling"),
    "weekly_hours": _("the most hours a week"),
    "audited_on": _("the day of the audit"),
    "evidence_url": _("the report of the audit"),
}


def missing(vendor: "Vendor", *, today: date) -> tuple[str, ...]:
    """The parts that are not there or have lapsed, in words; nothing if people may work."""
    found = [str(words) for name, words in PARTS.items() if not getattr(vendor, name)]
    if vendor.lapses_on is not None and vendor.lapses_on < today:
        found.append(str(_("an audit within the last twelve months")))
    if vendor.ended_on is not None:
        found.append(str(_("a contract in force")))
    return tuple(found)
