"""How long do decisions take? Median and ninth decile by tier, for anybody to read.

Counted from the first submission to the decision, in calendar time: a request for changes does not
set the clock back, nights and weekends count, for so long does an applicant wait. An appeal comes
after the decision and does not count. A tier is silent until enough organisations have a decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from redis.exceptions import RedisError

WINDOW: Final = timedelta(days=90)
FEWEST_ORGANISATIONS: Final = 5  # with fewer, one of them could read another's time out of it
CACHED_FOR: Final = 300  # seconds
_CACHE_KEY: Final = "figures-of-decisions"
Row = tuple[str, int, timedelta, timedelta]

# The last decision before any appeal is the one that closed the application; the first revision is
# when it was handed in. The condition on `decided_at` only spares older ones the rest.
_MEASURE: Final = """
    SELECT d.tier, count(*),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY d.decided_at - r.submitted_at),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY d.decided_at - r.submitted_at)
      FROM applications_application a
      JOIN applications_revision r ON r.application_id = a.id AND r.number = 1
      LEFT JOIN applications_appeal p ON p.application_id = a.id
      JOIN LATERAL (SELECT one.tier, one.decided_at FROM applications_decision one
                     WHERE one.application_id = a.id AND (p.id IS NULL OR one.round < p.round)
                     ORDER BY one.id DESC LIMIT 1) d ON true
     WHERE a.status IN ('approved', 'declined', 'appealed')
       AND (a.decided_at >= %(since)s OR a.decided_at IS NULL)
       AND d.decided_at >= %(since)s
     GROUP BY d.tier
    HAVING count(DISTINCT a.organisation_id) >= %(fewest)s
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """How long applications of one tier took of late."""

    decisions: int
    median: timedelta
    p90: timedelta


def by_tier() -> Mapping[str, Figure]:
    """The figure of each tier that has enough decisions; at most five minutes old."""
    try:
        rows = cache.get_or_set(_CACHE_KEY, _rows, CACHED_FOR)
    except RedisError:
        rows = _rows()
    return {tier: Figure(*measured) for tier, *measured in rows or ()}


def _rows() -> list[Row]:
    return measured(since=timezone.now() - WINDOW)


def measured(*, since: datetime) -> list[Row]:
    """Ask the database: tier, number of decisions, median, ninth decile."""
    with connection.cursor() as cursor:
        cursor.execute(_MEASURE, {"since": since, "fewest": FEWEST_ORGANISATIONS})
        rows: list[Row] = cursor.fetchall()
    return rows
