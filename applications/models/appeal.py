"""An appeal: why an organisation says that a decline was wrong. Once, to somebody new."""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from common.triggers import frozen_columns, no_truncate, refuse, update_of

STATEMENT_MAX: Final = 10_000

# The database has no layers: leases and marks stand in tables of another app.
TOOK_PART: Final = """
    EXISTS (SELECT 1 FROM applications_appeal p
             WHERE p.application_id = NEW.application_id AND p.outcome = '' AND (
        EXISTS (SELECT 1 FROM applications_decision d
                 WHERE d.application_id = p.application_id AND d.reviewer_id = NEW.reviewer_id
                   AND d.decided_at <= p.filed_at)
     OR EXISTS (SELECT 1 FROM applications_informationrequest i
                 WHERE i.application_id = p.application_id AND i.asked_by_id = NEW.reviewer_id)
     OR EXISTS (SELECT 1 FROM applications_message m
                 WHERE m.application_id = p.application_id AND m.author_id = NEW.reviewer_id
                   AND m.sent_at <= p.filed_at)
     OR EXISTS (SELECT 1 FROM reviews_lease l
                 WHERE l.application_id = p.application_id AND l.reviewer_id = NEW.reviewer_id
                   AND l.claimed_at <= p.filed_at)
     OR EXISTS (SELECT 1 FROM reviews_mark k
                  JOIN applications_revision r ON r.id = k.revision_id
                 WHERE r.application_id = p.application_id AND k.reviewer_id = NEW.reviewer_id
                   AND k.marked_at <= p.filed_at)))
"""
TOOK_PART_MESSAGE: Final = "An appeal is decided by people who took no part before."
_NOT_DECLINED = """
    NEW.outcome <> '' OR NOT EXISTS (
        SELECT 1 FROM applications_application a
         WHERE a.id = NEW.application_id AND a.status = 'declined' AND NEW.round = a.round + 1)
"""
_NOT_APPEALED = """
    OLD.outcome <> '' OR NOT EXISTS (SELECT 1 FROM applications_application a
                                      WHERE a.id = NEW.application_id AND a.status = 'appealed')
"""


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", _("The decision stands")
    OVERTURNED = "overturned", _("The decision was changed")
    WITHDRAWN = "withdrawn", _("The appeal was taken back")


class Appeal(models.Model):
    """The statement that goes with the one appeal of an application, and what became of it."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal")
    round = models.PositiveSmallIntegerField()  # the first in which others decide
    statement = models.TextField(max_length=STATEMENT_MAX)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,  # frozen: it keeps a deleted person's id
        related_name="+",
        db_constraint=False,
    )
    filed_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(max_length=10, choices=AppealOutcome, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appeal_says_why",
                condition=~Q(statement="") & Q(LessThanOrEqual(Length("statement"), STATEMENT_MAX)),
            ),
            models.CheckConstraint(
                name="appeal_outcome_known", condition=Q(outcome__in=("", *AppealOutcome.values))
            ),
            models.CheckConstraint(
                name="appeal_decided_has_outcome",
                condition=Q(outcome="", decided_at=None)
                | ~Q(outcome="") & Q(decided_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("appeal"),
            pgtrigger.Protect(name="appeal_is_kept", operation=pgtrigger.Delete),
            frozen_columns("appeal", "application", "round", "statement", "filed_by", "filed_at"),
            refuse(
                name="appeal_against_decline",
                operation=pgtrigger.Insert,
                when=_NOT_DECLINED,
                message="An appeal is against a decline, and begins a new round.",
            ),
            refuse(
                name="appeal_decided_once",
                operation=update_of("outcome", "decided_at"),
                when=_NOT_APPEALED,
                message="An appeal is decided once, while it is open.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for its decision."""
        return not self.outcome
