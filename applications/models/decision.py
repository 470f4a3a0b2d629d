"""A decision: one reviewer's answer on one revision, with all that it rested on. Never changed."""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.application import TIERS, Application
from applications.models.conflicts import CONFLICTS, CONFLICTS_MESSAGE
from applications.models.gate import EXCEPTION_DAYS_MAX
from applications.models.revision import Revision
from common.triggers import append_only, refuse

_NOT_UNDER_REVIEW = """
    NOT EXISTS (SELECT 1 FROM applications_application a
                 WHERE a.id = NEW.application_id AND a.revision_id = NEW.revision_id
                   AND a.round = NEW.round
                   AND a.status IN ('in_review', 'awaiting_second', 'appealed'))
"""
_PROHIBITED = """
    NEW.outcome = 'approve' AND (NEW.tier = 'prohibited' OR EXISTS (
        SELECT 1 FROM applications_revision r
         WHERE r.id = NEW.revision_id AND r.tier = 'prohibited'))
"""
_UNEXCEPTIONAL = f"""
    NEW.outcome = 'exception' AND (NEW.tier <> 'prohibited'
        OR NEW.exception_until > NEW.decided_at::date + {EXCEPTION_DAYS_MAX})
"""
_BELOW_FLOOR = """
    NEW.lowered_to <> '' AND (NEW.tier = 'prohibited' OR EXISTS (
        SELECT 1 FROM applications_revision r WHERE r.id = NEW.revision_id
           AND array_position(ARRAY['low', 'medium', 'high'], NEW.lowered_to::text)
             < array_position(ARRAY['low', 'medium', 'high'], r.floor::text)))
"""
_DECIDED_EARLIER_ROUND = """
    EXISTS (SELECT 1 FROM applications_decision d
             WHERE d.revision_id = NEW.revision_id AND d.reviewer_id = NEW.reviewer_id)
"""

# The checks with a mark, as a list: what the index of precedents holds.
MARKED_CHECKS: Final = models.Func(
    models.F("checks"),
    template="""jsonb_path_query_array(%(expressions)s, '$.keyvalue() ? (@.value != "").key')""",
    output_field=models.JSONField(),
)


class Outcome(models.TextChoices):
    APPROVE = "approve", _("Approve")
    DECLINE = "decline", _("Decline")
    EXCEPTION = "exception", _("Grant a research exception")

    @property
    def is_grant(self) -> bool:
        """Whether it leads to an approval."""
        return self != Outcome.DECLINE


class Decision(models.Model):
    """What a reviewer decided on a revision, and the marks, tier and conditions at that moment."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True, max_length=10_000)  # goes to the applicant
    clauses = models.JSONField(default=list)  # cited: "GP-07@1.0.0"
    conditions = models.JSONField(default=list)  # [{"id": "CO-RATE", "params": {…}}]
    checks = models.JSONField(default=dict)  # the marks of every check, "" for none
    tier = models.CharField(max_length=10)  # inherent, with the marks
    grant_tier = models.CharField(max_length=10)  # residual: what conditions follow
    raised_to = models.CharField(max_length=10, blank=True, default="", db_default="")
    lowered_to = models.CharField(max_length=10, blank=True, default="", db_default="")
    override_reason = models.TextField(blank=True, max_length=2000, default="", db_default="")
    exception_until = models.DateField(null=True)  # the last day of a research exception
    fired = models.JSONField(default=list)
    points_by_line = models.JSONField(default=dict)
    record_sha256 = models.CharField(max_length=64)  # of pack, effective answers and checks
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "round", "reviewer"], name="decision_once_per_reviewer"
            ),
            models.CheckConstraint(
                name="decision_outcome_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(name="decision_tier_known", condition=Q(tier__in=TIERS)),
            models.CheckConstraint(
                name="decision_decline_says_why",
                condition=Q(outcome=Outcome.APPROVE) | (~Q(clauses=[]) & ~Q(note="")),
            ),
            models.CheckConstraint(
                name="decision_exception_ends",
                condition=Q(outcome=Outcome.EXCEPTION, exception_until__isnull=False)
                | ~Q(outcome=Outcome.EXCEPTION) & Q(exception_until=None),
            ),
            models.CheckConstraint(
                name="decision_override_known",
                condition=Q(raised_to__in=("", "medium", "high"), lowered_to="")
                | Q(raised_to="", lowered_to__in=("low", "medium")),
            ),
            models.CheckConstraint(
                name="decision_override_says_why",
                condition=Q(raised_to="", lowered_to="", override_reason="")
                | (~Q(raised_to="", lowered_to="") & ~Q(override_reason="")),
            ),
        ]
        indexes: ClassVar = [GinIndex(MARKED_CHECKS, name="decision_marked_checks")]
        triggers: ClassVar = [
            *append_only("decision"),
            refuse(
                name="decision_without_conflict",
                operation=pgtrigger.Insert,
                when=CONFLICTS,
                message=CONFLICTS_MESSAGE,
            ),
            refuse(
                name="decision_under_review",
                operation=pgtrigger.Insert,
                when=_NOT_UNDER_REVIEW,
                message="A decision is about the revision that is under review.",
            ),
            refuse(
                name="decision_prohibited",
                operation=pgtrigger.Insert,
                when=_PROHIBITED,
                message="A prohibited application cannot be approved.",
            ),
            refuse(
                name="decision_exception_of_prohibited",
                operation=pgtrigger.Insert,
                when=_UNEXCEPTIONAL,
                message="A research exception is for what is prohibited, and for a year at most.",
            ),
            refuse(
                name="decision_not_below_floor",
                operation=pgtrigger.Insert,
                when=_BELOW_FLOOR,
                message="No override leads below the floor, or out of prohibited.",
            ),
            refuse(
                name="decision_by_new_person",
                operation=pgtrigger.Insert,
                when=_DECIDED_EARLIER_ROUND,
                message="After a disagreement other people decide.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"
