"""What do messages, requests and replies look like to programs?"""

from typing import Any

from rest_framework import serializers

from applications.models import InformationRequest, Message
from applications.models.conversation import MESSAGE_MAX


class RequestSerializer(serializers.Serializer[InformationRequest]):
    """A change that a reviewer asks for."""

    id = serializers.IntegerField()
    question = serializers.CharField()
    text = serializers.CharField()
    reply = serializers.CharField()
    asked_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class ReplySerializer(serializers.Serializer[Any]):
    """The answer to a request."""

    text = serializers.CharField(max_length=MESSAGE_MAX)


class NewMessageSerializer(serializers.Serializer[Any]):
    """Something to say to the reviewers."""

    body = serializers.CharField(max_length=MESSAGE_MAX)


class MessageSerializer(serializers.Serializer[Message]):
    """Something that was said."""

    id = serializers.IntegerField()
    author = serializers.CharField(source="author_name")
    from_staff = serializers.BooleanField()
    body = serializers.CharField()
    sent_at = serializers.DateTimeField()
