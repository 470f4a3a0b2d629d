"""When does a person's digest come? Hours are those of the person's own clock."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from notifications.groups import Mode

MONDAY = 0
DAYS = {Mode.DAILY: 1, Mode.WEEKLY: 7}


@cache
def zone_names() -> tuple[str, ...]:
    """The time zones that people may choose, UTC first."""
    return (
        "UTC",
        *sorted(name for name in available_timezones() if "/" in name and _is_place(name)),
    )


def _is_place(name: str) -> bool:
    return name.split("/", maxsplit=1)[0] not in {"Etc", "SystemV", "posix", "right", "US"}


def next_digest(after: datetime, *, mode: Mode, hour: int, zone: str) -> datetime:
    """The first moment after `after` at which a digest of this kind is due, in UTC.

    A weekly one comes on Mondays. On the day on which the clock skips the hour, the digest comes as
    much later as the clock was moved.
    """
    place = ZoneInfo(zone)
    due = after.astimezone(place).replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if mode is Mode.WEEKLY:
        due -= timedelta(days=(due.weekday() - MONDAY) % 7)
    while due.astimezone(UTC) <= after:
        due += timedelta(days=DAYS[mode])  # on the wall clock, whatever the hours between
    return due.astimezone(UTC)
