"""What does an application look like to programs?"""

from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications import queries
from applications.models import Application, Approval
from applications.serializers.conversation import RequestSerializer
from applications.states import Action, Kind, Role, Status, actions_for

ANSWERS_HELP: Final = (
    "By question id, in the form of the policy pack; empty values clear an answer."
)


@extend_schema_field({"type": ["object", "array", "string", "number", "boolean"]})
class AnyValue(serializers.JSONField):
    """Whatever JSON has, as the type of the question wants it."""


class OrganisationSerializer(serializers.Serializer[Any]):
    """On whose behalf."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class ApplicationSummarySerializer(serializers.Serializer[Application]):
    """One line of the list."""

    reference = serializers.CharField()
    title = serializers.CharField(help_text="The product's name, as answered.")
    organisation = OrganisationSerializer()
    kind = serializers.ChoiceField(choices=Kind.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    tier = serializers.SerializerMethodField(help_text="Of the last submission; null before.")
    version = serializers.IntegerField(help_text="Raised by every save of answers.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)

    def get_tier(self, application: Application) -> str | None:
        """Tell the tier that the answers gave, whatever reviewers have marked meanwhile."""
        return application.revision.tier if application.revision else None


class ApprovalSerializer(serializers.Serializer[Approval]):
    """What was granted."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.CharField()
    tier = serializers.CharField()
    models = serializers.ListField(source="model_names", child=serializers.CharField())
    limits = serializers.DictField()
    conditions = serializers.ListField(child=serializers.DictField())
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class ApplicationSerializer(ApplicationSummarySerializer):
    """All that an applicant knows of their application."""

    concerns = serializers.CharField(
        source="concerns.reference",
        allow_null=True,
        default=None,
        help_text="What an amendment or recertification is about; null for a new application.",
    )
    pack = serializers.SerializerMethodField(help_text="The policy pack that judges it.")
    answers = serializers.DictField(source="given_answers", help_text=ANSWERS_HELP)
    actions = serializers.SerializerMethodField(help_text="The acts open in this state.")
    requests = RequestSerializer(source="requests.all", many=True)
    approvals = ApprovalSerializer(source="approvals.all", many=True)

    def get_pack(self, application: Application) -> str:
        """Name the version to which the application is pinned, or that is in force."""
        return queries.pack_of(application).name

    def get_actions(self, application: Application) -> list[Action]:
        """Read the state table."""
        return list(actions_for(application.status, Role.APPLICANT))


class NewApplicationSerializer(serializers.Serializer[Any]):
    """What begins an application."""

    organisation = serializers.UUIDField(
        required=False, help_text="May be left out by members of one organisation."
    )


class AnswersSerializer(serializers.Serializer[Any]):
    """Answers to keep."""

    answers = serializers.DictField(help_text=ANSWERS_HELP)


class ValueSerializer(serializers.Serializer[Any]):
    """One answer to keep."""

    value = AnyValue(allow_null=True, help_text="Null clears the answer.")


class AnswerSerializer(serializers.Serializer[Any]):
    """One answer as it stands."""

    question = serializers.CharField()
    value = AnyValue(allow_null=True)
    detail = serializers.CharField(help_text="What is not right about it yet, as the page says it.")
    version = serializers.IntegerField(help_text="Of the application; raised by every save.")
