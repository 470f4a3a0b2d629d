"""Was the last work of a reviewer heavy, so that something lighter should come first now?

The lighter work comes first only once: after it, heavy work stands in its own place again, so
that it waits no longer than one light application.
"""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from reviews import topics
from reviews.models import Lease, QueueItem

Items = QuerySet[QueueItem, Any]


def heavy() -> Q:
    """Items that name a topic of which no two should follow each other."""
    return Q(topics__overlap=topics.heavy())


def comes_from_heavy(by: User) -> bool:
    """Whether what the reviewer took up last was heavy; one query."""
    last = Lease.objects.filter(reviewer=by).order_by("-pk").values("application")[:1]
    return QueueItem.objects.filter(heavy(), application__in=last).exists()


def lighter_first(groups: tuple[Items, ...], *, by: User) -> tuple[Items, ...]:
    """The same groups in their order, each with its heavy items behind the others, if need be."""
    if not comes_from_heavy(by):
        return groups
    return tuple(part for rows in groups for part in (rows.exclude(heavy()), rows.filter(heavy())))
