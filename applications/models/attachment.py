"""The file behind an answer: what it is, whether it is clean, and what an evaluation says in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from applications.models.application import Application, organisations_of, stored_under
from applications.models.conflicts import unconflicted
from common.triggers import frozen_columns, refuse, update_of

if TYPE_CHECKING:
    from accounts.models import User


class ScanState(models.TextChoices):
    """What the virus scanner says."""

    NOT_SCANNED = "not_scanned"  # this portal has no scanner
    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    FAILED = "failed"  # the scanner cannot judge it


class ReadState(models.TextChoices):
    """Whether the results in it are known."""

    NONE = "none"  # nothing to read: no evaluation file
    WAITING = "waiting"
    READ = "read"
    UNREADABLE = "unreadable"


HELD_BACK = (ScanState.PENDING, ScanState.INFECTED, ScanState.FAILED)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> AttachmentQuerySet:
        """Those that the applicant has not taken out again."""
        return self.filter(removed_at=None)

    def visible_to(self, user: User) -> AttachmentQuerySet:
        """Those of a person's organisations; to a reviewer also the others' submitted ones."""
        own = Q(application__organisation__in=organisations_of(user))
        own &= Q(application__deleted_at=None)
        if not user.is_reviewer:
            return self.filter(own)
        submitted = Q(uploaded_at__lte=F("application__submitted_at"))
        to_review = unconflicted(
            user, organisation="application__organisation", application="application"
        )
        return self.filter(own | submitted & to_review)

    def to_scan(self) -> AttachmentQuerySet:
        """Those that the scanner should look at by now; also what came before there was one."""
        waiting = self.filter(scan_state__in=(ScanState.PENDING, ScanState.NOT_SCANNED))
        return waiting.filter(scan_next_at__lte=timezone.now())

    def to_read(self) -> AttachmentQuerySet:
        """Evaluation files that nobody has read yet, and that may be opened."""
        waiting = self.filter(read_state=ReadState.WAITING, read_next_at__lte=timezone.now())
        return waiting.exclude(scan_state__in=HELD_BACK)


class Attachment(models.Model):
    """A file behind an answer; its row stays when it is taken out of the answer."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="attachments"
    )
    question = models.CharField(max_length=4)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=40, blank=True)  # what the applicant says it is
    media_type = models.CharField(max_length=100, blank=True, db_default="")  # by its content
    file = models.FileField(upload_to=stored_under, max_length=255, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True)

    scan_state = models.CharField(
        max_length=11,
        choices=ScanState,
        default=ScanState.NOT_SCANNED,
        db_default=ScanState.NOT_SCANNED,
    )
    scan_attempts = models.PositiveIntegerField(default=0, db_default=0)
    scan_next_at = models.DateTimeField(default=timezone.now, db_default=Now())
    scanned_at = models.DateTimeField(null=True)
    # What was found, or why it could not be judged.
    signature = models.CharField(max_length=200, blank=True, db_default="")

    read_state = models.CharField(
        max_length=10, choices=ReadState, default=ReadState.NONE, db_default=ReadState.NONE
    )
    read_attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    read_next_at = models.DateTimeField(default=timezone.now, db_default=Now())
    read_at = models.DateTimeField(null=True)
    reading = models.JSONField(default=dict, blank=True, db_default={})  # see applications.reading

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(
                fields=["scan_next_at"],
                name="attachment_to_scan",
                condition=Q(scan_state__in=("pending", "not_scanned")),
            ),
            models.Index(
                fields=["read_next_at"],
                name="attachment_to_read",
                condition=Q(read_state="waiting"),
            ),
            models.Index(fields=["file"], name="attachment_by_file"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "question", "sha256"],
                condition=Q(removed_at=None),
                name="attachment_once_per_question",
            ),
            models.CheckConstraint(
                name="attachment_scan_state_known", condition=Q(scan_state__in=ScanState.values)
            ),
            models.CheckConstraint(
                name="attachment_read_state_known", condition=Q(read_state__in=ReadState.values)
            ),
            models.CheckConstraint(
                name="attachment_only_infected_lose_their_bytes",
                condition=Q(scan_state="infected", file="")
                | ~Q(scan_state="infected") & ~Q(file=""),
            ),
            models.CheckConstraint(
                name="attachment_scanned_at_a_time",
                condition=Q(scan_state__in=("not_scanned", "pending"))
                | Q(scanned_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            frozen_columns(
                "attachment",
                "application",
                "question",
                "name",
                "size",
                "sha256",
                "format",
                "uploaded_at",
            ),
            refuse(
                name="attachment_infected_stays_so",
                operation=update_of("scan_state"),
                when="OLD.scan_state = 'infected' AND NEW.scan_state <> 'infected'",
                message="An infected file never becomes clean again.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_answer(self) -> dict[str, Any]:
        """The item that stands for this file in the answer to its question."""
        item: dict[str, Any] = {"name": self.name, "sha256": self.sha256, "size": self.size}
        return {**item, "format": self.format} if self.format else item

    @property
    def is_held_back(self) -> bool:
        """Whether nobody may open it: not known to be clean, where there is a scanner."""
        return self.scan_state in HELD_BACK
