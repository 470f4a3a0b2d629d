"""How does a program read one application, and save answers?"""

from typing import Final

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications.api import examples
from applications.api.base import ApplicationView, telling_what_stands, valid
from applications.serializers.application import AnswersSerializer, ApplicationSerializer
from applications.services import programs
from common.api import JSONParser, MergePatchParser
from common.conditional import versions_to_replace

PATCH: Final = (
    "Keep the answers given, valid or not, and leave the others; all of them or none. "
    "As `application/json` each value given takes the place of the whole answer. As "
    "`application/merge-patch+json` (RFC 7396) a map changes only the rows and fields that it "
    "names, and null takes them out. Either way null clears an answer."
)


class ApplicationDetail(ApplicationView):
    """One application."""

    parser_classes = (JSONParser, MergePatchParser)

    @extend_schema(
        operation_id="applications_read",
        summary="Read an application",
        responses={200: ApplicationSerializer, 304: None},
        parameters=[examples.IF_NONE_MATCH],
        examples=[examples.ONE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Answers, state, requests and approvals."""
        return self.shown(self.one(request, reference))

    @extend_schema(
        operation_id="applications_answer",
        summary="Save answers",
        request=AnswersSerializer,
        responses=ApplicationSerializer,
        parameters=[examples.IF_MATCH_TO_SAVE],
        description=PATCH,
        examples=[examples.ANSWERS, examples.ONE],
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Keep the answers given, valid or not, and leave the others; all of them or none."""
        application = self.one(request, reference)
        sent = valid(AnswersSerializer(data=request.data))
        versions = versions_to_replace(request.headers)
        with telling_what_stands(lambda: self.shown(application)):
            programs.save_all(
                application,
                sent["answers"],
                by=signed_in_user(request),
                versions=versions,
                is_patch=str(request.content_type).startswith(MergePatchParser.media_type),
            )
        return self.shown(application)
