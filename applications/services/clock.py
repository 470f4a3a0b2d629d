"""The reviewers' clock of an application: begun, stopped while the applicant is asked, resumed."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from applications import due_dates, queries
from applications.business_hours import Calendar, due
from applications.calendars import working_calendar
from applications.models import Application, Revision
from guidelines.pack import Tier

SOON_QUARTERS: Final = 3  # of four quarters of the time: from here on it is due soon
DUE: Final = ("due_at", "soon_at")  # what `begin` and `resume` set, for the caller to save


def begin(application: Application, *, now: datetime, hours: int) -> None:
    """Give the tier's whole time from now on."""
    _set(application, now=now, spell=timedelta(hours=hours), calendar=working_calendar())


def resume(application: Application, revision: Revision, *, hours: int) -> None:
    """Go on with what was left when the applicant was asked; the reply is the asker's for a part.

    The caller has locked the application, which still says since when it waits.
    """
    calendar, now = working_calendar(), revision.submitted_at
    if application.paused_at is None or application.due_at is None:
        _set(application, now=now, spell=timedelta(hours=hours), calendar=calendar)
        return
    spell = due_dates.left_after_reply(
        due_at=application.due_at,
        paused_at=application.paused_at,
        hours=hours,
        hours_before=_hours_before(revision),
        calendar=calendar,
    )
    _set(application, now=now, spell=spell, calendar=calendar)
    if application.returned_to_id is not None:
        part = spell * settings.RETURN_PERCENT / 100
        application.returned_until = due(now, part, calendar=calendar)


def _set(application: Application, *, now: datetime, spell: timedelta, calendar: Calendar) -> None:
    application.due_at = due(now, spell, calendar=calendar)
    application.soon_at = due(now, spell * SOON_QUARTERS / 4, calendar=calendar)


def _hours_before(revision: Revision) -> int:
    """The working hours that the revision before had."""
    before = revision.application.revisions.get(number=revision.number - 1)
    pack = queries.pack_of(revision.application)
    return pack.consequences[Tier(before.tier)].sla_business_hours
