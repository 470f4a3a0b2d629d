"""A revision: the answers as submitted, with the tier they gave. Never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications import sealing
from applications.models.application import TIERS, Application
from common.triggers import append_only
from guidelines.models import PackVersion


class Revision(models.Model):
    """The effective answers of one submission, under the pack version that judged them."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()  # effective, by question id; the sensitive ones are apart
    sealed_answers = models.BinaryField(default=bytes, blank=True)
    tier = models.CharField(max_length=10)  # the form tier
    floor = models.CharField(max_length=10)
    band = models.CharField(max_length=10)
    points = models.PositiveSmallIntegerField()
    points_by_line = models.JSONField()
    fired = models.JSONField()  # ids of stops, then floors
    reviewers_needed = models.PositiveSmallIntegerField()
    record_sha256 = models.CharField(max_length=64)  # of pack, effective answers and (no) checks
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,  # the row never changes: it keeps a deleted person's id
        related_name="+",
        db_constraint=False,
    )
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="revision_number_once"),
            models.CheckConstraint(name="revision_tier_known", condition=Q(tier__in=TIERS)),
        ]
        triggers: ClassVar = [*append_only("revision")]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.number}"

    def all_answers(self) -> dict[str, Any]:
        """The effective answers, the sensitive ones opened."""
        return {**self.answers, **sealing.unseal(self.sealed_answers)}
