"""What is kept of a key: its public id and a digest, never the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

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

OVERLAPS: Final = (0, 1, 24, 72)  # hours for which a rolled key still works

_NO_ACTIVE_APPROVAL = """
    NOT EXISTS (SELECT 1 FROM applications_approval a
                  JOIN accounts_organisation o ON o.id = a.organisation_id
                 WHERE a.id = NEW.approval_id AND a.status = 'active' AND o.closed_at IS NULL
                   AND a.valid_from <= clock_timestamp() AND a.valid_until > clock_timestamp()
                   FOR SHARE)
"""
# A key is rolled by pointing to its successor, which a moment ago was issued as its like.
_IS_ROLLED = "NEW.replaced_by_id IS NOT NULL AND OLD.replaced_by_id IS NULL"
_NOT_ITS_LIKE = f"""
    {_IS_ROLLED} AND NOT EXISTS (
        SELECT 1 FROM keys_apikey n
          JOIN applications_approval theirs ON theirs.id = n.approval_id
          JOIN applications_approval ours ON ours.id = NEW.approval_id
         WHERE n.id = NEW.replaced_by_id AND n.id <> NEW.id
           AND n.name = NEW.name AND n.env = NEW.env AND ours.line_id = theirs.line_id
           AND (NEW.expires_at IS NULL OR n.expires_at <= NEW.expires_at)
           AND n.revoked_at IS NULL AND n.replaced_by_id IS NULL AND NEW.revoked_at IS NULL
           AND NEW.ends_at = n.issued_at + make_interval(hours => NEW.overlap_hours)
           AND theirs.status = 'active' AND theirs.valid_from <= clock_timestamp()
           AND theirs.valid_until > clock_timestamp())
"""  # noqa: S608 -- a condition of a trigger, made of constants
_IS_ROLLED_AGAIN = """
    OLD.replaced_by_id IS NOT NULL AND (
        NEW.replaced_by_id IS DISTINCT FROM OLD.replaced_by_id
        OR NEW.ends_at IS DISTINCT FROM OLD.ends_at
        OR NEW.overlap_hours IS DISTINCT FROM OLD.overlap_hours)
"""


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, user: User) -> ApiKeyQuerySet:
        """Those of the person's organisations."""
        return self.filter(approval__organisation__memberships__user=user)

    def unended(self, now: datetime) -> ApiKeyQuerySet:
        """Those that nothing but their approval could stop: not revoked, replaced or expired."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Q(ends_at=None) | Q(ends_at__gt=now),
            revoked_at=None,
        )

    def usable(self, now: datetime) -> ApiKeyQuerySet:
        """Those that a gateway would let through at this moment."""
        return self.unended(now).filter(
            Q(approval__in=Approval.objects.active(now))
            | Q(approval__successor__in=Approval.objects.active(now))
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
    replaced_by = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaces"
    )
    overlap_hours = models.PositiveSmallIntegerField(null=True)
    ends_at = models.DateTimeField(null=True)  # the moment of rolling and the overlap

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="key_env_known", condition=Q(env__in=ENVIRONMENTS)),
            models.CheckConstraint(name="key_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="key_overlap_known",
                condition=Q(overlap_hours=None) | Q(overlap_hours__in=OVERLAPS),
            ),
            models.CheckConstraint(
                name="key_rolled_wholly",
                condition=Q(replaced_by=None, overlap_hours=None, ends_at=None)
                | Q(replaced_by__isnull=False, overlap_hours__isnull=False, ends_at__isnull=False),
            ),
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
            refuse(
                name="key_is_issued_unrolled",
                operation=pgtrigger.Insert,
                when="NEW.replaced_by_id IS NOT NULL",
                message="A new key has no successor yet.",
            ),
            refuse(
                name="key_rolls_into_its_like",
                operation=pgtrigger.Update,
                when=_NOT_ITS_LIKE,
                message="A key is rolled into one like it, under an active approval.",
            ),
            refuse(
                name="key_rolls_once",
                operation=pgtrigger.Update,
                when=_IS_ROLLED_AGAIN,
                message="A key is rolled once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}…{self.last4}"

    @property
    def granted_by(self) -> Approval:
        """The approval under which it works now: its own, or the newest that replaced that."""
        return self.approval.successor or self.approval

    @property
    def works_until(self) -> datetime:
        """When it ends if nothing else happens; load it as for `facts`."""
        ends = (self.expires_at, self.ends_at, self.granted_by.valid_until)
        return min(moment for moment in ends if moment is not None)

    def facts(self) -> KeyFacts:
        """What the decision about it rests on; load it with its approval and the successor."""
        approval = self.granted_by
        return KeyFacts(
            expires_at=self.expires_at,
            revoked_at=self.revoked_at,
            ends_at=self.ends_at,
            approval_status=approval.status,
            approval_from=approval.valid_from,
            approval_until=approval.valid_until,
            organisation_closed=approval.organisation.closed_at is not None,
        )
