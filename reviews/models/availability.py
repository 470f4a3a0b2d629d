"""Which languages a reviewer reads, and when they are out of office."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import date

AWAY_MESSAGE = "Nobody is given work while they are out of office."


def away_at(column: str) -> str:
    """The SQL: the row's reviewer is out of office on the column's day, by UTC as everywhere."""
    return f"""
        EXISTS (SELECT 1 FROM reviews_availability v
                 WHERE v.reviewer_id = NEW.reviewer_id
                   AND (NEW.{column} AT TIME ZONE 'UTC')::date BETWEEN v.away_from AND v.away_until)
    """  # noqa: S608 -- the name of a column of ours


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def away(self, on: date) -> AvailabilityQuerySet:
        """Those of people who are out of office on a day."""
        return self.filter(away_from__lte=on, away_until__gte=on)


class Availability(models.Model):
    """What a reviewer has said about themselves; nobody else sees more than its effect."""

    reviewer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availability"
    )
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)  # [] is any
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)  # the last day

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["away_until"], name="availability_away", condition=~Q(away_until=None)
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="availability_away_from_until",
                condition=Q(away_from=None, away_until=None)
                | Q(away_until__isnull=False, away_until__gte=F("away_from")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id}"

    def is_away(self, on: date) -> bool:
        """Whether they are out of office on a day."""
        return bool(self.away_from and self.away_until and self.away_from <= on <= self.away_until)
