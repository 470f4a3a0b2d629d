"""The calendar by which reviewers work here: hours of the settings, holidays of policy owners."""

from zoneinfo import ZoneInfo

from django.conf import settings

from applications.business_hours import Calendar
from applications.models import Holiday


def working_calendar() -> Calendar:
    """As it is now; one query."""
    return Calendar(
        opens=settings.BUSINESS_OPENS,
        closes=settings.BUSINESS_CLOSES,
        weekdays=frozenset(settings.BUSINESS_DAYS),
        holidays=frozenset(Holiday.objects.values_list("on", flat=True)),
        zone=ZoneInfo(settings.BUSINESS_TIME_ZONE),
    )
