"""How does a program list, issue, roll and revoke API keys?

By tokens alone: a page asks for the password afresh before it shows a key, and a token with the
scope was granted after that. A browser that is merely signed in has no business here.
"""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.authentication import ProgramAuthentication, TokenAuthentication
from accounts.endpoints import Endpoint
from accounts.requests import signed_in_user
from accounts.scopes import Scope
from applications.models import Application
from common import parameters
from common.api import CursorPagination
from common.bodies import valid
from keys import queries, services
from keys.api import examples
from keys.models import ApiKey
from keys.serializers import (
    IssuedKeySerializer,
    KeyFilters,
    KeySerializer,
    NewKeySerializer,
    RolledKeySerializer,
    RollSerializer,
)

NO_STORE = {"Cache-Control": "no-store"}


class KeyView(Endpoint):
    """What the addresses of keys share."""

    authentication_classes = (TokenAuthentication, ProgramAuthentication)
    read_scope = Scope.KEYS_READ
    write_scope = Scope.KEYS_WRITE

    def one(self, request: Request, key_id: str) -> ApiKey:
        """Return the key that the address names, if it is one of the person's organisations."""
        return get_object_or_404(queries.of(signed_in_user(request)), public_id=key_id)

    def listed(self, request: Request, keys: QuerySet[ApiKey]) -> Response:
        """Answer with a page of those that the parameters of the address leave, newest first."""
        asked_for = parameters.read(request, KeyFilters).narrowed(keys)
        paging = CursorPagination()
        found = paging.paginate_queryset(asked_for, request, self)
        return paging.get_paginated_response(KeySerializer(found, many=True).data)


class KeyList(KeyView):
    """The keys of the person's organisations."""

    pagination_class = CursorPagination

    @extend_schema(
        operation_id="keys_list",
        summary="List your organisations' API keys",
        responses=KeySerializer(many=True),
        parameters=[KeyFilters],
        examples=[examples.ONE],
    )
    def get(self, request: Request) -> Response:
        """Newest first; those that no longer work too."""
        return self.listed(request, queries.of(signed_in_user(request)))


class ApplicationKeys(KeyView):
    """The keys of one use case."""

    pagination_class = CursorPagination
    key_needed_for = frozenset({"POST"})

    @extend_schema(
        operation_id="applications_keys",
        summary="List the API keys of an application",
        responses=KeySerializer(many=True),
        parameters=[KeyFilters],
        examples=[examples.ONE],
    )
    def get(self, request: Request, reference: str) -> Response:
        """Those ever issued for its use case, newest first."""
        return self.listed(request, queries.of_application(self._application(request, reference)))

    @extend_schema(
        operation_id="keys_issue",
        summary="Issue an API key",
        request=NewKeySerializer,
        responses={201: IssuedKeySerializer},
        parameters=[examples.IDEMPOTENCY_KEY],
        examples=[examples.NEW, examples.ISSUED],
    )
    @sensitive_variables("secret")
    def post(self, request: Request, reference: str) -> Response:
        """Make a key under the approval in force. Its secret is in this answer and in no other."""
        application = self._application(request, reference)
        sent = valid(NewKeySerializer(data=request.data))
        key, secret = services.issue(application, by=signed_in_user(request), **sent)
        return _made(IssuedKeySerializer(key, context={"secret": secret}), key)

    def _application(self, request: Request, reference: str) -> Application:
        known = Application.objects.of_applicant(signed_in_user(request))
        found = known.select_related("organisation")
        return get_object_or_404(found, reference=reference)


class KeyDetail(KeyView):
    """One key."""

    @extend_schema(
        operation_id="keys_read",
        summary="Read an API key's record",
        responses=KeySerializer,
        examples=[examples.ONE],
    )
    def get(self, request: Request, key_id: str) -> Response:
        """Tell all but the secret, which nobody can tell."""
        return Response(KeySerializer(self.one(request, key_id)).data)


class KeyRoll(KeyView):
    """Rolling."""

    key_needed_for = frozenset({"POST"})

    @extend_schema(
        operation_id="keys_roll",
        summary="Roll an API key",
        request=RollSerializer,
        responses={201: RolledKeySerializer},
        parameters=[examples.IDEMPOTENCY_KEY],
        examples=[examples.OVERLAP, examples.ROLLED],
    )
    @sensitive_variables("secret")
    def post(self, request: Request, key_id: str) -> Response:
        """Put a new key in its place; the old one works on for the overlap."""
        key = self.one(request, key_id)
        sent = valid(RollSerializer(data=request.data))
        new, secret = services.roll(key, by=signed_in_user(request), **sent)
        return _made(RolledKeySerializer(new, context={"secret": secret, "replaces": key}), new)


class KeyRevoke(KeyView):
    """Revoking."""

    @extend_schema(
        operation_id="keys_revoke",
        summary="Revoke an API key",
        request=None,
        responses=KeySerializer,
        examples=[examples.ONE],
    )
    def post(self, request: Request, key_id: str) -> Response:
        """End it for good, at once. Doing so twice changes nothing."""
        key = self.one(request, key_id)
        services.revoke(key, by=signed_in_user(request))
        return Response(KeySerializer(key).data)


def _made(shape: Serializer[Any], key: ApiKey) -> Response:
    location = reverse("api:api_key", args=[key.public_id])
    return Response(shape.data, HTTPStatus.CREATED, headers={**NO_STORE, "Location": location})
