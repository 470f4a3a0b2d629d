"""What holds at every address of the API? Limits, and acts that happen once when asked for twice.

A view of the API extends `Endpoint` and nothing else is to be done. A request with an
Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) runs in one transaction with its kept
answer: both are there or neither is.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.limits import TokenThrottle
from accounts.models import User
from accounts.models.kept_answers import KEY_MAX
from accounts.requests import signed_in_user
from accounts.services import repeats
from accounts.services.repeats import Answer, Asked
from common.api import ANSWERED, TooLarge
from common.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase
    from rest_framework.request import Request

    from accounts.limits import Allowance

    Handler = Callable[..., Response]

WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT_FIELDS: Final = ("ETag", "Location", "Cache-Control")
NOT_KEPT: Final = frozenset({401, 403, 404, 412, 428, 429})  # another time the answer may be yes
KEY_FORM: Final = re.compile(rf'"?([!#-\[\]-~]{{1,{KEY_MAX}}})"?')
FORM_BYTES: Final = 100_000  # what surrounds an uploaded file


class KeyNeeded(DomainError):
    """Send an Idempotency-Key, new for each act, so that a repeated request does nothing twice."""

    status = HTTPStatus.BAD_REQUEST


class Endpoint(APIView):
    """One address of the API."""

    throttle_classes = (TokenThrottle,)
    allowance: Allowance | None = None
    key_needed_for: frozenset[str] = frozenset()  # methods that no program may call without a key

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let somebody in; then have an act with a key done once."""
        super().initial(request, *args, **kwargs)
        self._refuse_what_is_too_large(request)
        name = str(request.method).lower()
        key = request.headers.get("Idempotency-Key")
        if key is None and request.method in self.key_needed_for:
            raise KeyNeeded
        if key is None or request.method not in WRITING or not isinstance(request.user, User):
            return
        if handler := getattr(self, name, None):
            setattr(self, name, partial(self._once, handler, _key(key)))

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Tell what is left of the allowance."""
        final = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.allowance.fields().items() if self.allowance else ():
            final[name] = value
        return final

    def _refuse_what_is_too_large(self, request: Request) -> None:
        takes_files = MultiPartParser in self.parser_classes
        most = settings.UPLOAD_MAX_BYTES if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if _length(request) > most + FORM_BYTES:
            raise TooLarge

    def _once(
        self, handler: Handler, key: str, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Do the act and keep its answer, or give the answer that was kept."""
        asked = Asked(signed_in_user(request), key, _fingerprint(request))
        with transaction.atomic():
            if kept := repeats.recall(asked):
                return _replayed(kept)
            response = self._answered(partial(handler, request, *args, **kwargs))
            if isinstance(response, Response) and _is_kept(response.status_code):
                repeats.keep(asked, _answer(response))
        return response

    def _answered(self, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """Answer a refusal here, with whatever was done before it undone."""
        try:
            with transaction.atomic():
                return act()
        except ANSWERED as error:
            return self.handle_exception(error)


def _length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise ParseError("its Content-Length is no number.") from error


def _key(field: str) -> str:
    """Read the field: a string of structured fields, with or without its quotes."""
    if match := KEY_FORM.fullmatch(field.strip()):
        return match[1]
    sentence = gettext("Idempotency-Key must be 1 to %(most)s visible ASCII characters.")
    raise ParseError(sentence % {"most": KEY_MAX})


def _is_kept(status: int) -> bool:
    return status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in NOT_KEPT


def _fingerprint(request: Request) -> bytes:
    """Tell requests apart by all that they ask for; how a JSON body is written is nothing."""
    parts = [
        request.method,
        request.path.rstrip("/"),
        request.META.get("QUERY_STRING", ""),
        request.headers.get("If-Match", ""),
        _plain(request.data),
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def _plain(sent: Any) -> Any:
    """Return what was sent as JSON has it, with the digest of a file in place of the file."""
    if not isinstance(sent, QueryDict):
        return sent
    return {name: [_plain_value(value) for value in values] for name, values in sent.lists()}


def _plain_value(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]


def _answer(response: Response) -> Answer:
    fields = {name: response[name] for name in KEPT_FIELDS if response.has_header(name)}
    if response.content_type:
        fields["Content-Type"] = response.content_type
    return Answer(response.status_code, fields, JSONRenderer().render(response.data).decode())


def _replayed(kept: Answer) -> Response:
    content = json.loads(kept.body) if kept.body else None
    fields = {**kept.headers, "Idempotency-Replayed": "true"}
    return Response(
        content, kept.status, None, fields, content_type=fields.pop("Content-Type", None)
    )
