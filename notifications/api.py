"""What can programs do with what a person is told?"""

from typing import Any, Final
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints import Endpoint
from accounts.requests import signed_in_user
from accounts.scopes import Scope
from common import parameters
from common.api import CursorPagination
from common.bodies import valid
from notifications import queries, services
from notifications.groups import SETTABLE, Mode
from notifications.serializers import (
    NotificationFilters,
    NotificationSerializer,
    PreferencesChangeSerializer,
    PreferencesSerializer,
    ReadCountSerializer,
    ReadSerializer,
)

_ID: Final = "3a1f6f0e-0d3b-4a4e-9a51-6c1e4a1c9d20"
_TOLD: Final[dict[str, Any]] = {
    "id": _ID,
    "kind": "application.approve",
    "heading": "Your application was approved",
    "group": "decisions",
    "application": "GA-7QK2M9XD",
    "organisation": "Example Ltd",
    "place": "/applications/GA-7QK2M9XD/",
    "created_at": "2026-11-24T15:00:00Z",
    "read_at": None,
}
_WISHES: Final[dict[str, Any]] = {
    **{group.value: Mode.AT_ONCE.value for group in SETTABLE},
    "digest_hour": 8,
    "time_zone": "Europe/Berlin",
}
TOLD: Final = OpenApiExample("approved", _TOLD, response_only=True)
PREFERENCES: Final = OpenApiExample("preferences", _WISHES, response_only=True)
QUIETER: Final = OpenApiExample("a daily digest", {"progress": "daily"}, request_only=True)


class NotificationView(Endpoint):
    """What all addresses of notifications share: the scopes."""

    read_scope = Scope.NOTIFICATIONS_READ
    write_scope = Scope.NOTIFICATIONS_WRITE


class NotificationList(NotificationView):
    """What the person was told."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="notifications_list",
        summary="List your notifications",
        responses=NotificationSerializer(many=True),
        parameters=[NotificationFilters],
        examples=[TOLD],
    )
    def get(self, request: Request) -> Response:
        """Newest first. All that is asked for has to hold."""
        told = queries.told(signed_in_user(request))
        wanted = parameters.read(request, NotificationFilters).narrowed(told)
        paging = CursorPagination()
        found: Any = paging.paginate_queryset(wanted, request, self)
        return paging.get_paginated_response(NotificationSerializer(found, many=True).data)


class NotificationRead(NotificationView):
    """Reading one."""

    @extend_schema(
        operation_id="notifications_mark_read",
        summary="Mark a notification as read",
        request=None,
        responses=NotificationSerializer,
        examples=[TOLD],
    )
    def post(self, request: Request, public_id: UUID) -> Response:
        """The first time counts."""
        told = get_object_or_404(queries.told(signed_in_user(request)), public_id=public_id)
        services.mark_read(told)
        told.refresh_from_db(fields=["read_at"])
        return Response(NotificationSerializer(told).data)


class NotificationsRead(NotificationView):
    """Reading all."""

    @extend_schema(
        operation_id="notifications_mark_all_read",
        summary="Mark all notifications as read",
        request=ReadSerializer,
        responses=ReadCountSerializer,
        examples=[
            OpenApiExample("up to one", {"up_to": _ID}, request_only=True),
            OpenApiExample("marked", {"marked": 3}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Up to the newest one that was seen."""
        person = signed_in_user(request)
        sent = valid(ReadSerializer(data=request.data))
        told = get_object_or_404(queries.told(person), public_id=sent["up_to"])
        return Response({"marked": services.mark_all_read(person, up_to=told)})


class NotificationPreferences(NotificationView):
    """How news reaches the person."""

    @extend_schema(
        operation_id="notifications_preferences",
        summary="Read how news reaches you",
        responses=PreferencesSerializer,
        examples=[PREFERENCES],
    )
    def get(self, request: Request) -> Response:
        """By group: at once, in a digest, or in the list alone."""
        return Response(PreferencesSerializer(_chosen(request)).data)

    @extend_schema(
        operation_id="notifications_choose",
        summary="Choose how news reaches you",
        request=PreferencesChangeSerializer,
        responses=PreferencesSerializer,
        examples=[QUIETER, PREFERENCES],
    )
    def patch(self, request: Request) -> Response:
        """Change what is named. Decisions always come at once and cannot be named."""
        sent = PreferencesSerializer(_chosen(request), data=request.data, partial=True)
        given = request.data if isinstance(request.data, dict) else {}
        if unknown := set(given) - set(sent.fields):
            if "decisions" in unknown:
                raise services.NotSettable
            raise ValidationError(dict.fromkeys(unknown, "There is no such preference."))
        valid(sent)
        services.choose(signed_in_user(request), sent.wishes())
        return Response(PreferencesSerializer(_chosen(request)).data)


def _chosen(request: Request) -> Any:
    person = signed_in_user(request)
    return queries.preferences_of([person])[person.pk]
