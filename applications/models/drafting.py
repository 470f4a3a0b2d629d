"""What people who write a draft together leave beside its answers: other versions, and who is on
which section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from applications import sealing
from applications.models.application import Application
from applications.states import EDITABLE
from common.triggers import frozen_columns, refuse, update_of

if TYPE_CHECKING:
    from accounts.models import User

WRITERS = (Membership.Role.OWNER, Membership.Role.EDITOR)


class Resolution(models.TextChoices):
    """How a second version of an answer came to its end."""

    KEPT = "kept", _("Became the answer")
    DROPPED = "dropped", _("The answer stayed")
    TAKEN_BACK = "taken_back", _("Its author took it back")
    SAME = "same", _("The answer came to say the same")


class AnswerVariantQuerySet(models.QuerySet["AnswerVariant"]):
    def open(self) -> AnswerVariantQuerySet:
        """Those about which nobody has decided yet."""
        return self.filter(resolved_at=None)


class AnswerVariant(models.Model):
    """An answer saved on top of one that its author had not seen: kept beside it, sealed."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="variants")
    question = models.CharField(max_length=4)
    sealed_value = models.BinaryField()
    fingerprint = models.CharField(max_length=16)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)

    objects = AnswerVariantQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "question", "saved_by", "fingerprint"],
                condition=Q(resolved_at=None),
                name="variant_open_once",
            ),
            models.CheckConstraint(
                name="variant_resolved_somehow",
                condition=Q(resolved_at=None, resolution="")
                | Q(resolved_at__isnull=False, resolution__in=Resolution.values),
            ),
        ]
        triggers: ClassVar = [
            frozen_columns("variant", "application", "question"),
            refuse(
                name="variant_resolved_once",
                operation=update_of("sealed_value", "fingerprint", "resolved_at", "resolution"),
                when="OLD.resolved_at IS NOT NULL",
                message="What was decided about a version of an answer does not change.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.question}"

    @property
    def value(self) -> Any:
        """The answer, opened."""
        return sealing.unseal(self.sealed_value)[self.question]


class SectionAssignmentQuerySet(models.QuerySet["SectionAssignment"]):
    def in_force(self) -> SectionAssignmentQuerySet:
        """Those of people who may write; one who may only read is on no section meanwhile."""
        return self.filter(membership__role__in=WRITERS)

    def to_do_for(self, user: User) -> SectionAssignmentQuerySet:
        """A person's own sections in applications whose answers may change now."""
        return self.in_force().filter(
            membership__user=user, application__status__in=EDITABLE, application__deleted_at=None
        )


class SectionAssignment(models.Model):
    """A colleague is on a section. It keeps nobody else out; leaving the organisation ends it."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="assignments"
    )
    section = models.CharField(max_length=1)
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="section_assignments"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField(default=timezone.now)

    objects = SectionAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("application", "section")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "section"], name="assignment_one_per_section"
            )
        ]
        triggers: ClassVar = [
            refuse(
                name="assignment_to_a_writer",
                operation=pgtrigger.Insert | update_of("membership_id", "application_id"),
                when="NOT EXISTS (SELECT 1 FROM accounts_membership m"
                " JOIN applications_application a ON a.organisation_id = m.organisation_id"
                " WHERE m.id = NEW.membership_id AND a.id = NEW.application_id"
                " AND m.role IN ('owner', 'editor'))",
                message="Only owners and editors of the organisation are put on a section.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.application_id}"
