"""Which applications are there, and how does one begin?"""

from http import HTTPStatus
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation
from accounts.requests import signed_in_user
from applications.api import examples
from applications.api.base import ApplicationView, page, valid
from applications.serializers.application import (
    ApplicationSerializer,
    ApplicationSummarySerializer,
    NewApplicationSerializer,
)
from applications.serializers.listing import ApplicationFilters
from applications.services import drafts
from common.api import CursorPagination


class ApplicationList(ApplicationView):
    """The applications of the person's organisations."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="applications_list",
        summary="List your organisations' applications",
        responses=ApplicationSummarySerializer(many=True),
        parameters=[ApplicationFilters],
        examples=[examples.LINE],
    )
    def get(self, request: Request) -> Response:
        """Newest first. All that is asked for has to hold."""
        mine = self.found(request)
        return page(self, request, mine, ApplicationSummarySerializer, filters=ApplicationFilters)

    @extend_schema(
        operation_id="applications_create",
        summary="Begin an application",
        request=NewApplicationSerializer,
        responses={201: ApplicationSerializer},
        examples=[examples.NEW, examples.ONE],
    )
    def post(self, request: Request) -> Response:
        """Begin a draft for one of the person's organisations."""
        sent = valid(NewApplicationSerializer(data=request.data))
        organisation = _organisation(request, sent.get("organisation"))
        application = drafts.create(organisation, by=signed_in_user(request))
        response = self.shown(application, HTTPStatus.CREATED)
        response["Location"] = reverse("api:application", args=[application.reference])
        return response


def _organisation(request: Request, public_id: UUID | None) -> Organisation:
    """Return the organisation named, or the only one there is."""
    mine = Organisation.objects.of(signed_in_user(request))
    if public_id:
        mine = mine.filter(public_id=public_id)
    found = list(mine[:2])
    if len(found) == 1:
        return found[0]
    known = (
        gettext("You belong to no such organisation.")
        if public_id
        else gettext("Name one organisation of yours.")
    )
    raise ValidationError({"organisation": known})
