"""What do versions of answers and people on sections look like to programs?"""

from typing import Any

from rest_framework import serializers

from applications.models import AnswerVariant
from applications.services.choosing import Choice

FINGERPRINT = r"^[0-9a-f]{16}$"


class VersionSerializer(serializers.Serializer[Any]):
    """A later version of an answer, kept beside the one that stands."""

    id = serializers.IntegerField()
    question = serializers.CharField()
    answer = serializers.SerializerMethodField(help_text="As it stands.")
    answer_fingerprint = serializers.SerializerMethodField()
    value = serializers.SerializerMethodField("get_later", help_text="What was saved later.")
    fingerprint = serializers.CharField()
    saved_by = serializers.SerializerMethodField(help_text="The person's name; empty if gone.")
    saved_at = serializers.DateTimeField()

    def get_answer(self, version: AnswerVariant) -> Any:
        """The stored answer; null if there is none."""
        return self.context["stored"].get(version.question)

    def get_answer_fingerprint(self, version: AnswerVariant) -> str:
        """To be sent back with the choice."""
        return str(self.context["fingerprint"](version.question))

    def get_later(self, version: AnswerVariant) -> Any:
        """The answer, opened."""
        return version.value

    def get_saved_by(self, version: AnswerVariant) -> str:
        """Who saved it."""
        return str(version.saved_by or "")


class ChoiceSerializer(serializers.Serializer[Any]):
    """Which version stays; the fingerprints say what was chosen between."""

    keep = serializers.ChoiceField(choices=[(each.value, each.value) for each in Choice])
    answer_fingerprint = serializers.RegexField(FINGERPRINT)
    fingerprint = serializers.RegexField(FINGERPRINT)


class NewAssignmentSerializer(serializers.Serializer[Any]):
    """Whom to put on a section; null for nobody."""

    section = serializers.CharField(max_length=1)
    person = serializers.UUIDField(allow_null=True)


class AssignmentSerializer(serializers.Serializer[Any]):
    """Who is on a section."""

    section = serializers.CharField()
    person = serializers.UUIDField(source="membership.user.public_id")
    name = serializers.CharField(source="membership.user")
    assigned_at = serializers.DateTimeField()
