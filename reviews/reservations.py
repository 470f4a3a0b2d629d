"""What waits for one reviewer alone, for a while: a reply to them, or what was handed over to them.

What waits for somebody who is not there waits for nobody.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import queries as accounts
from accounts.models import User
from reviews.models import Availability, HandOver


def present(now: datetime) -> QuerySet[User]:
    """The reviewers who are not out of office."""
    away = Availability.objects.away(now.date())
    return accounts.reviewers().exclude(pk__in=away.values("reviewer"))


def for_others(by: User, *, now: datetime) -> Q:
    """As a condition on items: it waits for another reviewer, who is there."""
    there = [pk for pk in present(now).values_list("pk", flat=True) if pk != by.pk]
    replied = Q(returned_until__gt=now, returned_to__in=there)
    return replied | Q(Exists(_handed_over(now).filter(reviewer__in=there)))


def for_them(by: User, *, now: datetime) -> Q:
    """As a condition on items: it has come back to `by`, or was handed over to them."""
    return Q(returned_to=by) | Q(Exists(_handed_over(now).filter(reviewer=by)))


def _handed_over(now: datetime) -> QuerySet[HandOver]:
    return HandOver.objects.standing(now).filter(application=OuterRef("application"))
