"""Which days does a report cover? From the address, within a year, by UTC."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.dateparse import parse_date

LONGEST: Final = timedelta(days=366)
USUAL: Final = timedelta(weeks=13)
WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Two days and all between them."""

    since: date
    until: date

    @property
    def begins(self) -> datetime:
        """The first moment of it."""
        return datetime.combine(self.since, time(), tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.until + timedelta(days=1), time(), tzinfo=UTC)

    def weeks(self) -> Iterator[date]:
        """The Monday of each week that it touches."""
        monday = self.since - timedelta(days=self.since.weekday())
        while monday <= self.until:
            yield monday
            monday += WEEK

    def as_query(self) -> dict[str, str]:
        """As the address names it."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def period_from(given: Mapping[str, str]) -> Period:
    """Read an address; what it cannot mean is the last thirteen weeks."""
    today = timezone.now().date()
    until = min(_day(given.get("until", "")) or today, today)
    since = _day(given.get("since", "")) or until - USUAL
    if since > until:
        since = until - USUAL
    return Period(max(since, until - LONGEST), until)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day.year >= 2000 else None  # noqa: PLR2004 -- no application is older
