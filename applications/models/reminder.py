"""A reminder that an approval ends soon: each of its steps is told once."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from applications.models.approval import Approval
from common.triggers import append_only


class EndReminder(models.Model):
    """That the organisation was reminded so many days before the end."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["approval", "days"], name="reminder_once_per_step")
        ]
        triggers: ClassVar = [*append_only("reminder")]

    def __str__(self) -> str:
        return f"{self.approval_id}: {self.days}"
