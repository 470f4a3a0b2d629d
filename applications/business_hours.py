"""When something is due: working hours counted from a moment, Monday to Friday, 9 to 17 UTC."""

from datetime import datetime, timedelta
from typing import Final

OPENS: Final = 9
CLOSES: Final = 17
FRIDAY: Final = 4


def due(start: datetime, hours: int) -> datetime:
    """The moment when `hours` working hours after `start` have passed."""
    moment = _into_hours(start)
    left = timedelta(hours=hours)
    while (today := _closing(moment) - moment) < left:
        left -= today
        moment = _into_hours(_closing(moment))
    return moment + left


def _closing(moment: datetime) -> datetime:
    return moment.replace(hour=CLOSES, minute=0, second=0, microsecond=0)


def _into_hours(moment: datetime) -> datetime:
    """The same moment if it is a working one, else the next opening."""
    opening = moment.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    if moment >= _closing(moment):
        opening += timedelta(days=1)
    while opening.weekday() > FRIDAY:
        opening += timedelta(days=1)
    return max(moment, opening)
