"""What is kept of a key: its public id and a digest, never the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Approval
from common.triggers import frozen_columns, no_truncate, refuse
from keys.decision import KeyFacts
from keys.keyformat import ENVIRONMENTS

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

_NO_ACTIVE_APPROVAL = """
    NOT EXISTS (SELECT 1 FROM applications_approval a
                 WHERE a.id = NEW.approval_id AND a.status = 'active'
                   AND a.valid_from <= clock_timestamp() AND a.valid_until > clock_timestamp()
                   FOR SHARE)
"""


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, user: User) -> ApiKeyQuerySet:
        """Those of the person's organisations."""
        return self.filter(approval__organisation__memberships__user=user)

    def usable(self, now: datetime) -> ApiKeyQuerySet:
        """Those that a gateway would let through at this moment."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Q(approval__in=Approval.objects.active(now))
            | Q(approval__successor__in=Approval.objects.active(now)),
            revoked_at=None,
        )


class ApiKey(models.Model):
    """An API key under an approval; usable only while that approval is active."""

    public_id = models.CharField(max_length=10, unique=True)
    env = models.CharField(max_length=4)  # live | test
    digest = models.BinaryField(max_length=32, unique=True)  # HMAC-SHA-256 of the whole key
    pepper_version = models.PositiveSmallIntegerField()
    last4 = models.CharField(max_length=4)
    name = models.CharField(max_length=100)
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="keys")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="key_env_known", condition=Q(env__in=ENVIRONMENTS)),
            models.CheckConstraint(name="key_has_name", condition=~Q(name="")),
        ]
        triggers: ClassVar = [
            no_truncate("key"),
            pgtrigger.Protect(name="key_is_kept", operation=pgtrigger.Delete),
            frozen_columns("key", "public_id", "env", "approval", "last4", "issued_at"),
            refuse(
                name="key_needs_approval",
                operation=pgtrigger.Insert,
                when=_NO_ACTIVE_APPROVAL,
                message="A key exists only under an active approval.",
            ),
            refuse(
                name="key_stays_revoked",
                operation=pgtrigger.Update,
                when="OLD.revoked_at IS NOT NULL"
                " AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at",
                message="A revoked key stays revoked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}…{self.last4}"

    @property
    def granted_by(self) -> Approval:
        """The approval under which it works now: its own, or the newest that replaced that."""
        return self.approval.successor or self.approval

    def facts(self) -> KeyFacts:
        """What the decision about it rests on; load it with its approval and the successor."""
        approval = self.granted_by
        return KeyFacts(
            expires_at=self.expires_at,
            revoked_at=self.revoked_at,
            approval_status=approval.status,
            approval_from=approval.valid_from,
            approval_until=approval.valid_until,
        )
