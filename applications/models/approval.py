"""An approval: the snapshot of what was granted. Keys are usable only while it is active."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, User
from applications.models.application import Application
from applications.models.revision import Revision
from applications.models.told import moves_are_told
from applications.states import APPROVAL_TRANSITIONS, ApprovalStatus, pairs
from common.triggers import frozen_columns, no_truncate, refuse, update_of
from guidelines.models import PackVersion

if TYPE_CHECKING:
    from datetime import datetime

USABLE = (ApprovalStatus.ACTIVE, ApprovalStatus.SUSPENDED)
_NOT_APPROVED = """
    NEW.status <> 'active' OR NOT EXISTS (
        SELECT 1 FROM applications_application a
         WHERE a.id = NEW.application_id AND a.status = 'approved'
           AND a.revision_id = NEW.revision_id AND a.pack_id = NEW.pack_id
           AND a.organisation_id = NEW.organisation_id
           AND CASE WHEN a.exception_until IS NULL THEN a.tier <> 'prohibited'
                    ELSE NEW.valid_until <= (a.exception_until + 1)::timestamp AT TIME ZONE 'UTC'
               END)
"""
# Every reviewer who agreed has a say in the tier: the strictest of what they would grant holds.
_LAXER_THAN_DECIDED = """
    array_position(ARRAY['low', 'medium', 'high'], NEW.tier::text) < (
        SELECT max(array_position(ARRAY['low', 'medium', 'high', 'prohibited'],
                                  d.grant_tier::text))
          FROM applications_decision d JOIN applications_application a ON a.id = d.application_id
         WHERE a.id = NEW.application_id AND d.revision_id = NEW.revision_id
           AND d.round = a.round AND d.outcome = 'approve')
"""
_CLOSED = """
    NEW.status = 'active' AND EXISTS (
        SELECT 1 FROM accounts_organisation o
         WHERE o.id = NEW.organisation_id AND o.closed_at IS NOT NULL FOR SHARE)
"""
_SUCCESSOR_ELSEWHERE = """
    NEW.successor_id IS NOT NULL AND (NEW.successor_id <= NEW.id OR EXISTS (
        SELECT 1 FROM applications_approval s
         WHERE s.id = NEW.successor_id AND s.line_id <> NEW.line_id))
"""
_LINE_ENDED = """
    EXISTS (SELECT 1 FROM applications_approval o
             WHERE o.line_id = NEW.line_id AND o.status = 'revoked'
                OR o.successor_id = NEW.id AND o.line_id <> NEW.line_id)
"""


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def active(self, now: datetime) -> ApprovalQuerySet:
        """Those under which a key works at this moment."""
        return self.filter(status=ApprovalStatus.ACTIVE, valid_from__lte=now, valid_until__gt=now)

    def of(self, user: User) -> ApprovalQuerySet:
        """Those of the organisations that a person belongs to."""
        return self.filter(organisation__memberships__user=user)


class Approval(models.Model):
    """Production access for one use case: models, conditions and limits, from and until."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="approvals")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="approvals")
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="approvals"
    )
    line = models.ForeignKey(  # the first application about the use case; a trigger fills it
        Application, on_delete=models.PROTECT, related_name="line_approvals", editable=False
    )
    successor = models.ForeignKey(  # the newest that replaced it
        "self", null=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    tier = models.CharField(max_length=10)  # residual
    model_names = models.JSONField()
    conditions = models.JSONField()  # [{"id": "CO-RATE", "params": {…}}]
    limits = models.JSONField()  # what the gateway holds: {"rpm": 60, "scope": "key", …}
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField()
    status = models.CharField(max_length=12, choices=ApprovalStatus, default=ApprovalStatus.ACTIVE)
    status_note = models.TextField(blank=True)
    status_changed_at = models.DateTimeField(default=timezone.now)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(status__in=USABLE),
                name="approval_one_in_force_per_line",
            ),
            models.CheckConstraint(
                name="approval_superseded_has_successor",
                condition=Q(status=ApprovalStatus.SUPERSEDED, successor__isnull=False)
                | ~Q(status=ApprovalStatus.SUPERSEDED) & Q(successor=None),
            ),
            models.CheckConstraint(
                name="approval_tier_known", condition=Q(tier__in=("low", "medium", "high"))
            ),
            models.CheckConstraint(
                name="approval_status_known", condition=Q(status__in=ApprovalStatus.values)
            ),
            models.CheckConstraint(
                name="approval_ends_after_start", condition=Q(valid_until__gt=F("valid_from"))
            ),
        ]
        triggers: ClassVar = [
            no_truncate("approval"),
            pgtrigger.Protect(name="approval_is_kept", operation=pgtrigger.Delete),
            frozen_columns(
                "approval",
                "public_id",
                "application",
                "line",
                "revision",
                "pack",
                "organisation",
                "tier",
                "model_names",
                "conditions",
                "limits",
                "valid_from",
                "valid_until",
            ),
            moves_are_told(
                noun="approval",
                table="applications_approval",
                subject="'approval:' || NEW.public_id",
            ),
            pgtrigger.Trigger(  # triggers run by name: before those that read the line
                name="approval_fills_line",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    NEW.line_id := (SELECT coalesce(a.concerns_id, a.id)
                        FROM applications_application a WHERE a.id = NEW.application_id);
                    RETURN NEW;
                """,
            ),
            refuse(
                name="approval_of_open_organisation",
                operation=pgtrigger.Insert | update_of("status"),
                when=_CLOSED,
                message="A closed organisation has nothing approved.",
            ),
            refuse(
                name="approval_line_goes_on",
                operation=pgtrigger.Insert,
                when=_LINE_ENDED,
                message="Nothing follows a revoked approval, or one of another use case.",
            ),
            refuse(
                name="approval_succeeded_in_line",
                operation=pgtrigger.Insert | update_of("successor_id"),
                when=_SUCCESSOR_ELSEWHERE,
                message="A successor is a later approval of the same use case.",
            ),
            refuse(
                name="approval_follows_decision",
                operation=pgtrigger.Insert,
                when=_NOT_APPROVED,
                message="An approval needs an approved application and its current revision.",
            ),
            refuse(
                name="approval_as_strict_as_decided",
                operation=pgtrigger.Insert,
                when=_LAXER_THAN_DECIDED,
                message="An approval is of the strictest tier that its reviewers would grant.",
            ),
            refuse(
                name="approval_moves_by_table",
                operation=update_of("status"),
                when="OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN"
                f" ({pairs(APPROVAL_TRANSITIONS)})",
                message="The state table has no such move of an approval.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.status}"

    @property
    def subject(self) -> str:
        """Names this approval's chain of events."""
        return f"approval:{self.public_id}"

    def is_active(self, now: datetime) -> bool:
        """Whether a key under it works at this moment."""
        return self.status == ApprovalStatus.ACTIVE and self.valid_from <= now < self.valid_until
