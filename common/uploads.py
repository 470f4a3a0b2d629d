"""How much may one request bring? Counted while it arrives, and told on a page of its own."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.core.handlers.wsgi import LimitedStream
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from common import api

READ_AWAY = 4  # so many times the limit is read and thrown away, so that the answer can be seen
CHUNK = 1 << 20


class CappedUploadHandler(FileUploadHandler):
    """Lets a file through until it is over the limit for one, and drops the rest.

    What is kept is larger than the limit, so that whoever takes the file refuses it by its size;
    the rest of the form arrives, and nothing typed is lost.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """None tells the handlers after this one nothing."""
        is_over = self.seen > settings.UPLOAD_MAX_BYTES
        self.seen += len(raw_data)
        return None if is_over else raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""


class WholeUploadHandler(FileUploadHandler):
    """Refuses a form whose connection broke off: Django takes the piece for the whole file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one have the file."""

    def upload_complete(self) -> None:
        stream = getattr(self.request, "_stream", None)
        if isinstance(stream, LimitedStream) and stream._pos < stream.limit:  # type: ignore[attr-defined]  # noqa: SLF001 -- nothing else knows how much arrived
            raise MultiPartParserError("it broke off before its end.")


def refuse_large_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a request that says it is too large is not taken apart at all.

    No request brings more than it says: the server stops reading at the stated length.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _length(request) <= settings.REQUEST_MAX_BYTES:
            return get_response(request)
        _read_away(request)
        megabytes = settings.REQUEST_MAX_BYTES // 1_000_000
        if request.path.startswith("/api/"):
            error = api.TooLarge()
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            return api.response(
                request, status, code=error.default_code, detail=str(error.default_detail)
            )
        context = {"megabytes": megabytes, "one": settings.UPLOAD_MAX_BYTES // 1_000_000}
        return render(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    return middleware


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _read_away(request: HttpRequest) -> None:
    """A browser that is still sending shows no answer, only a broken connection."""
    left = READ_AWAY * settings.REQUEST_MAX_BYTES
    while left > 0 and (chunk := request.read(CHUNK)):
        left -= len(chunk)
