"""A second look at some decisions, blind; and the tasks that follow from what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Decision, Revision
from applications.models.application import TIERS
from applications.models.conflicts import CONFLICTS
from common.triggers import append_only, frozen_columns, no_truncate, refuse, update_of
from events.models import Event
from guidelines.models import PackVersion
from reviews.sampling import HUNDRED, LOTS

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

# The lot can be read off the log: the event is the one that made the decision final.
_OTHER_LOT: Final = """
    NOT EXISTS (SELECT 1 FROM events_event e
                  JOIN applications_application a ON e.subject = 'application:' || a.reference
                 WHERE e.id = NEW.event_id AND a.id = NEW.application_id
                   AND e.kind IN ('application.approve', 'application.decline')
                   AND NEW.number
                       = ('x' || substr(encode(e.hash, 'hex'), 1, 8))::bit(32)::bigint)
"""
_LOT_AND_BOUND: Final = (F("number") * Value(HUNDRED), F("rate") * Value(LOTS))
_NOT_DRAWN: Final = """
    NOT EXISTS (SELECT 1 FROM reviews_qualitydraw d
                 WHERE d.id = NEW.draw_id AND d.is_drawn AND d.application_id = NEW.application_id)
"""
_TOOK_PART: Final = f"""
    NEW.reviewer_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.reviewer_id
                                     IS DISTINCT FROM OLD.reviewer_id) AND (
        EXISTS (SELECT 1 FROM applications_decision d
                 WHERE d.application_id = NEW.application_id AND d.reviewer_id = NEW.reviewer_id)
        OR {CONFLICTS})
"""  # noqa: S608 -- nothing of it comes from outside
# Whoever looks at it again finds the application nowhere else until they have finished.
_KEEP_BLIND: Final = """
    DELETE FROM applications_earlierpart
     WHERE application_id = NEW.application_id AND user_id = OLD.reviewer_id AND kind = 'blind';
    IF NEW.reviewer_id IS NOT NULL AND NEW.finished_at IS NULL AND NEW.lapsed_at IS NULL THEN
        INSERT INTO applications_earlierpart (application_id, user_id, kind)
        VALUES (NEW.application_id, NEW.reviewer_id, 'blind') ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
"""


class QualityDraw(models.Model):
    """A decision became final, and the lot said whether somebody looks at it again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="draws")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=10)
    rate = models.PositiveSmallIntegerField()  # per cent, as it was then
    number = models.BigIntegerField()  # the lot: the first eight digits of the event's hash
    is_drawn = models.BooleanField()
    drawn_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("draw for the quality sample")
        verbose_name_plural = _("draws for the quality sample")
        default_permissions = ()
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(name="draw_tier_known", condition=Q(tier__in=TIERS)),
            models.CheckConstraint(name="draw_rate_in_per_cent", condition=Q(rate__lte=HUNDRED)),
            models.CheckConstraint(
                name="draw_follows_lot",
                condition=Q(is_drawn=True) & Q(LessThan(*_LOT_AND_BOUND))
                | Q(is_drawn=False) & Q(GreaterThanOrEqual(*_LOT_AND_BOUND)),
            ),
        ]
        triggers: ClassVar = [
            *append_only("draw"),
            refuse(
                name="draw_is_the_event_s",
                operation=pgtrigger.Insert,
                when=_OTHER_LOT,
                message="The lot is the hash of the event that made the decision final.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"


class QualityReviewQuerySet(models.QuerySet["QualityReview"]):
    def waiting(self) -> QualityReviewQuerySet:
        """Those that are neither finished nor out of time."""
        return self.filter(finished_at=None, lapsed_at=None)

    def free(self, now: datetime) -> QualityReviewQuerySet:
        """Those that nobody holds now."""
        return self.waiting().filter(Q(reviewer=None) | Q(held_until__lte=now))

    def held_by(self, person: User, now: datetime) -> QualityReviewQuerySet:
        """Those that the person holds now."""
        return self.waiting().filter(reviewer=person, held_until__gt=now)

    def out_of_time(self, now: datetime) -> QualityReviewQuerySet:
        """Those whose time, or the time of whoever holds them, is over."""
        return self.waiting().filter(Q(due_at__lte=now) | Q(held_until__lte=now))


class QualityReview(models.Model):
    """Another reviewer answers the same checklist, and sees neither marks nor decision.

    It has no effect on the applicant: nothing of an application waits for it or follows from it.
    """

    draw = models.OneToOneField(QualityDraw, on_delete=models.PROTECT, related_name="review")
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="quality_reviews"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=10)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    held_until = models.DateTimeField(null=True)
    checks = models.JSONField(default=dict)  # check → mark
    notes = models.JSONField(default=dict)  # check → note
    finished_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    objects = QualityReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality review")
        verbose_name_plural = _("quality reviews")
        default_permissions = ()
        ordering = ("due_at", "pk")
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="quality_review_waiting",
                condition=Q(finished_at=None, lapsed_at=None),
            ),
            models.Index(
                fields=["finished_at"],
                name="quality_review_finished",
                condition=Q(finished_at__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="quality_review_tier_known", condition=Q(tier__in=TIERS)),
            models.CheckConstraint(
                name="quality_review_held_by_somebody",
                condition=Q(reviewer=None, held_until=None)
                | Q(reviewer__isnull=False, held_until__isnull=False),
            ),
            models.CheckConstraint(
                name="quality_review_finished_by_somebody",
                condition=Q(finished_at=None) | Q(lapsed_at=None, reviewer__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("quality_review"),
            pgtrigger.Protect(name="quality_review_is_kept", operation=pgtrigger.Delete),
            frozen_columns(
                *("quality_review", "draw", "application", "revision", "decision", "tier"),
                *("opened_at", "due_at"),
            ),
            refuse(
                name="quality_review_is_drawn",
                operation=pgtrigger.Insert,
                when=_NOT_DRAWN,
                message="Only what the lot has drawn is looked at again.",
            ),
            refuse(
                name="quality_review_by_another",
                operation=pgtrigger.Insert | update_of("reviewer_id"),
                when=_TOOK_PART,
                message="Somebody else looks at it again, without a part in it.",
            ),
            pgtrigger.Trigger(
                name="quality_review_keeps_blind",
                when=pgtrigger.After,
                operation=update_of("reviewer_id", "finished_at", "lapsed_at"),
                func=_KEEP_BLIND,
            ),
            refuse(
                name="quality_review_ended_rests",
                operation=pgtrigger.Update,
                when="OLD.finished_at IS NOT NULL OR OLD.lapsed_at IS NOT NULL",
                message="A quality review ends once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} again"


class TaskKind(models.TextChoices):
    """What a policy owner is asked to look at."""

    AGREEMENT = "agreement", _("Reviewers read a check differently")
    DRIFT = "drift", _("A share has changed of late")


class PolicyTaskQuerySet(models.QuerySet["PolicyTask"]):
    def open(self) -> PolicyTaskQuerySet:
        """Those that nobody has closed."""
        return self.filter(closed_at=None)


class PolicyTask(models.Model):
    """Something about the policy, never about a person, that a policy owner is asked to mend."""

    kind = models.CharField(max_length=10, choices=TaskKind)
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=40)  # a check's id; for a drift, what has changed
    figures = models.JSONField(default=dict)
    opened_at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True, max_length=5000)  # what was done
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PolicyTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task for the policy owners")
        verbose_name_plural = _("tasks for the policy owners")
        default_permissions = ()
        ordering = ("-opened_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "pack", "about"],
                name="policy_task_once_while_open",
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="policy_task_kind_known", condition=Q(kind__in=TaskKind.values)
            ),
            models.CheckConstraint(
                name="policy_task_closed_says_what_was_done",
                condition=Q(closed_at=None, closed_by=None, note="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(note=""),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("policy_task"),
            pgtrigger.Protect(name="policy_task_is_kept", operation=pgtrigger.Delete),
            frozen_columns("policy_task", "kind", "pack", "about", "figures", "opened_at"),
            refuse(
                name="policy_task_closed_rests",
                operation=pgtrigger.Update,
                when="OLD.closed_at IS NOT NULL",
                message="A task is closed once.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
