"""How does the desk say who has it, for how long, and who else is there?"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from accounts.models import User
from reviews.models import Lease


def lease(held: Lease | None, *, by: User) -> str:
    """Who holds it and until when; "" if nobody does."""
    if held is None:
        return ""
    until = date_format(held.expires_at, "H:i")
    if held.reviewer_id != by.pk:
        told = gettext("{name} has it until {time}")
        return told.format(name=held.reviewer.pseudonym, time=until)
    minutes = round(seconds_left(held, by=by) / 60)
    return gettext("Yours for {minutes} min, until {time}").format(minutes=minutes, time=until)


def seconds_left(held: Lease | None, *, by: User) -> int:
    """How long the claim of `by` still holds; 0 if there is none."""
    if held is None or held.reviewer_id != by.pk:
        return 0
    return max(0, round((held.expires_at - timezone.now()).total_seconds()))


def presence(others: Sequence[str]) -> str:
    """Who else has the desk open."""
    told = ngettext("{names} is here too", "{names} are here too", len(others))
    return told.format(names=", ".join(others)) if others else ""
