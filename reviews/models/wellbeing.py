"""What a reviewer keeps about their own work, which nobody else reads.

None of these rows is registered in the admin, named in an event or given by the API; what a person
chose or wrote is sealed as well, so that a copy of the database does not tell it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_BREAK: Final = timedelta(minutes=30)


class Wishes(models.Model):
    """What one reviewer chose for their own work: topics left to others, budget, warnings.

    One sealed row a person, whatever is chosen: that there is a row says nothing. It has no times.
    """

    reviewer = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes"
    )
    sealed = models.BinaryField(default=b"")

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return "wishes"


class ExposureQuerySet(models.QuerySet["Exposure"]):
    def of(self, reviewer_id: int | None) -> ExposureQuerySet:
        """One person's own."""
        return self.filter(reviewer_id=reviewer_id)

    def points(self) -> int:
        """What they come to together."""
        return int(self.aggregate(points=Sum("points", default=0))["points"])


class Exposure(models.Model):
    """That a reviewer opened an application, or one covered answer of it, that may distress."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=20, blank=True)  # "": the application itself
    severity = models.PositiveSmallIntegerField()  # the highest among the topics that it names
    points = models.PositiveSmallIntegerField()  # what it counts for in the budget of the day
    at = models.DateTimeField(default=timezone.now)

    objects = ExposureQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        default_permissions: ClassVar = ()
        indexes: ClassVar = [models.Index(fields=["reviewer", "at"], name="exposure_of_a_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="exposure_severity_known", condition=Q(severity__gte=1, severity__lte=3)
            )
        ]

    def __str__(self) -> str:
        return "exposure"


class Break(models.Model):
    """A pause that a reviewer takes; claims of theirs hold until it is over and a lease longer."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        default_permissions: ClassVar = ()
        indexes: ClassVar = [models.Index(fields=["reviewer", "started_at"], name="break_of_a_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="break_at_most_half_an_hour",
                condition=Q(ends_at__gt=F("started_at"))
                & Q(ends_at__lte=F("started_at") + LONGEST_BREAK),
            )
        ]

    def __str__(self) -> str:
        return "break"


class DebriefNote(models.Model):
    """What a reviewer wrote down after distressing work: for themselves, or for the contact."""

    class Reader(models.TextChoices):
        """Who reads it."""

        ONESELF = "oneself", _("Only me")
        CONTACT = "contact", _("The wellbeing contact and me")

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    reader = models.CharField(max_length=10, choices=Reader)
    sealed = models.BinaryField()
    written_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)  # since when the contact knows that it is there

    class Meta:
        ordering = ("-pk",)
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="debrief_reader_known", condition=Q(reader__in=["oneself", "contact"])
            )
        ]

    def __str__(self) -> str:
        return "debrief note"


def start_of_day(now: datetime) -> datetime:
    """Since when today's exposure counts: midnight in the portal's own time zone."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
