"""The shape of the answer about a key."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from keys.decision import Allow, Deny
from keys.models import ApiKey


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
