"""What does a person look like to their own programs?"""

from typing import Any

from rest_framework import serializers


class MembershipSerializer(serializers.Serializer[Any]):
    """An organisation to which the person belongs."""

    id = serializers.UUIDField(source="organisation.public_id")
    name = serializers.CharField(source="organisation.name")
    role = serializers.CharField(help_text="owner, editor or viewer.")


class MeSerializer(serializers.Serializer[Any]):
    """Who asks."""

    id = serializers.UUIDField(source="user.public_id")
    name = serializers.CharField(source="user.name")
    email = serializers.EmailField(source="user.email")
    organisations = MembershipSerializer(many=True)
    scopes = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="What the token may do; null in a browser, which may do all that the person may.",
    )
