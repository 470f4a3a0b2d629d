"""How does a program attach files to answers?"""

from http import HTTPStatus

from django.conf import settings
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications.api import examples
from applications.api.base import ApplicationView, valid
from applications.serializers.files import AttachmentSerializer, UploadSerializer
from applications.services import files
from common.api import TooLarge

FORM_BYTES = 100_000  # what surrounds an uploaded file


class ApplicationFiles(ApplicationView):
    """The files behind answers."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="applications_upload",
        summary="Attach a file to an answer",
        request={"multipart/form-data": UploadSerializer},
        responses={201: AttachmentSerializer},
        examples=[examples.FILE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Keep the file and put it into the answer; the same content twice is one file."""
        application = self.one(request, reference)
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES + FORM_BYTES:
            raise TooLarge
        sent = valid(UploadSerializer(data=request.data))
        attachment = files.attach(
            application,
            sent["question"],
            file=sent["file"],
            by=signed_in_user(request),
            format_name=sent["format"],
        )
        return Response(AttachmentSerializer(attachment).data, HTTPStatus.CREATED)


class ApplicationFile(ApplicationView):
    """One file behind an answer."""

    @extend_schema(
        operation_id="applications_detach",
        summary="Take a file out of its answer",
        responses={204: None},
    )
    def delete(self, request: Request, reference: str, file_id: int) -> Response:
        """Take it out; revisions that were submitted with it keep it."""
        present = self.one(request, reference).attachments.present()
        files.detach(get_object_or_404(present, pk=file_id), by=signed_in_user(request))
        return Response(status=HTTPStatus.NO_CONTENT)
