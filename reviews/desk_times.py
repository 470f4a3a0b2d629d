"""How long has a reviewer been at the desk? From their claims and breaks, for their own eyes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from reviews import work_time
from reviews.models import Break, Lease
from reviews.models.wellbeing import start_of_day
from reviews.work_time import Span


@dataclass(frozen=True, slots=True)
class Hours:
    """Time with claims, less breaks."""

    today: timedelta
    week: timedelta
    last_week: timedelta
    unbroken_since: datetime | None
    pause: Break | None  # the one that is on now

    @property
    def is_break_due(self) -> bool:
        """Whether it is time to rest."""
        since = self.unbroken_since
        has_run = since is not None and timezone.now() - since >= settings.BREAK_AFTER
        return has_run and self.pause is None


def break_now(by: User) -> Break | None:
    """The break that the person is on."""
    now = timezone.now()
    return Break.objects.filter(reviewer=by, started_at__lte=now, ends_at__gt=now).first()


def hours(by: User) -> Hours:
    """The person's own hours; two queries."""
    now = timezone.now()
    today = start_of_day(now)
    monday = today - timedelta(days=today.weekday())
    earlier = monday - timedelta(days=7)
    breaks = list(Break.objects.filter(reviewer=by, ends_at__gt=earlier))
    pauses = [(one.started_at, one.ends_at) for one in breaks]
    worked = work_time.without(_held(by, earlier, now), pauses)
    return Hours(
        today=work_time.total(worked, since=today, until=now),
        week=work_time.total(worked, since=monday, until=now),
        last_week=work_time.total(worked, since=earlier, until=monday),
        unbroken_since=work_time.unbroken_since(worked, now=now),
        pause=next((one for one in breaks if one.started_at <= now < one.ends_at), None),
    )


def _held(by: User, since: datetime, now: datetime) -> list[Span]:
    """When the person had something; the end of what they have is now."""
    leases = Lease.objects.filter(reviewer=by, expires_at__gt=since)
    return [
        (start, min(ended or expires, expires, now))
        for start, ended, expires in leases.values_list("claimed_at", "ended_at", "expires_at")
    ]
