"""What do all addresses of applications have in common?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.endpoints import Endpoint
from accounts.requests import signed_in_user
from accounts.scopes import Scope
from applications.models import Application
from applications.serializers.application import ApplicationSerializer
from applications.services.programs import VersionPassed
from common import conditional, parameters
from common.api import CursorPagination
from common.bodies import valid as valid  # noqa: PLC0414 -- every address here reads one
from common.parameters import ListParameters


class ApplicationView(Endpoint):
    """What all addresses of applications share: the scopes, and who finds what."""

    read_scope = Scope.APPLICATIONS_READ
    write_scope = Scope.APPLICATIONS_WRITE

    def found(self, request: Request) -> QuerySet[Application]:
        """Return the applications of the person's organisations; others do not exist for them."""
        mine = Application.objects.of_applicant(signed_in_user(request))
        return mine.select_related("organisation", "pack", "revision__pack", "concerns")

    def one(self, request: Request, reference: str) -> Application:
        """Return the application that the address names."""
        return get_object_or_404(self.found(request), reference=reference)

    def shown(self, application: Application, status: int = HTTPStatus.OK) -> Response:
        """Answer with the application as it stands; the ETag goes back in If-Match."""
        return self.tagged(application, ApplicationSerializer(application).data, status)

    def tagged(
        self, application: Application, content: Any, status: int = HTTPStatus.OK
    ) -> Response:
        """Answer with its ETag, or say to a reader that nothing has changed."""
        headers = {"ETag": conditional.tag(application.version, content)}
        is_read = self.request.method in SAFE_METHODS
        if is_read and conditional.is_known(self.request.headers, shown=headers["ETag"]):
            return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, status, headers=headers)


@contextmanager
def telling_what_stands(show: Callable[[], Response]) -> Iterator[None]:
    """Where others were faster, send along how things stand now, so that both can be merged."""
    try:
        yield
    except VersionPassed as error:
        present = show()
        error.members |= {"etag": present["ETag"], "current": present.data}
        raise


def page(
    view: Endpoint,
    request: Request,
    rows: QuerySet[Any],
    shape: type[Serializer[Any]],
    *,
    filters: type[ListParameters] = ListParameters,
) -> Response:
    """Answer with one page of the rows that the parameters of the address leave."""
    asked_for = parameters.read(request, filters).narrowed(rows)
    paging = CursorPagination()
    found = paging.paginate_queryset(asked_for, request, view)
    return paging.get_paginated_response(shape(found, many=True).data)
