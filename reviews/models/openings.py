"""Checks that a reviewer opened by hand."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Application, Revision
from common.triggers import frozen_columns, refuse

REASON_MAX = 2000

_NOT_UNDER_REVIEW = """
    NOT EXISTS (SELECT 1 FROM applications_application a
                 WHERE a.id = NEW.application_id AND a.revision_id = NEW.revision_id
                   AND a.status IN ('in_review', 'awaiting_second', 'appealed'))
"""


class OpeningQuerySet(models.QuerySet["Opening"]):
    def standing(self) -> OpeningQuerySet:
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Opening(models.Model):
    """A check that the form did not open and a reviewer did.

    It holds for the application, so from this revision on and whoever reviews.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="openings")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    check_id = models.CharField(max_length=20)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(max_length=REASON_MAX)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "check_id"],
                condition=Q(taken_back_at=None),
                name="opening_once_per_check",
            ),
            models.CheckConstraint(name="opening_has_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar = [
            frozen_columns("opening", "application", "revision", "check_id", "reason", "opened_at"),
            refuse(
                name="opening_under_review",
                operation=pgtrigger.Insert,
                when=_NOT_UNDER_REVIEW,
                message="Checks are opened on the revision that is under review.",
            ),
            pgtrigger.Protect(name="opening_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.check_id}"
