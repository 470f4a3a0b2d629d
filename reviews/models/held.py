"""What a reviewer has decided and may still undo: the row that waits until it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Decision, Revision
from applications.models.decision import Outcome
from common.triggers import frozen_columns, no_truncate, refuse

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

_ENDED = "OLD.state <> 'held'"


class HeldState(models.TextChoices):
    HELD = "held", _("Waits to be sent")
    UNDONE = "undone", _("Undone")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Could not be sent")


class HeldDecisionQuerySet(models.QuerySet["HeldDecision"]):
    def waiting(self) -> HeldDecisionQuerySet:
        """Those that are neither sent nor undone."""
        return self.filter(state=HeldState.HELD)

    def of(self, reviewer: User) -> HeldDecisionQuerySet:
        """A reviewer's own; nobody else ever sees one."""
        return self.filter(reviewer=reviewer)

    def due(self, now: datetime) -> HeldDecisionQuerySet:
        """Those whose time to be undone is over."""
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")


class HeldDecision(models.Model):
    """A verdict as its reviewer gave it, and what became of it. It is no decision until sent."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="held_decisions"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    key = models.UUIDField(null=True)  # of the form; sent twice, it decides once
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True, max_length=10_000)
    clauses = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    exception_until = models.DateField(null=True)  # the last day of a research exception
    held_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()  # until then it can be undone
    state = models.CharField(max_length=10, choices=HeldState, default=HeldState.HELD)
    ended_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)  # why it could not be sent, for its reviewer
    decision = models.OneToOneField(
        Decision, null=True, on_delete=models.PROTECT, related_name="held"
    )

    objects = HeldDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("held decision")
        verbose_name_plural = _("held decisions")
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="held"), name="held_decision_due")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=HeldState.HELD),
                name="held_decision_one_per_application",
            ),
            models.UniqueConstraint(
                fields=["application", "reviewer", "key"], name="held_decision_once_per_key"
            ),
            models.CheckConstraint(
                name="held_decision_state_known", condition=Q(state__in=HeldState.values)
            ),
            models.CheckConstraint(
                name="held_decision_sent_is_a_decision",
                condition=Q(state=HeldState.SENT, decision__isnull=False)
                | ~Q(state=HeldState.SENT) & Q(decision=None),
            ),
            models.CheckConstraint(
                name="held_decision_ends_once",
                condition=Q(state=HeldState.HELD, ended_at=None)
                | ~Q(state=HeldState.HELD) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="held_decision_refusal_says_why",
                condition=Q(state=HeldState.REFUSED) & ~Q(refusal="")
                | ~Q(state=HeldState.REFUSED) & Q(refusal=""),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("held_decision"),
            pgtrigger.Protect(name="held_decision_is_kept", operation=pgtrigger.Delete),
            frozen_columns(
                "held_decision",
                *("application", "revision", "reviewer", "key", "outcome", "note", "clauses"),
                *("conditions", "exception_until", "held_at", "due_at"),
            ),
            refuse(
                name="held_decision_ended_rests",
                operation=pgtrigger.Update,
                when=_ENDED,
                message="A decision is sent, undone or refused once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be undone."""
        return self.state == HeldState.HELD

    @property
    def is_refused(self) -> bool:
        """Whether it could not be sent when its time had come."""
        return self.state == HeldState.REFUSED

    @property
    def seconds_left(self) -> int:
        """In how many seconds it is sent."""
        return max(0, round((self.due_at - timezone.now()).total_seconds()))
