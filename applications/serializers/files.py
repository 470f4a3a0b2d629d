"""What do files look like to programs?"""

from typing import Any

from rest_framework import serializers

from applications.models import Attachment


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
