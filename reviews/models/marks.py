"""What reviewers marked on the checklist."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Revision

MARKS = ("meets", "gap", "violates", "unclear", "n_a")


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
