"""How does the API say no (RFC 9457), and how does it page?"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, Final

from django.core import exceptions as django_errors
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, pagination, parsers
from rest_framework.response import Response
from rest_framework.views import set_rollback

from common.errors import DomainError

if TYPE_CHECKING:  # REST framework's settings load this module before its views
    from rest_framework.request import Request
    from rest_framework.views import APIView

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:gatehouse:problem:"
NOT_FOUND = _("There is nothing here, or nothing that you may see.")


class TooLarge(exceptions.APIException):
    """More was sent than this portal reads at once."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("The body is larger than this portal reads at once.")


class JSONParser(parsers.JSONParser):
    """JSON as RFC 8259 has it, in UTF-8, of a bounded depth.

    REST framework reads the body for heirs of its own parser, so that Django bounds the size.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Refuse what is no JSON, and numbers that no database keeps."""
        try:
            return json.loads(stream.read().decode(), parse_constant=_finite, parse_float=_finite)
        except RecursionError as error:
            raise exceptions.ParseError(gettext("it is nested too deeply.")) from error
        except ValueError as error:
            raise exceptions.ParseError(
                gettext("it is not JSON: %(error)s.") % {"error": error}
            ) from error


def _finite(text: str) -> float:
    """Read a number; NaN, Infinity and what would become infinite are none."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is not a number that can be kept")
    return number


class MergePatchParser(JSONParser):
    """The same as a JSON Merge Patch (RFC 7396)."""

    media_type = "application/merge-patch+json"


class CursorPagination(pagination.CursorPagination):
    """Newest first, 25 at a time; `page_size` asks for up to 100."""

    ordering = "-pk"
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Refuse a cursor that is none of ours, which REST framework takes to the database."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (exceptions.NotFound, ValueError, django_errors.ValidationError) as error:
            raise BadCursor(pointers={"?cursor": BadCursor.sentence()}) from error


class BadCursor(DomainError):
    """This cursor leads nowhere. Take it from `next` or `previous` of another page."""

    status = HTTPStatus.BAD_REQUEST


def problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer a refusal as problem+json; DRF's EXCEPTION_HANDLER. Other errors stay errors."""
    if isinstance(error, DomainError):
        refusal, headers = of_domain_error(error), {}
    else:
        known = _as_api_error(error)
        if known is None:
            return None
        refusal, headers = of_api_error(known), _headers(known)
    set_rollback()
    refusal["instance"] = context["request"].path
    return Response(refusal, refusal["status"], headers=headers, content_type=PROBLEM_JSON)


def response(request: HttpRequest, status: HTTPStatus, *, code: str, detail: str) -> JsonResponse:
    """Answer a problem outside of DRF's views."""
    content = document(status, code=code, detail=detail) | {"instance": request.path}
    return JsonResponse(content, status=status, content_type=PROBLEM_JSON)


@csrf_exempt
def not_found(request: HttpRequest) -> JsonResponse:
    """Answer for an address below /api/ where there is nothing."""
    return response(request, HTTPStatus.NOT_FOUND, code="not_found", detail=str(NOT_FOUND))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours: a problem to programs, a page to people; Django's handler500."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    detail = gettext("Something went wrong here, and it has been noted. Nothing was changed.")
    return response(request, HTTPStatus.INTERNAL_SERVER_ERROR, code="fault", detail=detail)


def document(
    status: int, *, code: str, detail: str, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the members of one problem."""
    content: dict[str, Any] = {
        "type": TYPE_PREFIX + code,
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors:
        content["errors"] = [{"pointer": at, "detail": text} for at, text in errors.items()]
    return content


def of_domain_error(error: DomainError) -> dict[str, Any]:
    """Return a refusal of ours, with the very sentence that a page would show."""
    refusal = document(error.status, code=error.code, detail=str(error), errors=error.pointers)
    return error.members | refusal


def of_api_error(error: exceptions.APIException) -> dict[str, Any]:
    """Return an error of the framework's; a wrong body names its fields."""
    if isinstance(error, exceptions.ValidationError):
        errors = {at or "#": text for at, text in pointers(error.detail)}
        return document(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            code="invalid",
            detail=gettext("Some of what you sent cannot be used: see errors."),
            errors=errors,
        )
    return document(error.status_code, code=str(error.default_code), detail=_sentence(error))


def _as_api_error(error: Exception) -> exceptions.APIException | None:
    """Return the framework's own kind of error for one of Django's; None for a fault of ours."""
    for kind, convert in _KNOWN:
        if isinstance(error, kind):
            return convert(error)
    return None


def _too_many_parts(_: Exception) -> exceptions.APIException:
    return exceptions.ParseError(gettext("it has too many parts."))


def _messages(error: django_errors.ValidationError) -> Any:
    return error.message_dict if hasattr(error, "error_dict") else error.messages


_KNOWN: Final[tuple[tuple[type[Exception], Callable[[Any], exceptions.APIException]], ...]] = (
    (exceptions.APIException, lambda error: error),
    (Http404, lambda _: exceptions.NotFound(str(NOT_FOUND))),
    (django_errors.PermissionDenied, lambda error: exceptions.PermissionDenied(*error.args)),
    (django_errors.RequestDataTooBig, lambda _: TooLarge()),
    (django_errors.SuspiciousOperation, _too_many_parts),
    (django_errors.ValidationError, lambda error: exceptions.ValidationError(_messages(error))),
)
# What `problem` has an answer to.
ANSWERED: Final[tuple[type[Exception], ...]] = (DomainError, *(kind for kind, _ in _KNOWN))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    """Return the headers that belong to 401 and 429."""
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    return headers


def _sentence(error: exceptions.APIException) -> str:
    """Word the refusal for the person who reads the program's log."""
    if isinstance(error, exceptions.ParseError):
        return gettext("The body could not be read: %(reason)s") % {"reason": error.detail}
    return str(error.detail)


def pointers(detail: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield a JSON pointer and its sentence for each error, however deep."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = name != "non_field_errors"
            yield from pointers(inner, f"{at or '#'}/{_escaped(name)}" if own else at)
    elif isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        for index, inner in enumerate(detail):
            yield from pointers(inner, f"{at or '#'}/{index}")
    elif isinstance(detail, list):
        yield at, " ".join(str(item) for item in detail)
    else:
        yield at, str(detail)


def _escaped(name: object) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
