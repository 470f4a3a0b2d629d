"""Who holds an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Application
from applications.models.conflicts import CONFLICTS, CONFLICTS_MESSAGE
from common.triggers import refuse, update_of
from reviews.models.availability import AWAY_MESSAGE, away_at
from reviews.models.vendors import VENDOR_NOT_CURRENT

if TYPE_CHECKING:
    from datetime import datetime

_DECIDED_BY_ANOTHER = """
    NEW.ended_at IS NULL AND EXISTS (
        SELECT 1 FROM reviews_helddecision h
         WHERE h.application_id = NEW.application_id AND h.reviewer_id <> NEW.reviewer_id
           AND h.state = 'held')
"""


class LeaseQuerySet(models.QuerySet["Lease"]):
    def held(self, now: datetime) -> LeaseQuerySet:
        """Those that still hold at this moment."""
        return self.filter(ended_at=None, expires_at__gt=now)


class Lease(models.Model):
    """A reviewer's claim on an application, which ends by itself."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="leases")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases"
    )
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = LeaseQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at=None), name="lease_one_per_application"
            )
        ]
        triggers: ClassVar = [
            refuse(
                name="lease_without_conflict",
                operation=pgtrigger.Insert | update_of("reviewer_id", "application_id"),
                when=CONFLICTS,
                message=CONFLICTS_MESSAGE,
            ),
            refuse(
                name="lease_of_whoever_is_there",
                operation=pgtrigger.Insert | update_of("reviewer_id"),
                when=away_at("claimed_at"),
                message=AWAY_MESSAGE,
            ),
            refuse(
                name="lease_under_labour_standards",
                operation=pgtrigger.Insert | update_of("reviewer_id"),
                when=VENDOR_NOT_CURRENT,
                message="Reviewers from a vendor work only while its record of labour standards"
                " is complete and current.",
            ),
            refuse(
                name="lease_not_on_held_decision",
                operation=pgtrigger.Insert | update_of("reviewer_id", "application_id"),
                when=_DECIDED_BY_ANOTHER,
                message="Nobody takes an application whose decision waits to be sent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} by {self.reviewer_id}"
