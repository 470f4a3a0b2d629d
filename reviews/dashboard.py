"""How is the work going? Figures over what this reviewer may see, counted where the queue counts.

Every figure reads the queue's own rows through `eligibility.visible`, so that no total can differ
from the queue's, and nothing of what conflicts with a person is in it. None is about a person.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from django.db.models import Aggregate, Count, DurationField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications.states import Status
from guidelines import tier_words
from guidelines.pack import Tier
from reviews import eligibility
from reviews.models import Lease, QueueItem
from reviews.models.items import WAITS
from reviews.periods import Period
from reviews.tables import Row, Table, with_totals

AGES: Final = (1, 3, 7, 14)  # days; the last group is older
NEWEST: Final = 5000  # what takes time to read is read of so many, and the page says so
HOUR: Final = timedelta(hours=1)
Items = QuerySet[QueueItem, Any]


class Percentile(Aggregate):
    """PostgreSQL's `percentile_cont`."""

    template = "percentile_cont(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def items(by: User) -> Items:
    """What this reviewer may find."""
    return eligibility.visible(QueueItem.objects.order_by(), by=by)


def backlog(by: User, *, now: datetime) -> Table:
    """What waits for a reviewer, by tier and by how long it has been here."""
    bounds = [now - timedelta(days=days) for days in AGES]
    ages = {
        f"age{number}": Count("pk", filter=_between(bounds, number))
        for number in range(len(AGES) + 1)
    }
    rows = _by_tier(items(by).filter(WAITS), ages)
    names = [_("under %(days)s d") % {"days": AGES[0]}]
    names += [f"{a}-{b} d" for a, b in pairwise(AGES)]
    names += [_("over %(days)s d") % {"days": AGES[-1]}]
    return Table(
        name="backlog",
        title=_("Backlog by age and tier"),
        says=_("What waits for a reviewer now, by days since it came in."),
        head=_("Tier"),
        columns=(*names, _("All")),
        rows=with_totals(rows, label=_("All")),
        charted=tuple(range(len(ages))),
    )


def _between(bounds: list[datetime], number: int) -> Q:
    newer = Q(opened_at__gt=bounds[number]) if number < len(bounds) else Q()
    return newer & (Q(opened_at__lte=bounds[number - 1]) if number else Q())


def due(by: User, *, now: datetime) -> Table:
    """What waits, by how its time stands."""
    late = Q(due_at__lt=now)
    soon = ~late & Q(soon_at__lte=now)
    counted = {
        "late": Count("pk", filter=late),
        "soon": Count("pk", filter=soon),
        "fine": Count("pk", filter=~late & ~soon),
    }
    return Table(
        name="due",
        title=_("Backlog by due date"),
        says=_("What waits for a reviewer now; what waits for the applicant does not count."),
        head=_("Tier"),
        columns=(_("overdue"), _("due soon"), _("in time"), _("All")),
        rows=with_totals(_by_tier(items(by).filter(WAITS), counted), label=_("All")),
        charted=(0, 1, 2),
    )


def kept(by: User, *, period: Period) -> Table:
    """What was decided, and whether in time."""
    decided = _closed(by, period).filter(status__in=(Status.APPROVED, Status.DECLINED))
    in_time = Q(due_at=None) | Q(closed_at__lte=F("due_at"))
    counted = {"kept": Count("pk", filter=in_time), "late": Count("pk", filter=~in_time)}
    rows = with_totals(_by_tier(decided, counted), label=_("All"))
    return Table(
        name="kept",
        title=_("Decisions in time"),
        says=_("What was approved or declined in the period, against its due date."),
        head=_("Tier"),
        columns=(_("in time"), _("late"), _("All"), _("in time, %")),
        rows=tuple(Row(row.label, (*row.values, _share(row.values))) for row in rows),
        charted=(0, 1),
    )


def _share(values: tuple[Any, ...]) -> float | None:
    return round(100 * values[0] / values[-1], 1) if values[-1] else None


def flow(by: User, *, period: Period) -> Table:
    """What came in and what went out, by week."""
    came = _by_week(items(by).filter(_within("opened_at", period)), "opened_at")
    went = _by_week(_closed(by, period), "closed_at")
    weeks = [*period.weeks()]
    return Table(
        name="flow",
        title=_("In and out by week"),
        says=_("Weeks begin on Monday; the first and the last one may be cut by the period."),
        head=_("Week of"),
        columns=(_("in"), _("out")),
        rows=tuple(
            Row(date_format(monday, "SHORT_DATE_FORMAT"), (came[monday], went[monday]))
            for monday in weeks
        ),
        charted=(0, 1),
    )


def stages(by: User, *, period: Period) -> Table:
    """How long each stage took; nights and weekends count."""
    found = _measured(_closed(by, period).order_by("-closed_at").values("pk")[:NEWEST])
    words = {
        "wait": _("until a reviewer takes it up"),
        "review": _("from then until it is closed"),
        "whole": _("the whole"),
    }
    return Table(
        name="stages",
        title=_("Time per stage"),
        says=_(
            "Of the newest %(most)s that were closed in the period, by the calendar; the time of"
            " the applicant counts as well."
        )
        % {"most": NEWEST},
        head=_("Stage"),
        columns=(_("cases"), _("median, h"), _("ninth decile, h")),
        rows=tuple(Row(word, _hours(found, name)) for name, word in words.items()),
        charted=(1,),
    )


def _measured(closed: Any) -> dict[str, Any]:
    """Of each stage the number of cases, the median and the ninth decile."""
    claims = Lease.objects.filter(
        application=OuterRef("application"), claimed_at__gte=OuterRef("opened_at")
    )
    first = Subquery(claims.order_by("claimed_at").values("claimed_at")[:1])
    timed = QueueItem.objects.filter(pk__in=closed).annotate(claimed=first)
    timed = timed.annotate(
        wait=F("claimed") - F("opened_at"),
        review=F("closed_at") - F("claimed"),
        whole=F("closed_at") - F("opened_at"),
    )
    measures: dict[str, Aggregate] = {}
    for name in ("wait", "review", "whole"):
        measures[f"{name}_n"] = Count(name)
        measures[f"{name}_p50"] = Percentile(name, fraction=0.5)
        measures[f"{name}_p90"] = Percentile(name, fraction=0.9)
    return timed.aggregate(**measures)


def _hours(found: dict[str, Any], name: str) -> tuple[int, float | None, float | None]:
    median, ninth = found[f"{name}_p50"], found[f"{name}_p90"]
    return (
        found[f"{name}_n"],
        None if median is None else round(median / HOUR, 1),
        None if ninth is None else round(ninth / HOUR, 1),
    )


def _closed(by: User, period: Period) -> Items:
    return items(by).filter(_within("closed_at", period))


def _within(field: str, period: Period) -> Q:
    return Q(**{f"{field}__gte": period.begins, f"{field}__lt": period.ends})


def _by_tier(rows: Items, counted: dict[str, Count]) -> list[Row]:
    grouped: Any = rows.values("tier").annotate(**counted)
    found = {row["tier"]: row for row in grouped}
    empty = dict.fromkeys(counted, 0)
    return [
        Row(tier_words.word(tier), tuple((found.get(str(tier)) or empty)[name] for name in counted))
        for tier in Tier
    ]


def _by_week(rows: Items, field: str) -> Counter[Any]:
    weekly = rows.annotate(week=TruncWeek(field)).values("week").annotate(n=Count("pk"))
    return Counter({row["week"].date(): row["n"] for row in weekly})
