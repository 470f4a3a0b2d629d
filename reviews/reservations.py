"""What waits for one reviewer alone, for a while: a reply to them, or what was handed over to them.

What waits for somebody who is not there waits for nobody.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts import queries as accounts
from accounts.models import User
from reviews.models import Availability, HandOver


def present(now: datetime) -> QuerySet[User]:
    """The reviewers who are not out of office."""
    away = Availability.objects.away(now.date())
    return accounts.reviewers().exclude(pk__in=away.values("reviewer"))


def for_others(by: User, *, now: datetime) -> Q:
    """As a condition on items: it waits for another reviewer, who is there."""
    there = present(now).exclude(pk=by.pk).order_by().values("pk")
    replied = Q(returned_until__gt=now, returned_to__in=there)
    return replied | _is_of(HandOver.objects.standing(now).filter(reviewer__in=there))


def for_them(by: User, *, now: datetime) -> Q:
    """As a condition on items: it has come back to `by`, or was handed over to them."""
    return Q(returned_to=by) | _is_of(HandOver.objects.standing(now).filter(reviewer=by))


def _is_of(handed: QuerySet[HandOver]) -> Q:
    """As a set, since they are few: the database asks a table of them in memory."""
    return Q(application__in=handed.order_by().values("application"))
