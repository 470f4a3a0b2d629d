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

# The database has no layers: leases and marks stand in tables of another app. Whoever did anything
# to the application before takes no part in judging the appeal.
_REMEMBER_WHO_TOOK_PART: Final = """
    INSERT INTO applications_earlierpart (application_id, user_id, kind)
    SELECT NEW.application_id, u.id, 'appealed' FROM accounts_user u WHERE u.id IN (
        SELECT reviewer_id FROM applications_decision WHERE application_id = NEW.application_id
        UNION SELECT asked_by_id FROM applications_informationrequest
               WHERE application_id = NEW.application_id
        UNION SELECT author_id FROM applications_message
               WHERE application_id = NEW.application_id
        UNION SELECT reviewer_id FROM reviews_lease WHERE application_id = NEW.application_id
        UNION SELECT k.reviewer_id FROM reviews_mark k
                JOIN applications_revision r ON r.id = k.revision_id
               WHERE r.application_id = NEW.application_id)
    OR u.public_id IN (
        SELECT substring(e.actor_ref FROM 8)::uuid FROM events_event e
         WHERE e.actor_ref LIKE 'person:%' AND e.subject = (
               SELECT 'application:' || reference FROM applications_application
                WHERE id = NEW.application_id))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
"""
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
            pgtrigger.Trigger(
                name="appeal_remembers_who_took_part",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=_REMEMBER_WHO_TOOK_PART,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for its decision."""
        return not self.outcome
