"""An outside adviser's opinion on one application: what is shared, with whom, and what they say."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Revision
from common.triggers import frozen_columns, no_truncate

if TYPE_CHECKING:
    from datetime import datetime

OPINION_MAX: Final = 10_000
WANTED_MAX: Final = 2000


class StakeholderGroup(models.TextChoices):
    """For whom an adviser can speak."""

    AFFECTED = "affected", _("People whom the use affects")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    RESEARCH = "research", _("Research")
    INDUSTRY = "industry", _("Industry")
    PUBLIC_SECTOR = "public_sector", _("Public sector")
    LAW = "law", _("Law and human rights")
    SECURITY = "security", _("Security")
    OTHER = "other", _("Other")


class Recommendation(models.TextChoices):
    """What an adviser recommends; reviewers decide."""

    APPROVE = "approve", _("Approve")
    CONDITIONS = "conditions", _("Approve with conditions")
    DECLINE = "decline", _("Decline")
    NONE = "none", _("No recommendation")


class AdviceQuerySet(models.QuerySet["Advice"]):
    def open(self, now: datetime) -> AdviceQuerySet:
        """Those that the adviser can still read and answer."""
        return self.filter(withdrawn_at=None, given_at=None, conflict="", expires_at__gt=now)

    def shown(self) -> AdviceQuerySet:
        """The opinions that the desk shows."""
        return self.filter(withdrawn_at=None, given_at__isnull=False)


class Advice(models.Model):
    """One invitation for an opinion, and the opinion; only the digest of the link is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="advice")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    shared = models.JSONField(default=list)  # ids of the questions, and of nothing else
    wanted = models.TextField(max_length=WANTED_MAX)  # what the adviser is asked
    email = models.EmailField("e-mail address")
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    group = models.CharField(max_length=20, choices=StakeholderGroup, blank=True)
    declared_at = models.DateTimeField(null=True)
    conflict = models.TextField(blank=True, max_length=WANTED_MAX)  # declared: they read nothing
    opinion = models.TextField(blank=True, max_length=OPINION_MAX)
    recommendation = models.CharField(max_length=10, choices=Recommendation, blank=True)
    given_at = models.DateTimeField(null=True)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                name="advice_declared_before_given",
                condition=Q(declared_at=None, given_at=None, group="", conflict="")
                | Q(declared_at__isnull=False) & Q(group__in=StakeholderGroup.values),
            ),
            models.CheckConstraint(
                name="advice_given_is_whole",
                condition=Q(given_at=None, opinion="", recommendation="")
                | Q(given_at__isnull=False, conflict="")
                & ~Q(opinion="")
                & Q(recommendation__in=Recommendation.values),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("advice"),
            pgtrigger.Protect(name="advice_is_kept", operation=pgtrigger.Delete),
            frozen_columns(
                *("advice", "application", "revision", "shared", "wanted", "email", "digest"),
                *("invited_by", "invited_at", "expires_at"),
            ),
            pgtrigger.Protect(
                name="advice_given_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__given_at__isnull=False)
                & (
                    pgtrigger.Q(old__opinion__df=pgtrigger.F("new__opinion"))
                    | pgtrigger.Q(old__recommendation__df=pgtrigger.F("new__recommendation"))
                    | pgtrigger.Q(old__group__df=pgtrigger.F("new__group"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_over(self) -> bool:
        """Whether the link opens nothing any more."""
        is_late = self.expires_at <= timezone.now()
        return bool(self.withdrawn_at or self.given_at or self.conflict) or is_late
