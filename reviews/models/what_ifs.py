"""A draft of the policy tried on decided cases: what was asked, and what would change."""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Decision
from common.triggers import append_only, frozen_columns, refuse

MOST_CASES: Final = 5000


class WhatIfQuerySet(models.QuerySet["WhatIf"]):
    def unfinished(self) -> WhatIfQuerySet:
        """Those with cases left to look at."""
        return self.filter(finished_at=None)


class WhatIf(models.Model):
    """One trial. The draft is kept as it was; nothing of it is published."""

    pack_name = models.CharField(max_length=100)
    content = models.JSONField()
    decisions = ArrayField(models.BigIntegerField(), default=list)  # in the order of the trial
    examined = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = WhatIfQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial of a draft")
        verbose_name_plural = _("trials of drafts")
        default_permissions = ()
        ordering = ("-pk",)
        triggers: ClassVar = [
            pgtrigger.Protect(name="what_if_is_kept", operation=pgtrigger.Delete),
            frozen_columns(
                *("what_if", "pack_name", "content", "decisions", "requested_by", "requested_at")
            ),
            refuse(
                name="what_if_finished_rests",
                operation=pgtrigger.Update,
                when="OLD.finished_at IS NOT NULL",
                message="A trial is finished once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_name} on {self.total}"

    @property
    def total(self) -> int:
        """How many cases it looks at."""
        return len(self.decisions)


class WhatIfCase(models.Model):
    """A case that would come out differently."""

    what_if = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="cases")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    differences = ArrayField(models.CharField(max_length=12))

    class Meta:
        verbose_name = _("case of a trial")
        verbose_name_plural = _("cases of trials")
        default_permissions = ()
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what_if", "decision"], name="what_if_case_once"),
            models.CheckConstraint(
                name="what_if_case_differs", condition=~Q(differences=[]) | ~Q(before=F("after"))
            ),
        ]
        triggers: ClassVar = [*append_only("what_if_case")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.before} to {self.after}"
