"""To which tier a reviewer would lead the result of the rules, and why."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Revision
from common.triggers import refuse
from reviews.models.marks import DECIDED, DECIDED_MESSAGE

REASON_MAX = 2000


class TierOverride(models.Model):
    """One reviewer's override on one revision: a part of their judgement, as marks are."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="overrides")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    raised_to = models.CharField(max_length=10, blank=True)
    lowered_to = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True, max_length=REASON_MAX)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tier override")
        verbose_name_plural = _("tier overrides")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "reviewer"], name="override_once_per_reviewer"
            ),
            models.CheckConstraint(
                name="override_up_or_down",
                condition=Q(raised_to="", lowered_to="", reason="")
                | Q(raised_to__in=("medium", "high"), lowered_to="") & ~Q(reason="")
                | Q(raised_to="", lowered_to__in=("low", "medium")) & ~Q(reason=""),
            ),
        ]
        triggers: ClassVar = [
            refuse(
                name="override_rests_while_held",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=DECIDED.format(row="NEW"),
                message=DECIDED_MESSAGE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.tier}"

    @property
    def tier(self) -> str:
        """The tier that it leads to; "" once it was taken back."""
        return self.raised_to or self.lowered_to
