"""What reviewers marked on the checklist."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Revision
from applications.models.conversation import MESSAGE_MAX
from common.triggers import refuse

MARKS = ("meets", "gap", "violates", "unclear", "n_a")
DECIDED = """
    EXISTS (SELECT 1 FROM reviews_helddecision h
             WHERE h.revision_id = {row}.revision_id AND h.reviewer_id = {row}.reviewer_id
               AND h.state = 'held')
"""
DECIDED_MESSAGE = "Marks rest while the decision that stands on them waits to be sent."


class Mark(models.Model):
    """One reviewer's answer to one check of one revision.

    An unclear one holds the draft of a question to the applicant, pinned to one answer.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="marks")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    check_id = models.CharField(max_length=20)
    mark = models.CharField(max_length=10, blank=True)  # "" beside a note: not decided yet
    note = models.TextField(blank=True, max_length=5000)
    has_evidence = models.BooleanField(default=False)  # the reviewer saw evidence for it
    question = models.CharField(max_length=4, blank=True, db_default="")  # what `wording` is about
    wording = models.TextField(max_length=MESSAGE_MAX, blank=True, db_default="")  # to be asked
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "reviewer", "check_id"], name="mark_once_per_check"
            ),
            models.CheckConstraint(name="mark_known", condition=Q(mark__in=("", *MARKS))),
            models.CheckConstraint(
                name="mark_n_a_has_reason", condition=~Q(mark="n_a") | ~Q(note="")
            ),
            models.CheckConstraint(
                name="mark_asks_if_unclear", condition=Q(mark="unclear") | Q(question="")
            ),
            models.CheckConstraint(
                name="mark_asks_in_words",
                condition=Q(question="", wording="") | (~Q(question="") & ~Q(wording="")),
            ),
        ]
        triggers: ClassVar = [
            refuse(
                name="mark_rests_while_held",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=DECIDED.format(row="NEW"),
                message=DECIDED_MESSAGE,
            ),
            pgtrigger.Trigger(
                name="mark_is_kept_while_held",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=f"""
                    IF {DECIDED.format(row="OLD")} THEN
                        RAISE EXCEPTION '{DECIDED_MESSAGE}' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.mark}"
