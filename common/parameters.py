"""What stands behind the question mark of an address of the API? Read strictly.

A parameter that is mistyped or misspelt is refused: an answer that left it out would look right.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.request import Request

from common.api import CursorPagination, pointers
from common.errors import DomainError

if TYPE_CHECKING:
    from django.db.models import QuerySet

Rows = TypeVar("Rows", bound="QuerySet[Any]")
MANY: Final = CursorPagination.max_page_size


class ParametersRefused(DomainError):
    """Some of the parameters in the address cannot be used: see errors."""

    status = HTTPStatus.BAD_REQUEST


class Parameters(serializers.Serializer[Any]):
    """Those of one address."""


class ListParameters(Parameters):
    """What every list takes; heirs add what narrows it."""

    cursor = serializers.CharField(
        required=False, max_length=500, help_text="From `next` or `previous` of another page."
    )
    page_size = serializers.IntegerField(
        required=False, min_value=1, max_value=MANY, help_text=f"1 to {MANY}; 25 if left out."
    )

    def narrowed(self, rows: Rows) -> Rows:
        """Return those of the rows that are asked for."""
        return rows


Shape = TypeVar("Shape", bound=Parameters)


def read(request: Request, shape: type[Shape]) -> Shape:
    """Return the parameters, cleaned in `validated_data`, or refuse them with a pointer each."""
    sent = shape(data=request.query_params)
    problems = _unknown(request.query_params, sent) | _unclear(request.query_params, sent)
    if not sent.is_valid():
        problems = _sentences(sent.errors) | problems
    if problems:
        raise ParametersRefused(pointers=problems)
    return sent


def _unclear(given: QueryDict, shape: Parameters) -> dict[str, str]:
    """What has no value, or several where there can be one."""
    found = {}
    for name, values in given.lists():
        if "" in values:
            found[f"?{name[:60]}"] = gettext("Give this a value, or leave it out.")
        elif len(values) > 1 and not isinstance(shape.fields.get(name), serializers.ListField):
            found[f"?{name[:60]}"] = gettext("Give this once.")
    return found


def _unknown(given: QueryDict, shape: Parameters) -> dict[str, str]:
    known = ", ".join(sorted(shape.fields)) or "none"
    sentence = gettext("There is no such parameter here; there are: %(known)s.") % {"known": known}
    return {f"?{name[:60]}": sentence for name in given if name not in shape.fields}


def _sentences(errors: Any) -> dict[str, str]:
    """The first sentence about each parameter, wherever in its value it is."""
    found: dict[str, str] = {}
    for at, sentence in pointers(errors):
        found.setdefault(f"?{at.split('/')[1]}", sentence)
    return found
