"""A result of an evaluation, as it stands in an uploaded file: one row a number."""

from __future__ import annotations

import sys
from typing import ClassVar

from django.db import models
from django.db.models import Q

from applications.models.attachment import Attachment
from common.triggers import frozen_columns

RELATIONSHIPS = ("", "first", "third", "collaborative")
STATUSES = ("self_reported", "reproduced", "verified")
_NUMBERS = ("value", "stderr", "ci_low", "ci_high", "limit")
_FACTS = (
    *("attachment", "position", "suite", "task", "task_version", "metric", "filter", *_NUMBERS),
    *("n", "n_total", "higher_is_better", "model_name", "model_revision", "n_shot", "run_at"),
    *("tool", "tool_version", "relationship", "is_partial"),
)


def _is_finite(column: str) -> Q:
    """PostgreSQL sorts NaN above every number, so a bound keeps it out as well."""
    most = sys.float_info.max
    return Q(**{column: None}) | Q(**{f"{column}__gte": -most, f"{column}__lte": most})


class EvidenceResult(models.Model):
    """One result. What its file does not say is null or empty; nothing is made up."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveSmallIntegerField()  # in the file
    suite = models.CharField(max_length=200, blank=True)
    task = models.CharField(max_length=200, blank=True)
    task_version = models.CharField(max_length=200, blank=True)
    metric = models.CharField(max_length=200)
    filter = models.CharField(max_length=700, blank=True)
    value = models.FloatField(null=True)
    stderr = models.FloatField(null=True)
    ci_low = models.FloatField(null=True)
    ci_high = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)  # samples that count
    n_total = models.PositiveIntegerField(null=True)  # samples that there are
    higher_is_better = models.BooleanField(null=True)
    model_name = models.CharField(max_length=200, blank=True)
    model_revision = models.CharField(max_length=200, blank=True)
    n_shot = models.PositiveIntegerField(null=True)
    limit = models.FloatField(null=True)  # of samples, or a share of them
    run_at = models.DateTimeField(null=True)
    tool = models.CharField(max_length=200, blank=True)
    tool_version = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=13, blank=True)  # who measured
    is_partial = models.BooleanField(default=False)
    status = models.CharField(max_length=13, default="self_reported")
    clause_ids = models.JSONField(default=list, blank=True)  # those of its question

    class Meta:
        ordering = ("attachment", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["attachment", "position"], name="result_position_once"),
            models.CheckConstraint(name="result_status_known", condition=Q(status__in=STATUSES)),
            models.CheckConstraint(
                name="result_relationship_known", condition=Q(relationship__in=RELATIONSHIPS)
            ),
            *(
                models.CheckConstraint(name=f"result_{name}_is_finite", condition=_is_finite(name))
                for name in _NUMBERS
            ),
        ]
        triggers: ClassVar = [frozen_columns("result", *_FACTS)]

    def __str__(self) -> str:
        return f"{self.task} {self.metric}"
