"""When is something due? Working time counted by a calendar of opening hours and holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

MONDAY_TO_FRIDAY: Final = frozenset({1, 2, 3, 4, 5})
NOTHING: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When reviewers work: full hours of the day, days of the week (1 is Monday), holidays."""

    opens: int = 9
    closes: int = 17
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()
    zone: tzinfo = UTC

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works on this day."""
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def at(self, day: date, hour: int) -> datetime:
        """An hour of the day by the calendar's own clock; 24 is the next midnight."""
        midnight = datetime.combine(day, time(), tzinfo=self.zone)
        return (midnight + timedelta(hours=hour)).astimezone(UTC)


WEEKDAYS: Final = Calendar()


def due(start: datetime, spell: timedelta, *, calendar: Calendar = WEEKDAYS) -> datetime:
    """The moment when so much working time has passed since `start`."""
    left = spell
    for opening, closing in _working_from(start, calendar):
        if closing - opening >= left:
            return opening + left
        left -= closing - opening
    raise AssertionError  # working days never end


def between(start: datetime, end: datetime, *, calendar: Calendar = WEEKDAYS) -> timedelta:
    """The working time from one moment to another; none if they are the other way round."""
    passed = NOTHING
    for opening, closing in _working_from(start, calendar):
        if opening >= end:
            break
        passed += min(end, closing) - opening
    return passed


def _working_from(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time from a moment on, the first of them cut at it."""
    day = start.astimezone(calendar.zone).date()
    while True:
        if calendar.is_working_day(day):
            opening, closing = calendar.at(day, calendar.opens), calendar.at(day, calendar.closes)
            if closing > start:
                yield max(start, opening), closing
        day += timedelta(days=1)
