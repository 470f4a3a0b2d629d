"""How does a program hand an application in, or take it back?"""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import signed_in_user
from applications.api import examples
from applications.api.base import ApplicationView, telling_what_stands
from applications.serializers.application import ApplicationSerializer
from applications.services import programs, submissions
from common.conditional import versions_wanted


class ApplicationSubmit(ApplicationView):
    """Handing in."""

    @extend_schema(
        operation_id="applications_submit",
        summary="Submit an application",
        request=None,
        responses=ApplicationSerializer,
        parameters=[examples.IF_MATCH],
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Freeze the answers as a revision and hand them to the reviewers."""
        application = self.one(request, reference)
        versions = versions_wanted(request.headers)
        with telling_what_stands(lambda: self.shown(application)):
            programs.submit(application, by=signed_in_user(request), versions=versions)
        return self.shown(application)


class ApplicationWithdraw(ApplicationView):
    """Taking back."""

    @extend_schema(
        operation_id="applications_withdraw",
        summary="Withdraw an application",
        request=None,
        responses=ApplicationSerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take the application back before it is decided."""
        application = self.one(request, reference)
        submissions.withdraw(application, by=signed_in_user(request))
        return self.shown(application)
