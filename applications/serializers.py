"""What do applications look like to programs?"""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from applications import queries
from applications.models import Application, Approval, Attachment, InformationRequest, Message
from applications.states import Action, Role, Status, actions_for
from guidelines.assessment import Assessment

TIER_NAMES = ["low", "medium", "high", "prohibited"]
ANSWERS_HELP = "By question id, in the form of the policy pack; empty values clear an answer."


class OrganisationSerializer(serializers.Serializer[Any]):
    """On whose behalf."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class ApplicationSummarySerializer(serializers.Serializer[Application]):
    """One line of the list."""

    reference = serializers.CharField()
    title = serializers.CharField(help_text="The product's name, as answered.")
    organisation = OrganisationSerializer()
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


class RequestSerializer(serializers.Serializer[InformationRequest]):
    """A change that a reviewer asks for."""

    id = serializers.IntegerField()
    question = serializers.CharField()
    text = serializers.CharField()
    reply = serializers.CharField()
    asked_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


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


class UploadSerializer(serializers.Serializer[Any]):
    """A file behind an answer."""

    question = serializers.CharField(max_length=4)
    file = serializers.FileField(max_length=255, allow_empty_file=True)
    format = serializers.CharField(
        max_length=40, required=False, default="", help_text="Asked for by evidence questions."
    )


class AttachmentSerializer(serializers.Serializer[Attachment]):
    """A file that was kept."""

    id = serializers.IntegerField()
    question = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    format = serializers.CharField()
    uploaded_at = serializers.DateTimeField()


class NewMessageSerializer(serializers.Serializer[Any]):
    """Something to say to the reviewers."""

    body = serializers.CharField(max_length=5000)


class MessageSerializer(serializers.Serializer[Message]):
    """Something that was said."""

    id = serializers.IntegerField()
    author = serializers.CharField(source="author_name")
    from_staff = serializers.BooleanField()
    body = serializers.CharField()
    sent_at = serializers.DateTimeField()


class ReplySerializer(serializers.Serializer[Any]):
    """The answer to a request."""

    text = serializers.CharField(max_length=5000)


class InvalidSerializer(serializers.Serializer[Any]):
    """An answer that is not right."""

    question = serializers.CharField()
    code = serializers.CharField()


class ObstacleSerializer(serializers.Serializer[Any]):
    """Why the checklist does not allow an approval yet."""

    check = serializers.CharField()
    reason = serializers.CharField()


class AssessmentSerializer(serializers.Serializer[Any]):
    """What the policy pack makes of answers: the result of `precheck`."""

    valid = serializers.BooleanField()
    invalid = InvalidSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    visible_count = serializers.IntegerField()
    hidden_but_answered = serializers.ListField(child=serializers.CharField())
    submittable = serializers.BooleanField()
    form_tier = serializers.ChoiceField(choices=TIER_NAMES)
    tier = serializers.ChoiceField(choices=TIER_NAMES)
    floor = serializers.ChoiceField(choices=TIER_NAMES)
    band = serializers.ChoiceField(choices=TIER_NAMES)
    points = serializers.IntegerField()
    points_by_line = serializers.DictField(child=serializers.IntegerField())
    fired = serializers.ListField(child=serializers.CharField())
    residual = serializers.ChoiceField(choices=TIER_NAMES)
    review_tier = serializers.ChoiceField(choices=TIER_NAMES)
    grant_tier = serializers.ChoiceField(choices=TIER_NAMES)
    reviewers = serializers.IntegerField()
    express = serializers.BooleanField()
    shown_checks_count = serializers.IntegerField()
    shown_checks = serializers.ListField(child=serializers.CharField())
    gate = ObstacleSerializer(many=True)
    outcome = serializers.CharField()


class AnswerProblemSerializer(serializers.Serializer[Any]):
    """What stands in the way of submitting."""

    question = serializers.CharField()
    detail = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    """A rule that decides the tier."""

    id = serializers.CharField()
    tier = serializers.ChoiceField(choices=TIER_NAMES)
    text = serializers.CharField()
    advice = serializers.CharField()


class CheckSerializer(serializers.Serializer[Any]):
    """How the answers stand before they are submitted."""

    submittable = serializers.BooleanField()
    problems = AnswerProblemSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    assessment = AssessmentSerializer()


def check_values(assessment: Assessment, problems: Mapping[str, str]) -> dict[str, Any]:
    """Return what `CheckSerializer` describes."""
    return {
        "submittable": not problems,
        "problems": [{"question": name, "detail": text} for name, text in problems.items()],
        "reasons": [
            {"id": rule.id, "tier": rule.tier, "text": rule.text, "advice": rule.advice}
            for rule in assessment.fired
        ],
        "assessment": assessment.as_dict(),
    }


class ReviewSerializer(serializers.Serializer[Any]):
    """Marks and more, as reviewers set them; for trying out."""

    checks = serializers.DictField(child=serializers.CharField(), required=False)
    evidence = serializers.ListField(child=serializers.CharField(), required=False)
    conditions = serializers.ListField(child=serializers.CharField(), required=False)
    opened = serializers.ListField(child=serializers.CharField(), required=False)
    raised_to = serializers.ChoiceField(choices=TIER_NAMES, required=False)


class PrecheckSerializer(serializers.Serializer[Any]):
    """An application in the format of the policy pack."""

    pack = serializers.CharField(required=False, help_text="id@version; the one in force if absent")
    answers = serializers.DictField(help_text=ANSWERS_HELP)
    review = ReviewSerializer(required=False)
