"""How does a program read what was submitted, and take copies of it?"""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from applications.api import examples, revision_examples
from applications.api.base import ApplicationView, page
from applications.copies import handing_out
from applications.models import Application, Revision
from applications.serializers.revisions import RevisionSerializer, RevisionSummarySerializer
from common import conditional
from common.api import CursorPagination

COPY: Final = {"type": "object", "description": "As /schemas/revision-copy-1.json describes it."}


class PdfRenderer(JSONRenderer):
    """Lets a program ask for a PDF; what is refused is said in JSON all the same."""

    media_type = "application/pdf"
    format = "pdf"


class ApplicationRevisions(ApplicationView):
    """The submissions of an application."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="applications_revisions",
        summary="List the submissions",
        responses=RevisionSummarySerializer(many=True),
        examples=[revision_examples.LINE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Newest first. Each is kept as it was handed in and never changes."""
        application = self.one(request, reference)
        return page(self, request, _known(application), RevisionSummarySerializer)


class RevisionView(ApplicationView):
    """What the addresses of one submission share."""

    def revision(self, request: Request, reference: str, number: int) -> Revision:
        """Return the submission that the address names."""
        known = _known(self.one(request, reference))
        found: Revision = get_object_or_404(known, number=number)
        return found


class ApplicationRevision(RevisionView):
    """One submission."""

    @extend_schema(
        operation_id="applications_revision",
        summary="Read one submission",
        responses={200: RevisionSerializer, 304: None},
        parameters=[examples.IF_NONE_MATCH],
        examples=[revision_examples.ONE],
    )
    def get(self, request: Request, reference: str, number: int) -> Response:
        """Answers as they counted, the tier that they came to, and what changed."""
        content: Any = RevisionSerializer(self.revision(request, reference, number)).data
        headers = {"ETag": conditional.digest_tag(content), "Cache-Control": "private, no-cache"}
        if conditional.is_known(request.headers, shown=headers["ETag"]):
            return Response(status=304, headers=headers)
        return Response(content, headers=headers)


class RevisionJson(RevisionView):
    """One submission as a JSON file."""

    @extend_schema(
        operation_id="applications_revision_json",
        summary="Take a copy as JSON",
        responses={(200, "application/json"): COPY, 304: None},
        parameters=[examples.IF_NONE_MATCH],
        examples=[revision_examples.COPY],
    )
    def get(self, request: Request, reference: str, number: int) -> HttpResponse:
        """Canonical JSON: the same revision gives the same bytes, whenever it is asked for."""
        revision = self.revision(request, reference, number)
        return handing_out.response(handing_out.copy_of(revision, "json"), request.headers)


class RevisionPdf(RevisionView):
    """One submission as a PDF."""

    renderer_classes = (PdfRenderer, JSONRenderer)

    @extend_schema(
        operation_id="applications_revision_pdf",
        summary="Take a copy as PDF",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 304: None},
        parameters=[examples.IF_NONE_MATCH, OpenApiParameter("format", exclude=True)],
    )
    def get(self, request: Request, reference: str, number: int) -> HttpResponse:
        """Tagged for screen readers. 503 if it could not be made in time: take the JSON then."""
        revision = self.revision(request, reference, number)
        return handing_out.response(handing_out.copy_of(revision, "pdf"), request.headers)


def _known(application: Application) -> Any:
    related = ("submitted_by", "pack", "application__organisation", "application__concerns")
    return application.revisions.select_related(*related)
