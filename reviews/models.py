"""What reviewing keeps: who holds an application, and what they marked on the checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Revision
from applications.models.appeal import TOOK_PART, TOOK_PART_MESSAGE
from common.triggers import refuse, update_of

if TYPE_CHECKING:
    from datetime import datetime

MARKS = ("meets", "gap", "violates", "unclear", "n_a")


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
                name="lease_on_appeal_by_new_person",
                operation=pgtrigger.Insert | update_of("reviewer_id", "application_id"),
                when=TOOK_PART,
                message=TOOK_PART_MESSAGE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} by {self.reviewer_id}"


class Queue(Application):
    """The queue as the admin lists it: applications, through our own pages."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("Review queue")
        default_permissions: ClassVar = ()


class Mark(models.Model):
    """One reviewer's answer to one check of one revision."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="marks")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    check_id = models.CharField(max_length=20)
    mark = models.CharField(max_length=10, blank=True)  # "" beside a note: not decided yet
    note = models.TextField(blank=True, max_length=5000)
    has_evidence = models.BooleanField(default=False)  # the reviewer saw evidence for it
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "reviewer", "check_id"], name="mark_once_per_check"
            ),
            models.CheckConstraint(name="mark_known", condition=Q(mark__in=("", *MARKS))),
            models.CheckConstraint(
                name="mark_n_a_has_reason", condition=~Q(mark="n_a") | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.mark}"
