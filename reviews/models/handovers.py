"""An application that one reviewer leaves to another by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from applications.models import Application
from applications.models.conflicts import CONFLICTS, CONFLICTS_MESSAGE
from common.triggers import frozen_columns, refuse
from reviews.models.availability import AWAY_MESSAGE, away_at

if TYPE_CHECKING:
    from datetime import datetime

HAND_OVER_NOTE_MAX: Final = 2000


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def standing(self, now: datetime) -> HandOverQuerySet:
        """Those that keep others away at this moment."""
        return self.filter(ended_at=None, until__gt=now)


class HandOver(models.Model):
    """It waits for `reviewer` for a while; accepted by a claim, declined by putting it back."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="hand_overs"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    note = models.TextField(max_length=HAND_OVER_NOTE_MAX)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="hand_over_one_per_application",
                fields=["application"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="hand_over_to_another", condition=~Q(given_by=F("reviewer"))
            ),
            models.CheckConstraint(name="hand_over_says_why", condition=~Q(note="")),
        ]
        triggers: ClassVar = [
            frozen_columns("hand_over", "application", "given_by", "reviewer", "note", "given_at"),
            refuse(
                name="hand_over_without_conflict",
                operation=pgtrigger.Insert,
                when=CONFLICTS,
                message=CONFLICTS_MESSAGE,
            ),
            refuse(
                name="hand_over_to_whoever_is_there",
                operation=pgtrigger.Insert,
                when=away_at("given_at"),
                message=AWAY_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} to {self.reviewer_id}"
