"""The application: what a developer asks for, and where it stands."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from applications import sealing
from applications.models.conflicts import EARLIER_DECIDERS, unconflicted
from applications.models.gate import opened_by_decisions
from applications.models.told import moves_are_told
from applications.references import new_reference
from applications.states import CLOSED, EDITABLE, OPEN, TRANSITIONS, Kind, Status, pairs
from common.triggers import frozen_columns, no_truncate, refuse, update_of
from guidelines.models import PackVersion

if TYPE_CHECKING:
    from datetime import datetime

    from applications.models.revision import Revision

TIERS = ("low", "medium", "high", "prohibited")
RESTORABLE_FOR = timedelta(days=30)  # a deleted draft
RETURNABLE = (Status.CHANGES_REQUESTED, Status.SUBMITTED, Status.IN_REVIEW)

# A line is all that concerns one use case: the first application and what follows it. What follows
# names the first one, which has been approved, and needs an approval to concern.
_NO_LINE = """
    NEW.concerns_id IS NOT NULL AND NOT (
        EXISTS (SELECT 1 FROM applications_application f
                 WHERE f.id = NEW.concerns_id AND f.kind = 'new' AND f.status = 'approved'
                   AND f.organisation_id = NEW.organisation_id)
        AND EXISTS (SELECT 1 FROM applications_approval p
                     WHERE p.line_id = NEW.concerns_id
                       AND (NEW.kind, p.status) IN (('amendment', 'active'),
                           ('recertification', 'active'), ('recertification', 'expired'))))
"""
# An appeal moves with its application: it is there before, and decided before the application is.
_APPEAL_DIFFERS = """
    OLD.status <> NEW.status AND 'appealed' IN (OLD.status, NEW.status) AND NOT EXISTS (
        SELECT 1 FROM applications_appeal p
         WHERE p.application_id = NEW.id AND (NEW.status, p.outcome) IN (('appealed', ''),
               ('approved', 'overturned'), ('declined', 'upheld'), ('declined', 'withdrawn')))
"""
# The time of the applicant is not the reviewers': a reply that moves nothing would be counted so.
_REPLY_LEAVES_DUE = f"""
    OLD.status = '{Status.CHANGES_REQUESTED}' AND NEW.status = '{Status.SUBMITTED}'
    AND (NEW.due_at IS NULL OR NEW.due_at <= OLD.due_at)
"""


def organisations_of(user: User) -> models.QuerySet[Membership, int]:
    return Membership.objects.filter(user=user).values_list("organisation_id", flat=True)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> ApplicationQuerySet:
        """What a person may see: their organisations' own, and what they may review."""
        may_see = Q(organisation__in=organisations_of(user))
        if user.is_reviewer:
            may_see |= ~Q(revision=None) & unconflicted(user)
        return self.present().filter(may_see)

    def of_applicant(self, user: User) -> ApplicationQuerySet:
        """What a person sees as an applicant."""
        return self.present().filter(organisation__in=organisations_of(user))

    def present(self) -> ApplicationQuerySet:
        """All but the deleted drafts."""
        return self.filter(deleted_at=None)

    def deleted(self) -> ApplicationQuerySet:
        """The drafts that can be restored until they are purged."""
        return self.filter(deleted_at__isnull=False)

    def restorable_by(self, user: User) -> ApplicationQuerySet:
        """Those of them that are a person's to bring back."""
        owned = Membership.objects.filter(user=user, role=Membership.Role.OWNER)
        return self.deleted().filter(organisation__in=owned.values("organisation"))

    def to_purge(self, now: datetime) -> ApplicationQuerySet:
        """Those of them whose time is over."""
        return self.filter(deleted_at__lte=now - RESTORABLE_FOR)

    def reviewable_by(self, user: User) -> ApplicationQuerySet:
        """Submitted ones in which they have no conflict of interest; nothing for anyone else."""
        if not user.is_reviewer:
            return self.none()
        return self.exclude(revision=None).filter(unconflicted(user))

    def escalated(self) -> ApplicationQuerySet:
        """Those on which reviewers disagreed twice, so that a policy owner decides."""
        return self.filter(escalated_round__isnull=False, escalated_round=F("round"))

    def under_way(self) -> ApplicationQuerySet:
        """Those that are not closed, whoever has to act next."""
        return self.exclude(status__in=CLOSED)

    def open(self) -> ApplicationQuerySet:
        """Those that wait for a reviewer."""
        return self.filter(status__in=OPEN)


class Application(models.Model):
    """A use case for which an organisation asks for production access."""

    reference = models.CharField(max_length=11, unique=True, default=new_reference, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.NEW, db_default=Kind.NEW)
    concerns = models.ForeignKey(  # the first application of the line; none for that one itself
        "self", null=True, on_delete=models.PROTECT, related_name="follow_ups", editable=False
    )
    title = models.CharField(max_length=200, blank=True)  # the product's name, question B1
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    pack = models.ForeignKey(PackVersion, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)  # as given, by question id
    sealed_answers = models.BinaryField(default=bytes, blank=True)  # the sensitive ones
    version = models.PositiveIntegerField(default=1)  # raised by every save of answers
    revision = models.ForeignKey(
        "applications.Revision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveSmallIntegerField(default=1)  # raised when two reviewers disagree
    escalated_round = models.PositiveSmallIntegerField(null=True)  # in which a policy owner decides
    exception_until = models.DateField(null=True)  # of a research exception; the last day
    tier = models.CharField(max_length=10, blank=True)  # with the reviewers' marks; "" in a draft
    reviewers_needed = models.PositiveSmallIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    soon_at = models.DateTimeField(null=True)  # from then on it is due soon
    paused_at = models.DateTimeField(null=True)  # the clock stands: the applicant is asked
    decided_at = models.DateTimeField(null=True)
    returned_to = models.ForeignKey(  # who asked for the changes, and has it back first
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    returned_until = models.DateTimeField(null=True)  # from then on anybody may take it up
    answered = models.JSONField(default=dict, db_default={})  # by question: who saved it, and when
    creation_key = models.UUIDField(null=True, editable=False)  # two of one key are one
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index(
                F("due_at"), F("id"), name="application_open_by_due", condition=Q(status__in=OPEN)
            ),
            models.Index(
                fields=["id"],
                name="application_escalated",
                condition=Q(escalated_round__isnull=False),
            ),
            models.Index(fields=["organisation", "-id"], name="application_of_organisation"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="application_status_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="application_tier_known", condition=Q(tier__in=("", *TIERS))
            ),
            models.CheckConstraint(
                name="application_submitted_has_revision",
                condition=Q(status__in=(Status.DRAFT, Status.WITHDRAWN))
                | Q(revision__isnull=False, pack__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_prohibited_is_never_approved",
                condition=~Q(status=Status.APPROVED, tier="prohibited")
                | Q(exception_until__isnull=False),
            ),
            models.CheckConstraint(
                name="application_returned_while_under_review",
                condition=Q(returned_to=None) | Q(status__in=RETURNABLE),
            ),
            models.CheckConstraint(
                name="application_paused_while_asked",
                condition=Q(status=Status.CHANGES_REQUESTED, paused_at__isnull=False)
                | ~Q(status=Status.CHANGES_REQUESTED) & Q(paused_at=None),
            ),
            models.CheckConstraint(
                name="application_follow_up_concerns_one",
                condition=Q(kind=Kind.NEW, concerns=None)
                | Q(kind__in=(Kind.AMENDMENT, Kind.RECERTIFICATION), concerns__isnull=False),
            ),
            models.CheckConstraint(
                name="application_only_amendments_are_recorded",
                condition=~Q(status=Status.RECORDED) | Q(kind=Kind.AMENDMENT),
            ),
            models.UniqueConstraint(
                name="application_one_open_per_line",
                fields=["concerns"],
                condition=~Q(status__in=CLOSED) & Q(deleted_at=None),
            ),
            models.CheckConstraint(
                name="application_only_drafts_are_deleted",
                condition=Q(deleted_at=None) | Q(status=Status.DRAFT, revision=None),
            ),
            models.UniqueConstraint(
                name="application_once_per_creation_key", fields=["organisation", "creation_key"]
            ),
        ]
        triggers: ClassVar = [
            no_truncate("application"),
            refuse(
                name="application_begins_as_draft",
                operation=pgtrigger.Insert,
                when="NEW.status <> 'draft' OR NEW.revision_id IS NOT NULL",
                message="An application begins as a draft.",
            ),
            refuse(
                name="application_moves_by_table",
                operation=update_of("status"),
                when="OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN"
                f" ({pairs(TRANSITIONS)})",
                message="The state table has no such move of an application.",
            ),
            *opened_by_decisions(),
            refuse(
                name="application_keeps_identity",
                operation=update_of("reference", "organisation_id", "pack_id"),
                when="NEW.reference <> OLD.reference OR NEW.organisation_id <> OLD.organisation_id"
                " OR (OLD.revision_id IS NOT NULL AND NEW.pack_id IS DISTINCT FROM OLD.pack_id)",
                message="Reference, organisation and pack of an application do not change.",
            ),
            refuse(
                name="application_approved_keeps_revision",
                operation=update_of("revision_id", "answers", "sealed_answers"),
                when=f"OLD.status NOT IN {tuple(sorted(str(s) for s in EDITABLE))}"
                " AND (NEW.revision_id IS DISTINCT FROM OLD.revision_id"
                " OR NEW.answers <> OLD.answers OR NEW.sealed_answers <> OLD.sealed_answers)",
                message="Answers change only in a draft or while changes are requested.",
            ),
            refuse(
                name="application_reply_moves_due",
                operation=update_of("status"),
                when=_REPLY_LEAVES_DUE,
                message="A reply moves the due date to later.",
            ),
            frozen_columns("application", "kind", "concerns"),
            refuse(
                name="application_concerns_a_line",
                operation=pgtrigger.Insert,
                when=_NO_LINE,
                message="An amendment or recertification concerns an approval of its organisation.",
            ),
            refuse(
                name="application_moves_with_appeal",
                operation=update_of("status"),
                when=_APPEAL_DIFFERS,
                message="An appeal and its application are decided together.",
            ),
            pgtrigger.Trigger(
                name="application_keeps_earlier_parts",
                when=pgtrigger.After,
                operation=update_of("status", "revision_id"),
                func=EARLIER_DECIDERS,
            ),
            pgtrigger.Protect(
                name="application_submitted_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__revision__isnull=False)
                | pgtrigger.Q(old__deleted_at__isnull=True)
                | ~pgtrigger.Q(old__status=Status.DRAFT),
            ),
            refuse(
                name="application_of_open_organisation",
                operation=pgtrigger.Insert | update_of("status"),
                when="NEW.status IN ('draft', 'submitted') AND EXISTS"
                " (SELECT 1 FROM accounts_organisation o WHERE o.id = NEW.organisation_id"
                " AND o.closed_at IS NOT NULL FOR SHARE)",
                message="A closed organisation applies for nothing.",
            ),
            refuse(
                name="application_is_judged_under_one_pack",
                operation=update_of("revision_id", "pack_id"),
                when="NEW.revision_id IS NOT NULL AND NEW.pack_id IS DISTINCT FROM"
                " (SELECT r.pack_id FROM applications_revision r WHERE r.id = NEW.revision_id)",
                message="An application and its revision are pinned to one pack.",
            ),
            moves_are_told(
                noun="application",
                table="applications_application",
                subject="'application:' || NEW.reference",
            ),
            refuse(
                name="application_deleted_rests",
                operation=update_of("status", "answers", "sealed_answers", "revision_id"),
                when="OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NOT NULL",
                message="A deleted draft has to be restored before it changes.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("applications:detail", args=[self.reference])

    @property
    def subject(self) -> str:
        """Names this application's chain of events."""
        return f"application:{self.reference}"

    @property
    def line_id(self) -> int:
        """The first application of the line, which may be this one."""
        return self.concerns_id or self.pk

    @property
    def line(self) -> Application:
        """The same as an instance."""
        return self.concerns or self

    @property
    def is_follow_up(self) -> bool:
        """Whether it is about an approval that there was before."""
        return self.concerns_id is not None

    @property
    def is_recorded(self) -> bool:
        """Whether it was closed without a review, because nothing in it is judged."""
        return self.status == Status.RECORDED

    @property
    def is_escalated(self) -> bool:
        """Whether reviewers disagreed twice, so that a policy owner decides."""
        return self.escalated_round is not None and self.escalated_round == self.round

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal waits for its decision."""
        return self.status == Status.APPEALED

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_deletable(self) -> bool:
        """Whether it was never submitted; what was is withdrawn instead."""
        return self.status == Status.DRAFT and self.revision_id is None

    @property
    def purged_at(self) -> datetime | None:
        """When a deleted draft goes for good."""
        return self.deleted_at and self.deleted_at + RESTORABLE_FOR

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    def given_answers(self) -> dict[str, Any]:
        """All answers as given, the sensitive ones opened."""
        return {**self.answers, **sealing.unseal(self.sealed_answers)}

    def current_revision(self) -> Revision:
        """The revision under review; only a draft has none."""
        if self.revision is None:
            raise PermissionDenied
        return self.revision


def stored_under(_: models.Model, __: str) -> str:
    """A name of our own for an attachment: nothing of the applicant's reaches the storage."""
    return f"attachments/{uuid.uuid4().hex}"
