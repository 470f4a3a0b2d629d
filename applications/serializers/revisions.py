"""What does a submission look like to programs?"""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from applications import baselines, people, queries
from applications.models import Revision
from applications.serializers.application import ANSWERS_HELP
from applications.serializers.assessment import TIER_NAMES


class CopiesSerializer(serializers.Serializer[Any]):
    """Where the copies are."""

    json = serializers.CharField()
    pdf = serializers.CharField()


class RevisionSummarySerializer(serializers.Serializer[Revision]):
    """One line of the list."""

    number = serializers.IntegerField()
    submitted_at = serializers.DateTimeField()
    submitted_by = serializers.SerializerMethodField(help_text="The person's name; empty if gone.")
    pack = serializers.CharField(source="pack.name", help_text="The policy pack that judged it.")
    tier = serializers.ChoiceField(choices=TIER_NAMES)
    points = serializers.IntegerField()
    fired = serializers.ListField(
        child=serializers.CharField(), help_text="The ids of stops, then floors, that held."
    )
    record_sha256 = serializers.CharField(help_text="Of pack, effective answers and checks.")
    copies = serializers.SerializerMethodField()

    def get_submitted_by(self, revision: Revision) -> str:
        """Name the person as colleagues see them."""
        return people.name_of(revision.submitted_by) if revision.submitted_by else ""

    def get_copies(self, revision: Revision) -> dict[str, str]:
        """Tell the addresses of the copies."""
        place = [revision.application.reference, revision.number]
        return {
            "json": reverse("api:revision_json", args=place),
            "pdf": reverse("api:revision_pdf", args=place),
        }


class RevisionSerializer(RevisionSummarySerializer):
    """One submission with its answers."""

    answers = serializers.DictField(source="all_answers", help_text=ANSWERS_HELP)
    changed = serializers.SerializerMethodField(
        help_text="The questions whose answers differ from those before; null if there are none."
    )

    def get_changed(self, revision: Revision) -> list[str] | None:
        """Compare with the submission before, or with what it is to change."""
        baseline = baselines.of_revision(revision)
        if baseline is None:
            return None
        answers = revision.all_answers()
        questions = queries.assess_revision(revision).pack.questions
        return [q.id for q in questions if baseline.differs(q, answers.get(q.id))]
