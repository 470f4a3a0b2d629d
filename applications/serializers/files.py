"""What do files look like to programs?"""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications import evidence_table
from applications.attached import Attached
from applications.evidence_table import MARKS
from applications.models import EvidenceResult
from applications.models.attachment import ReadState, ScanState


class UploadSerializer(serializers.Serializer[Any]):
    """A file behind an answer."""

    question = serializers.CharField(max_length=4)
    file = serializers.FileField(max_length=255, allow_empty_file=True)
    format = serializers.CharField(
        max_length=40, required=False, default="", help_text="Asked for by evidence questions."
    )


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file that was kept, an `attached.Attached`."""

    id = serializers.IntegerField(source="pk")
    question = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    media_type = serializers.CharField(
        source="attachment.media_type", help_text="By its content; the name has no say."
    )
    format = serializers.CharField(source="attachment.format")
    uploaded_at = serializers.DateTimeField(source="attachment.uploaded_at")
    scan_state = serializers.ChoiceField(
        choices=ScanState.choices,
        source="attachment.scan_state",
        help_text="What the virus scanner says; while pending, infected or failed nobody fetches.",
    )
    scan_detail = serializers.CharField(source="scan_sentence", help_text="The same in words.")
    read_state = serializers.ChoiceField(
        choices=ReadState.choices,
        source="attachment.read_state",
        help_text="Whether the results of an evaluation file are known.",
    )
    read_detail = serializers.CharField(
        source="refused", help_text="Why they could not be read; empty if they were."
    )
    warnings = serializers.ListField(
        source="notes", child=serializers.CharField(), help_text="What was noticed in it."
    )
    result_count = serializers.IntegerField(source="total")
    partial_count = serializers.IntegerField(
        source="partial", help_text="How many results come from a run that was cut short."
    )


class MarkedSerializer(serializers.Serializer[Any]):
    """Something that weakens a result."""

    mark = serializers.ChoiceField(choices=list(MARKS))
    detail = serializers.CharField()


class ResultSerializer(serializers.ModelSerializer[EvidenceResult]):
    """One number that an evaluation came to; what its file does not say is null or empty."""

    marks = serializers.SerializerMethodField()

    class Meta:
        model = EvidenceResult
        fields = (
            *("suite", "task", "task_version", "metric", "filter", "value", "stderr"),
            *("ci_low", "ci_high", "n", "n_total", "higher_is_better", "n_shot", "limit"),
            *("model_name", "model_revision", "tool", "tool_version", "run_at", "relationship"),
            "marks",
        )

    @extend_schema_field(MarkedSerializer(many=True))
    def get_marks(self, result: EvidenceResult) -> Any:
        """Tell what weakens it."""
        marks = evidence_table.marks(
            result, offered=settings.MODELS_OFFERED, now=self.context["asked_at"]
        )
        return [{"mark": mark.name, "detail": mark.why} for mark in marks]


class AttachmentDetailSerializer(AttachmentSerializer):
    """The same with its results."""

    results = serializers.SerializerMethodField()

    @extend_schema_field(ResultSerializer(many=True))
    def get_results(self, file: Attached) -> Any:
        """Give every result; nothing of what was said in the runs is ever kept."""
        context = {"asked_at": file.asked_at}
        return ResultSerializer(file.results, many=True, context=context).data
