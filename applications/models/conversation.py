"""What applicant and reviewers say to each other: messages, and requests pinned to a question."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models.application import Application
from applications.models.revision import Revision
from common.triggers import append_only, frozen_columns

MESSAGE_MAX = 10_000  # characters, of anything that one side says to the other


class Message(models.Model):
    """One message; `from_staff` says from which side. Applicants see a pseudonym, no address."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,  # the row never changes: it keeps a deleted person's id
        related_name="+",
        db_constraint=False,
    )
    author_name = models.CharField(max_length=200)  # as the other side sees it
    from_staff = models.BooleanField()
    body = models.TextField(max_length=MESSAGE_MAX)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    key = models.UUIDField(null=True, editable=False)  # of the form it was written in

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "key"], name="message_once_per_key")
        ]
        triggers: ClassVar = [*append_only("message")]

    def __str__(self) -> str:
        return f"{self.author_name}, {self.sent_at:%Y-%m-%d}"


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def open(self) -> InformationRequestQuerySet:
        return self.filter(closed_at=None)


class InformationRequest(models.Model):
    """A reviewer asks for a change of one answer; the next submission closes it."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="requests")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="requests")
    question = models.CharField(max_length=4)
    text = models.TextField(max_length=MESSAGE_MAX)
    reply = models.TextField(max_length=MESSAGE_MAX, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)  # closed without an answer, by a reviewer

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "question"],
                condition=Q(closed_at=None),
                name="request_open_once_per_question",
            ),
            models.CheckConstraint(name="request_has_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="request_taken_back_is_closed",
                condition=Q(taken_back_at=None) | Q(closed_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            frozen_columns("request", "application", "revision", "question", "text", "asked_at"),
            pgtrigger.Protect(name="request_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.question}"
