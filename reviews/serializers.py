"""What do reviews look like to programs?"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from applications.models.appeal import AppealOutcome
from applications.models.decision import Outcome
from applications.states import Status
from common.parameters import ListParameters
from reviews.desk import Desk
from reviews.listing import Row
from reviews.models import MARKS, HeldState, ItemKind
from reviews.models.handovers import HAND_OVER_NOTE_MAX
from reviews.narrowing import TIERS
from reviews.services import MarkInput
from reviews.tabs import Tab

REVISION_HELP = "The number of the revision that you have looked at; an older one is refused."


class QueueParameters(ListParameters):
    """What narrows the queue."""

    tab = serializers.ChoiceField(Tab.choices, required=False, help_text="`unclaimed` if left out.")
    kind = serializers.ChoiceField(ItemKind.choices, required=False)
    tier = serializers.ChoiceField(TIERS, required=False)
    status = serializers.ChoiceField(Status.choices, required=False)
    language = serializers.CharField(
        required=False, max_length=10, help_text="Of the submitter, such as `de`."
    )
    topic = serializers.CharField(
        required=False, max_length=50, help_text="What may distress, by its value in question B10."
    )
    organisation = serializers.UUIDField(required=False)
    overdue = serializers.ChoiceField(["yes"], required=False)
    q = serializers.CharField(
        required=False,
        max_length=100,
        help_text="Words of title, organisation or answers, as for a search engine; or the"
        " beginning of a reference. Of more than 1,000 matches some are left out.",
    )


class ApplicantSerializer(serializers.Serializer[Any]):
    """The organisation that applies."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class RowSerializer(serializers.Serializer[Row]):
    """One line of the queue."""

    reference = serializers.CharField(source="application.reference")
    title = serializers.CharField(source="application.title")
    organisation = ApplicantSerializer(source="application.organisation")
    status = serializers.ChoiceField(choices=Status.choices, source="item.status")
    tier = serializers.ChoiceField(choices=TIERS, source="item.tier")
    revision = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ItemKind.choices, source="item.kind")
    language = serializers.CharField(source="item.language", help_text="Of the submitter.")
    why = serializers.CharField(help_text="Why it is in the queue, in one line.")
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="The same, one by one."
    )
    submitted_at = serializers.DateTimeField(source="application.submitted_at")
    due_at = serializers.DateTimeField(source="item.due_at")
    urgency = serializers.ChoiceField(choices=["", "soon", "overdue"])
    topics = serializers.ListField(
        child=serializers.CharField(), help_text="What may distress a reader."
    )
    holder = serializers.CharField(help_text="Pseudonym of the reviewer who has it; empty: nobody.")
    held_until = serializers.DateTimeField(allow_null=True)


class TakenSerializer(serializers.Serializer[Any]):
    """What came next, and why."""

    reference = serializers.CharField(source="application.reference")
    held_until = serializers.DateTimeField(source="lease.expires_at")
    because = serializers.ListField(
        child=serializers.CharField(),
        source="because.in_words",
        help_text="Why it is this one, the weightiest reason first.",
    )


class HandOverSerializer(serializers.Serializer[Any]):
    """To whom, and what they should know."""

    colleague = serializers.CharField(max_length=60, help_text="The colleague's pseudonym.")
    note = serializers.CharField(max_length=HAND_OVER_NOTE_MAX)


class MarkSerializer(serializers.Serializer[Any]):
    """One answer to one check."""

    mark = serializers.ChoiceField(choices=[*MARKS], allow_blank=True)
    note = serializers.CharField(required=False, default="", allow_blank=True)
    evidence = serializers.BooleanField(required=False, default=False, source="has_evidence")


class AppealedSerializer(serializers.Serializer[Any]):
    """The decision that an appeal is against."""

    note = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField())
    checks = serializers.DictField(help_text="Its marks, by check.")
    decided_at = serializers.DateTimeField()


class DeskAppealSerializer(serializers.Serializer[Any]):
    """Why the applicant appeals, and against what."""

    statement = serializers.CharField(source="appeal.statement")
    filed_at = serializers.DateTimeField(source="appeal.filed_at")
    outcome = serializers.ChoiceField(
        choices=["", *AppealOutcome.values], source="appeal.outcome", help_text="Empty: open."
    )
    against = AppealedSerializer(source="appealed.decision")


class HeldSerializer(serializers.Serializer[Any]):
    """Your decision while you can undo it, or why it could not be sent."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    state = serializers.ChoiceField(choices=[HeldState.HELD.value, HeldState.REFUSED.value])
    due_at = serializers.DateTimeField(help_text="When it is sent.")
    refusal = serializers.CharField(help_text="Why it could not be sent; empty while it waits.")


class DeskSerializer(serializers.Serializer[Desk]):
    """One application as its reviewer sees it. Sensitive answers are on the page alone."""

    reference = serializers.CharField(source="application.reference")
    title = serializers.CharField(source="application.title")
    organisation = ApplicantSerializer(source="application.organisation")
    status = serializers.ChoiceField(choices=Status.choices, source="application.status")
    pack = serializers.CharField(source="pack.name")
    revision = serializers.IntegerField(source="revision.number")
    answers = serializers.DictField(source="revision.answers")
    marks = serializers.DictField(child=MarkSerializer(), help_text="Your own, by check.")
    assessment = serializers.DictField(
        source="assessment.as_dict", help_text="Tier, fired rules, points, gate, with your marks."
    )
    appeal = serializers.SerializerMethodField(help_text="Null if there is none.")
    held = serializers.BooleanField(source="is_held", help_text="Whether you have it.")
    held_until = serializers.DateTimeField(
        source="lease.expires_at", allow_null=True, default=None, help_text="By whomever."
    )
    decision = HeldSerializer(
        source="held", allow_null=True, help_text="Your own, until it is sent; else null."
    )
    outcomes = serializers.SerializerMethodField(
        help_text="By act: why it is not open to you now; empty if it is."
    )

    @extend_schema_field(DeskAppealSerializer(allow_null=True))
    def get_appeal(self, shown: Desk) -> Any:
        """What the applicant says, and the decision that it is about."""
        return DeskAppealSerializer(shown).data if shown.appeal else None

    def get_outcomes(self, shown: Desk) -> dict[str, str]:
        """Every outcome with the reason against it."""
        return {str(offer.action): offer.reason for offer in shown.offers}


class MarksSerializer(serializers.Serializer[Any]):
    """Marks to set; an empty one takes a mark back. Checks that are not named stay as they are."""

    revision = serializers.IntegerField(help_text=REVISION_HELP)
    marks = serializers.DictField(child=MarkSerializer(), allow_empty=False)

    def inputs(self) -> dict[str, MarkInput]:
        """The marks as the service takes them."""
        sent = self.validated_data["marks"]
        return {check: MarkInput(**given) for check, given in sent.items()}


class ChangesSerializer(serializers.Serializer[Any]):
    """What the applicant should change, by question."""

    revision = serializers.IntegerField(help_text=REVISION_HELP)
    note = serializers.CharField(help_text="The applicant reads it as a message.")
    requests = serializers.DictField(child=serializers.CharField(), allow_empty=False)


class ConditionSerializer(serializers.Serializer[Any]):
    """One condition of the policy pack with its fields."""

    id = serializers.CharField()
    params = serializers.DictField(required=False, default=dict)


class DecisionSerializer(serializers.Serializer[Any]):
    """A verdict on the marks that you have set."""

    revision = serializers.IntegerField(help_text=REVISION_HELP)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = serializers.CharField(
        required=False, default="", allow_blank=True, help_text="The applicant reads it."
    )
    clauses = serializers.ListField(
        child=serializers.CharField(), required=False, default=list, help_text="Such as GP-07@1.0.0"
    )
    conditions = ConditionSerializer(many=True, required=False, default=list)
    until = serializers.DateField(
        required=False, allow_null=True, help_text="The last day of a research exception."
    )
    key = serializers.UUIDField(
        required=False, help_text="A UUID of your own: sent again, it decides nothing again."
    )


class NoteSerializer(serializers.Serializer[Any]):
    """Why."""

    note = serializers.CharField(help_text="The applicant reads it.")
