"""What waits in the queue, and why: one thin row an application and kind, kept by the database.

Nobody writes these rows: a trigger on the application does, in the transaction that moves it, so
that no count can differ from the queue, whatever moved the application.
"""

from __future__ import annotations

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Func, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation
from applications.models import Application
from applications.models.application import TIERS
from applications.states import CLOSED, OPEN, Status
from common.triggers import frozen_columns, no_truncate, refuse

WAITS: Final = Q(closed_at=None, paused_at=None)  # for a reviewer
# Only the trigger on the application writes what follows from it: then this one fires inside it.
_BY_HAND: Final = "pg_trigger_depth() = 1"


class ItemKind(models.TextChoices):
    """What a reviewer is asked to judge."""

    APPLICATION = "application", _("Application")
    AMENDMENT = "amendment", _("Amendment")
    RECERTIFICATION = "recertification", _("Recertification")
    APPEAL = "appeal", _("Appeal")
    CASE = "case", _("Enforcement case")  # about an approval, and so about its application


class Reason(models.TextChoices):
    """Why it is here, as reviewers read it."""

    NEW = "new", pgettext_lazy("why it is in the queue", "New")
    AMENDMENT = "amendment", _("An approval is to be amended")
    RECERTIFICATION = "recertification", _("An approval is to be recertified")
    RESUBMITTED = "resubmitted", _("Resubmitted with changes")
    RETURNED = "returned", _("The applicant has answered")
    SECOND_REVIEW = "second_review", _("A second person must agree")
    DISAGREEMENT = "disagreement", _("Two reviewers did not agree")
    APPEAL = "appeal", _("Appeal against a decline")
    HANDED_OVER = "handed_over", _("Handed over by a colleague")
    QUALITY = "quality", _("Chosen for a look at the quality of decisions")


# The others are opened and closed by the services whose acts they are.
BY_HAND: Final = (Reason.HANDED_OVER, Reason.QUALITY)


class QueueItemQuerySet(models.QuerySet["QueueItem"]):
    def open(self) -> QueueItemQuerySet:
        """Those that are not decided, withdrawn or recorded: they wait for somebody."""
        return self.filter(closed_at=None)

    def waiting(self) -> QueueItemQuerySet:
        """Those that wait for a reviewer."""
        return self.filter(WAITS)

    def paused(self) -> QueueItemQuerySet:
        """Those that wait for the applicant, whose time does not count."""
        return self.filter(closed_at=None, paused_at__isnull=False)


class QueueItem(models.Model):
    """An application while it is judged once: from the submission or appeal to what comes of it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="items")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=ItemKind)
    status = models.CharField(max_length=20, choices=Status)  # the application's, or its last
    tier = models.CharField(max_length=10)
    round = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)  # from then on it is due soon
    opened_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)  # since when the applicant is asked
    closed_at = models.DateTimeField(null=True)
    returned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,  # the application's own is emptied, and this one follows
        related_name="+",
    )
    returned_until = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, blank=True)  # the submitter's; "" if not chosen
    topics = ArrayField(models.CharField(max_length=50), default=list)  # may distress: B10
    weight = models.GeneratedField(  # how strict the tier is, so that an index can sort by it
        expression=Case(
            *(When(tier=tier, then=Value(number)) for number, tier in enumerate(TIERS)),
            default=Value(0),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    due_on = models.GeneratedField(
        expression=Func("due_at", template="((%(expressions)s) AT TIME ZONE 'UTC')::date"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects = QueueItemQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="item_waiting_by_due", condition=WAITS),
            models.Index(
                fields=["-weight", "due_on", "due_at", "id"],
                name="item_waiting_by_tier",
                condition=WAITS,
            ),
            models.Index(
                fields=["status", "due_at", "id"],
                name="item_open_by_status",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["kind", "due_at", "id"],
                name="item_open_by_kind",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["returned_to"],
                name="item_waiting_returned",
                condition=WAITS & Q(returned_to__isnull=False),
            ),
            models.Index(fields=["-due_at", "-id"], name="item_by_due"),
            models.Index(  # all that the counts of the tabs ask of an item
                fields=["organisation"],
                include=[
                    *("application", "status", "kind", "due_at", "paused_at", "closed_at"),
                    *("returned_to", "returned_until"),
                ],
                name="item_open_counted",
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["opened_at"], name="item_by_opening"),
            models.Index(
                fields=["closed_at"], name="item_by_closing", condition=Q(closed_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="item_one_open_per_kind",
                fields=["application", "kind"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(name="item_kind_known", condition=Q(kind__in=ItemKind.values)),
            models.CheckConstraint(
                name="item_closed_with_application",
                condition=Q(kind=ItemKind.CASE)
                | Q(status__in=CLOSED, closed_at__isnull=False, paused_at=None)
                | Q(status__in=OPEN, closed_at=None, paused_at=None)
                | Q(status=Status.CHANGES_REQUESTED, closed_at=None, paused_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("item"),
            pgtrigger.Protect(name="item_is_kept", operation=pgtrigger.Delete),
            frozen_columns("item", "application", "organisation", "kind", "opened_at"),
            refuse(
                name="item_follows_application",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=f"{_BY_HAND} AND NEW.kind <> '{ItemKind.CASE}'",
                message="What waits in the queue follows the application, and nothing else.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class QueueReason(models.Model):
    """One reason why an item is here: opened when it arises, closed when it has been served.

    Served means that the reviewers have done what it asks for: decided, or handed the application
    back. A claim alone serves nothing, since it may end without an act.
    """

    item = models.ForeignKey(QueueItem, on_delete=models.CASCADE, related_name="reasons")
    reason = models.CharField(max_length=20, choices=Reason)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="reason_once_while_open",
                fields=["item", "reason"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(name="reason_known", condition=Q(reason__in=Reason.values)),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="reason_is_kept", operation=pgtrigger.Delete),
            frozen_columns("reason", "item", "reason", "opened_at"),
            refuse(
                name="reason_follows_application",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=f"{_BY_HAND} AND NEW.reason NOT IN {tuple(str(one) for one in BY_HAND)}",
                message="Why something waits in the queue follows from the application.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.reason}"
