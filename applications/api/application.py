"""How does a program read one application, and save answers?"""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications.api import examples
from applications.api.base import ApplicationView, valid
from applications.serializers.application import AnswersSerializer, ApplicationSerializer
from applications.services import programs


class ApplicationDetail(ApplicationView):
    """One application."""

    @extend_schema(
        operation_id="applications_read",
        summary="Read an application",
        responses=ApplicationSerializer,
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
        parameters=[examples.IF_MATCH],
        examples=[examples.ANSWERS, examples.ONE],
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Keep the answers given, valid or not, and leave the others; all of them or none."""
        application = self.one(request, reference)
        sent = valid(AnswersSerializer(data=request.data))
        programs.save_all(
            application,
            sent["answers"],
            by=signed_in_user(request),
            expected_version=_expected_version(request),
        )
        return self.shown(application)


def _expected_version(request: Request) -> int | None:
    """Return the version in If-Match; one that is none of ours never matches."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    version = given.removeprefix("W/").strip('"')
    return int(version) if version.isascii() and version.isdigit() else 0
