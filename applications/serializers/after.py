"""What do decisions, appeals and approvals look like to programs?"""

from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications.models import Appeal, Approval
from applications.models.appeal import STATEMENT_MAX, AppealOutcome
from applications.models.decision import Outcome
from applications.outcome_words import ConditionWords, DecisionWords
from applications.serializers.application import OrganisationSerializer
from applications.states import ApprovalStatus
from common.parameters import ListParameters, Rows
from guidelines.pack import Tier

GRANTABLE = [str(tier) for tier in Tier if tier is not Tier.PROHIBITED]


class CitedSerializer(serializers.Serializer[Any]):
    """A clause of the guidelines, in the version by which it was judged."""

    reference = serializers.CharField()
    title = serializers.CharField(source="clause.title")
    rule = serializers.CharField(source="clause.rule")
    url = serializers.CharField(help_text="Its page, below the portal's address.")


class FindingSerializer(serializers.Serializer[Any]):
    """A check that was not met, and what it looks for."""

    check = serializers.CharField(source="check.id")
    mark = serializers.CharField(source="code", help_text="`violates`, `gap` or `unclear`.")
    detail = serializers.CharField(source="check.text")
    how_to_mend = serializers.CharField(source="check.help")
    clause = serializers.CharField(
        source="clause.reference", allow_null=True, default=None, help_text="The clause it serves."
    )
    mended_by = serializers.ListField(
        source="mended_by_ids",
        child=serializers.CharField(),
        help_text="Conditions of the approval that make up for it.",
    )


class FinalDecisionSerializer(serializers.Serializer[DecisionWords]):
    """The decision that counts now."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, source="decision.outcome")
    note = serializers.CharField(source="decision.note")
    decided_at = serializers.DateTimeField(source="decision.decided_at")
    clauses = CitedSerializer(many=True)
    findings = FindingSerializer(many=True)
    appeal_until = serializers.SerializerMethodField(
        help_text="The last day on which one may appeal, by UTC; null if one may not."
    )

    def get_appeal_until(self, _: DecisionWords) -> date | None:
        """Tell what the view has found out."""
        day: date | None = self.context["appeal_until"]
        return day


class StatementSerializer(serializers.Serializer[Any]):
    """An appeal to file."""

    statement = serializers.CharField(
        max_length=STATEMENT_MAX, help_text="Why the decision should be another one."
    )


class AppealSerializer(serializers.Serializer[Appeal]):
    """The one appeal of an application."""

    statement = serializers.CharField()
    filed_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(
        choices=["", *AppealOutcome.values], help_text="Empty as long as it waits."
    )
    decided_at = serializers.DateTimeField(allow_null=True)


class ApprovalLineSerializer(serializers.Serializer[Approval]):
    """One approval in the list."""

    id = serializers.UUIDField(source="public_id")
    application = serializers.CharField(source="application.reference")
    title = serializers.CharField(source="application.title")
    organisation = OrganisationSerializer()
    status = serializers.ChoiceField(choices=ApprovalStatus.choices)
    tier = serializers.ChoiceField(choices=GRANTABLE)
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class ApprovalConditionSerializer(serializers.Serializer[ConditionWords]):
    """One condition of an approval."""

    id = serializers.CharField(source="condition.id")
    title = serializers.CharField(source="condition.title")
    text = serializers.CharField(source="condition.text")
    enforced_by = serializers.CharField(
        source="condition.enforced_by", help_text="`gateway`, `portal`, `review` or `attest`."
    )
    params = serializers.DictField()
    due = serializers.DateField(allow_null=True, help_text="By when it has to be met.")


class ApprovalDetailSerializer(ApprovalLineSerializer):
    """An approval with its conditions and its dates."""

    note = serializers.CharField(
        source="status_note", help_text="Why it was suspended or revoked; else empty."
    )
    pack = serializers.CharField(source="pack.name")
    models = serializers.ListField(source="model_names", child=serializers.CharField())
    limits = serializers.DictField()
    conditions = serializers.SerializerMethodField()
    successor = serializers.UUIDField(
        source="successor.public_id", allow_null=True, default=None, help_text="What replaced it."
    )
    recertify_from = serializers.SerializerMethodField(
        help_text="From then on it can be certified anew, also after its end."
    )
    actions = serializers.SerializerMethodField(
        help_text="What may be begun now: `amend`, `recertify`, `relinquish`."
    )

    @extend_schema_field(ApprovalConditionSerializer(many=True))
    def get_conditions(self, _: Approval) -> list[dict[str, Any]]:
        """In the order of the pack, those with a date first."""
        return list(ApprovalConditionSerializer(self.context["conditions"], many=True).data)

    def get_recertify_from(self, _: Approval) -> datetime:
        """Tell the beginning of the last 90 days."""
        moment: datetime = self.context["recertify_from"]
        return moment

    def get_actions(self, _: Approval) -> list[str]:
        """Tell what the rules allow for the use case."""
        actions: list[str] = self.context["actions"]
        return actions


class ApprovalFilters(ListParameters):
    """What narrows the list of approvals."""

    status = serializers.ListField(
        child=serializers.ChoiceField(choices=ApprovalStatus.choices),
        required=False,
        max_length=20,
        help_text="Repeat it for any of several.",
    )
    application = serializers.CharField(
        required=False, max_length=20, help_text="The reference of the application."
    )
    ends_before = serializers.DateTimeField(
        required=False, help_text="Before this moment, with its offset: `2026-11-24T00:00:00Z`."
    )

    def narrowed(self, rows: Rows) -> Rows:
        """Return those of the approvals that all of it holds for."""
        sent = self.validated_data
        lookups = {
            "status": "status__in",
            "application": "application__reference",
            "ends_before": "valid_until__lt",
        }
        plain = {lookup: sent[name] for name, lookup in lookups.items() if sent.get(name)}
        return rows.filter(**plain)
