"""How is a copy handed to those who may have it: as a download, and not twice?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse

from applications.copies import content, printing
from applications.models import Revision
from common import conditional

MEDIA_TYPES: Final = {"json": "application/json", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of one revision; it is made when it is wanted."""

    name: str
    media_type: str
    etag: str
    make: Callable[[], bytes]


def copy_of(revision: Revision, kind: str) -> Copy:
    """The copy as `json` or as `pdf`.

    The PDF is known by the JSON: what it says is the same for ever, how it is set may change with
    the portal's fonts, so that its tag is a weak one.
    """
    as_json = content.as_json(revision)
    digest = content.sha256(as_json)
    name = f"{revision.application.reference}-revision-{revision.number}.{kind}"
    if kind == "json":
        return Copy(name, MEDIA_TYPES[kind], f'"{digest}"', lambda: as_json)
    return Copy(name, MEDIA_TYPES[kind], f'W/"{digest}-pdf"', lambda: printing.as_pdf(revision))


def response(copy: Copy, headers: Mapping[str, str]) -> HttpResponse:
    """Hand it over as a download, or say that the reader has it already."""
    strong = copy.etag.removeprefix("W/")
    if conditional.is_known(headers, shown=strong):
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del answer["Content-Type"]
    else:
        answer = HttpResponse(copy.make(), content_type=copy.media_type)
        answer["Content-Disposition"] = f'attachment; filename="{copy.name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["ETag"] = copy.etag
    answer["Cache-Control"] = "private, no-cache"  # asked about each time: access may end
    return answer
