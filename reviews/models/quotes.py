"""Words of an answer that a reviewer pinned to a check."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from applications.models import Revision
from common.triggers import refuse

QUOTE_MAX = 2000  # characters
CONTEXT = 32  # characters kept on either side, by which the words are found again

# Sensitive answers are apart and sealed, so that none of their words can pass here.
_NOT_IN_ANSWER = """
    NOT EXISTS (SELECT 1 FROM applications_revision r
                 WHERE r.id = NEW.revision_id
                   AND jsonb_typeof(r.answers -> NEW.question) = 'string'
                   AND substr(r.answers ->> NEW.question, NEW.start + 1, NEW."end" - NEW.start)
                       = NEW.exact)
"""


class Quote(models.Model):
    """A stretch of one answer, by position in Unicode code points and by its exact words.

    The fields are those of the Web Annotation model: `exact` with `prefix` and `suffix`, `start`
    and `end`. It belongs to a reviewer and a revision, as a mark does.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="quotes")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    check_id = models.CharField(max_length=20)
    question = models.CharField(max_length=4)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()  # behind the last one
    exact = models.TextField(max_length=QUOTE_MAX)
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    came_from = models.PositiveIntegerField(null=True)  # its start in the revision before, if any
    pinned_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "reviewer", "check_id", "question", "start", "end"],
                name="quote_once_per_place",
            ),
            models.CheckConstraint(name="quote_has_words", condition=Q(end__gt=F("start"))),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="quote_never_changes", operation=pgtrigger.Update),
            refuse(
                name="quote_stands_in_answer",
                operation=pgtrigger.Insert,
                when=_NOT_IN_ANSWER,
                message="A quote holds the words of an answer that is not sealed.",
            ),
            pgtrigger.Trigger(
                name="quote_of_decision_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM applications_decision d
                                WHERE d.revision_id = OLD.revision_id
                                  AND d.reviewer_id = OLD.reviewer_id) THEN
                        RAISE EXCEPTION 'What a decision quotes stays.'
                              USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN OLD;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.question} {self.start}-{self.end}"
