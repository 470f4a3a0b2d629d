"""Which parts does the queue have, what stands in each, and how many?

What a part holds is said once, as a condition of the database: its list and its count ask the same.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from applications.states import Status
from reviews import eligibility, reservations
from reviews.models import ItemKind, Lease, QueueItem

DECIDED: Final = (Status.APPROVED, Status.DECLINED)
_WAITS: Final = Q(closed_at=None, paused_at=None)
Items = QuerySet[QueueItem, Any]


class Tab(TextChoices):
    """The parts of the queue."""

    NEXT = "next", _("Next for me")
    MINE = "mine", _("Mine")
    UNCLAIMED = "unclaimed", pgettext_lazy("view of the queue", "Unclaimed")
    OVERDUE = "overdue", _("Overdue")
    WAITING = "waiting", _("Waiting for applicant")
    SECOND = "second", _("Second review")
    APPEALS = "appeals", _("Appeals")
    OPEN = "open", _("All open")
    DECIDED = "decided", _("Decided")


# Each list has one order, which an index keeps: the moment, then the key.
SORTED_BY: Final[Mapping[Tab, str]] = {Tab.WAITING: "paused_at", Tab.DECIDED: "-closed_at"}
USUAL_ORDER: Final = "due_at"
COUNTED: Final = tuple(tab for tab in Tab if tab not in {Tab.NEXT, Tab.DECIDED})


def items(tab: Tab, *, by: User, now: datetime) -> Items:
    """What stands in the part for this reviewer, in no order."""
    visible = eligibility.visible(QueueItem.objects.all(), by=by)
    if tab is Tab.NEXT:
        visible = eligibility.workable(visible, by=by)
    return visible.filter(_condition(tab, by=by, now=now))


def counts(by: User) -> dict[Tab, int]:
    """How many stand in each part; one query, of an index alone.

    Those decided are too many to be counted, and what comes next is an order, not a number.
    """
    now = timezone.now()
    conditions = {tab: _condition(tab, by=by, now=now) for tab in COUNTED}
    open_ones = eligibility.visible(QueueItem.objects.filter(closed_at=None), by=by)
    found = open_ones.aggregate(
        **{tab.value: Count("application", filter=conditions[tab]) for tab in COUNTED}
    )
    return {tab: found[tab.value] for tab in COUNTED}


def _condition(tab: Tab, *, by: User, now: datetime) -> Q:
    held = Lease.objects.held(now)
    is_free = ~_is_of(held)  # few are held, so that the database asks a table of them in memory
    is_reserved = reservations.for_others(by, now=now)
    is_back = reservations.for_them(by, now=now)
    conditions: dict[Tab, Q] = {
        Tab.NEXT: _WAITS & is_free & ~is_reserved,
        Tab.MINE: _WAITS & (_is_of(held.filter(reviewer=by)) | (is_back & is_free)),
        Tab.UNCLAIMED: _WAITS & is_free & ~is_reserved,
        Tab.OVERDUE: _WAITS & Q(due_at__lt=now),
        Tab.WAITING: Q(closed_at=None, paused_at__isnull=False),
        Tab.SECOND: _WAITS & Q(status=Status.AWAITING_SECOND),
        Tab.APPEALS: _WAITS & Q(kind=ItemKind.APPEAL),
        Tab.OPEN: _WAITS,
        Tab.DECIDED: Q(status__in=DECIDED, closed_at__isnull=False),
    }
    return conditions[tab]


def _is_of(leases: QuerySet[Lease]) -> Q:
    return Q(application__in=leases.order_by().values("application"))
