"""What does a judgement of answers look like to programs?"""

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from applications.serializers.application import ANSWERS_HELP
from guidelines.assessment import Assessment
from guidelines.gaps import gaps
from guidelines.materiality import Difference, Ground

TIER_NAMES = ["low", "medium", "high", "prohibited"]


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


class PrecheckedSerializer(AssessmentSerializer):
    """The same with what the pages would say to each answer."""

    problems = AnswerProblemSerializer(many=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """A rule that decides the tier."""

    id = serializers.CharField()
    tier = serializers.ChoiceField(choices=TIER_NAMES)
    text = serializers.CharField()
    advice = serializers.CharField()


class ChangedSerializer(serializers.Serializer[Any]):
    """An answer that differs from the approved one, and what reads it."""

    question = serializers.CharField()
    needs_review = serializers.BooleanField()
    checks = serializers.ListField(child=serializers.CharField())
    rules = serializers.ListField(child=serializers.CharField())


class AmendmentSerializer(serializers.Serializer[Any]):
    """What becomes of an amendment when it is submitted."""

    is_recorded = serializers.BooleanField(
        help_text="Recorded at once, without a review; the approval stays as it is."
    )
    grounds = serializers.ListField(
        child=serializers.ChoiceField(choices=[str(ground) for ground in Ground]),
        help_text="Why it needs a review; empty if it does not.",
    )
    changed = ChangedSerializer(many=True)


class GapSerializer(serializers.Serializer[Any]):
    """A question without a whole answer that reviewers look at."""

    question = serializers.CharField()
    checks = serializers.ListField(child=serializers.CharField())


class CheckSerializer(serializers.Serializer[Any]):
    """How the answers stand before they are submitted."""

    submittable = serializers.BooleanField()
    problems = AnswerProblemSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    amendment = AmendmentSerializer(allow_null=True, help_text="Null for what is no amendment.")
    assessment = AssessmentSerializer()


def amendment_values(found: Difference | None, *, is_recorded: bool) -> dict[str, Any] | None:
    """Return what `AmendmentSerializer` describes."""
    if found is None:
        return None
    changed = [
        {
            "question": one.question.id,
            "needs_review": one.is_material,
            "checks": list(one.checks),
            "rules": list(one.rules),
        }
        for one in found.changed
    ]
    return {
        "is_recorded": is_recorded,
        "grounds": [str(ground) for ground in found.grounds],
        "changed": changed,
    }


def check_values(
    assessment: Assessment, problems: Mapping[str, str], amendment: dict[str, Any] | None
) -> dict[str, Any]:
    """Return what `CheckSerializer` describes."""
    return {
        "submittable": not problems,
        "problems": problem_values(problems),
        "reasons": [
            {"id": rule.id, "tier": rule.tier, "text": rule.text, "advice": rule.advice}
            for rule in assessment.fired
        ],
        "amendment": amendment,
        "gaps": [
            {"question": gap.question.id, "checks": [check.id for check in gap.checks]}
            for gap in gaps(assessment)
        ],
        "assessment": assessment.as_dict(),
    }


def problem_values(problems: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what `AnswerProblemSerializer` describes."""
    return [{"question": name, "detail": text} for name, text in problems.items()]


_LEFT_OUT: Final[Any] = {"required": False, "allow_null": True}


class ReviewSerializer(serializers.Serializer[Any]):
    """Marks and more, as reviewers set them; for trying out."""

    checks = serializers.DictField(child=serializers.CharField(), **_LEFT_OUT)
    evidence = serializers.ListField(child=serializers.CharField(), **_LEFT_OUT)
    conditions = serializers.ListField(child=serializers.CharField(), **_LEFT_OUT)
    opened = serializers.ListField(child=serializers.CharField(), **_LEFT_OUT)
    raised_to = serializers.ChoiceField(choices=TIER_NAMES, **_LEFT_OUT)


class PrecheckSerializer(serializers.Serializer[Any]):
    """An application in the format of the policy pack."""

    pack = serializers.CharField(required=False, help_text="id@version; the one in force if absent")
    answers = serializers.DictField(help_text=ANSWERS_HELP)
    review = ReviewSerializer(required=False, allow_null=True)
