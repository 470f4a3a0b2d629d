"""What do keys look like to programs?"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.parameters import ListParameters, Rows
from keys.decision import Allow, Deny, decide
from keys.keyformat import ENVIRONMENTS
from keys.models import OVERLAPS, ApiKey
from keys.services import NAME_MAX


class KeyApprovalSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField(help_text="Public id of the approval.")
    application = serializers.CharField(help_text="Reference of the application.")
    tier = serializers.ChoiceField(choices=["low", "medium", "high"])
    pack = serializers.CharField(help_text="Policy pack and version that judged it.")
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class KeyStatusSerializer(serializers.Serializer[dict[str, Any]]):
    """What a key may do. A key that is not active shows its status alone."""

    key = serializers.CharField(help_text="Public id of the key; safe to log.")
    env = serializers.ChoiceField(choices=["live", "test"])
    status = serializers.ChoiceField(choices=["active", "suspended", "expired", "revoked"])
    detail = serializers.CharField(help_text="The same in a sentence.")
    approval = KeyApprovalSerializer(required=False)
    models = serializers.ListField(child=serializers.CharField(), required=False)
    limits = serializers.DictField(
        required=False, help_text="Condition id to its fields, for those held at the gateway."
    )
    conditions = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="All conditions of the approval."
    )
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="When the key or its approval ends."
    )


SENTENCES = {
    "active": _("This key is active."),
    "suspended": _(
        "The approval of this key is suspended. Its owner finds the reason in the portal."
    ),
    "expired": _("This key or its approval has expired."),
    "revoked": _("This key no longer works. Its owner finds the reason in the portal."),
}


def key_status(key: ApiKey, verdict: Allow | Deny) -> dict[str, Any]:
    """The answer's values."""
    answer = {
        "key": key.public_id,
        "env": key.env,
        "status": verdict.status,
        "detail": SENTENCES[verdict.status],
    }
    if isinstance(verdict, Deny):
        return answer
    approval = key.granted_by
    return answer | {
        "approval": {
            "id": approval.public_id,
            "application": approval.application.reference,
            "tier": approval.tier,
            "pack": str(approval.pack),
            "valid_from": approval.valid_from,
            "valid_until": approval.valid_until,
        },
        "models": approval.model_names,
        "limits": approval.limits,
        "conditions": approval.conditions,
        "expires_at": key.works_until,
    }


class KeySerializer(serializers.Serializer[Any]):
    """What may be known of a key by those whose it is: all but its secret."""

    id = serializers.CharField(source="public_id", help_text="Safe to log.")
    name = serializers.CharField()
    env = serializers.ChoiceField(choices=ENVIRONMENTS)
    last4 = serializers.CharField()
    application = serializers.CharField(source="approval.application.reference")
    status = serializers.SerializerMethodField(help_text="active, suspended, expired or revoked.")
    reason = serializers.SerializerMethodField(
        help_text="Why it does not work, such as key_expired; empty while it works."
    )
    issued_at = serializers.DateTimeField()
    issued_by = serializers.SerializerMethodField(help_text="The person's name; empty if gone.")
    works_until = serializers.DateTimeField(help_text="The first of all ends, if nobody acts.")
    expires_at = serializers.DateTimeField(allow_null=True, help_text="As asked for at its issue.")
    revoked_at = serializers.DateTimeField(allow_null=True)
    replaced_by = serializers.SerializerMethodField(help_text="Id of the key it was rolled into.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="End of the overlap if rolled.")

    def get_status(self, key: ApiKey) -> str:
        """As a gateway would say now."""
        return decide(key.facts(), now=timezone.now()).status

    def get_reason(self, key: ApiKey) -> str:
        """As only its owners learn it."""
        return decide(key.facts(), now=timezone.now()).reason

    def get_issued_by(self, key: ApiKey) -> str:
        """Who asked for it."""
        return str(key.issued_by or "")

    def get_replaced_by(self, key: ApiKey) -> str | None:
        """Tell the public id."""
        return key.replaced_by.public_id if key.replaced_by else None


class IssuedKeySerializer(KeySerializer):
    """A new key, once with its secret."""

    secret = serializers.SerializerMethodField(help_text="The key, told once.")

    def get_secret(self, key: ApiKey) -> str:
        """Tell it this once."""
        return str(self.context["secret"])


class RolledKeySerializer(IssuedKeySerializer):
    """A new key beside the one whose place it takes."""

    replaces = serializers.SerializerMethodField()

    @extend_schema_field(KeySerializer)
    def get_replaces(self, key: ApiKey) -> Any:
        """Tell when the old one ends."""
        return KeySerializer(self.context["replaces"]).data


class KeyFilters(ListParameters):
    """What narrows a list of keys."""

    env = serializers.ChoiceField(choices=ENVIRONMENTS, required=False)

    def narrowed(self, rows: Rows) -> Rows:
        """Return those of the keys that it holds for."""
        env = self.validated_data.get("env")
        return rows.filter(env=env) if env else rows


class NewKeySerializer(serializers.Serializer[Any]):
    """What a key is to be."""

    name = serializers.CharField(max_length=NAME_MAX, help_text="What it is for.")
    env = serializers.ChoiceField(choices=ENVIRONMENTS, default="live")
    expires_at = serializers.DateTimeField(
        required=False, allow_null=True, help_text="With the approval if left out."
    )


class RollSerializer(serializers.Serializer[Any]):
    """How long the old key works on."""

    overlap_hours = serializers.ChoiceField(choices=OVERLAPS)
