"""How do programs attach files to answers, see what became of them, and fetch them?"""

from http import HTTPStatus

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications import attached, downloads
from applications.api import examples
from applications.api.base import ApplicationView, valid
from applications.models import Attachment
from applications.serializers.files import (
    AttachmentDetailSerializer,
    AttachmentSerializer,
    UploadSerializer,
)
from applications.services import files


class ApplicationFiles(ApplicationView):
    """The files behind answers."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="applications_files",
        summary="List the files behind the answers",
        responses=AttachmentSerializer(many=True),
        examples=[examples.FILE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Those that are in an answer now, oldest first, with what scanner and reader say."""
        found = attached.present(self.one(request, reference), most=0)
        return Response(AttachmentSerializer(found, many=True).data)

    @extend_schema(
        operation_id="applications_upload",
        summary="Attach a file to an answer",
        request={"multipart/form-data": UploadSerializer},
        responses={201: AttachmentSerializer},
        examples=[examples.FILE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Keep the file and put it into the answer; the same content twice is one file.

        The answer comes before the file is scanned and read: ask for the file again to know what
        came of that. Files of one name stand side by side.
        """
        application = self.one(request, reference)
        sent = valid(UploadSerializer(data=request.data))
        attachment = files.attach(
            application,
            sent["question"],
            file=sent["file"],
            by=signed_in_user(request),
            format_name=sent["format"],
        )
        return Response(AttachmentSerializer(attached.fresh(attachment)).data, HTTPStatus.CREATED)


class ApplicationFile(ApplicationView):
    """One file behind an answer."""

    @extend_schema(
        operation_id="applications_file",
        summary="Read what became of a file",
        responses=AttachmentDetailSerializer,
        examples=[examples.READ_FILE],
    )
    def get(self, request: Request, reference: str, file_id: int) -> Response:
        """Its state, and every result that was read in it."""
        shown = attached.whole(_known(self.one(request, reference).attachments.all(), file_id))
        return Response(AttachmentDetailSerializer(shown).data)

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


class ApplicationFileContent(ApplicationView):
    """The bytes of one file."""

    @extend_schema(
        operation_id="applications_file_content",
        summary="Fetch a file",
        responses={(200, downloads.MEDIA_TYPE): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, reference: str, file_id: int) -> HttpResponseBase:
        """As it was uploaded; refused while the virus scanner has not called it clean."""
        attachment = _known(self.one(request, reference).attachments.all(), file_id)
        files.ensure_open_to_all(attachment)
        return downloads.download(attachment)


def _known(attachments: QuerySet[Attachment], file_id: int) -> Attachment:
    return get_object_or_404(attachments.select_related("application"), pk=file_id)
