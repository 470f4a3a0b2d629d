"""What is in the body of a request to the API? Read as JSON has it: 5 is no text, "5" no number."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer

Field = serializers.Field[Any, Any, Any, Any]
Errors = Mapping[Any, Any] | list[StrOrPromise] | None


def valid(shape: Serializer[Any]) -> dict[str, Any]:
    """Return what was sent, or refuse it with a pointer to each fault."""
    sent = shape.initial_data
    if not isinstance(sent, QueryDict) and (wrong := _mistyped(shape, sent)):
        raise ValidationError(wrong)
    shape.is_valid(raise_exception=True)
    cleaned: dict[str, Any] = shape.validated_data
    return cleaned


def _mistyped(field: Field, value: Any) -> Errors:
    """Tell what REST framework would turn into another type, in the shape of its own errors.

    What it refuses itself is left to it.
    """
    if value is None:
        return None
    for kind, look in _PARTS:
        if isinstance(field, kind):
            return look(field, value)
    for kinds, is_such, sentence in _SINGLE:
        if isinstance(field, kinds) and not is_such(value):
            return [sentence]
    return None


def _in_fields(field: Any, value: Any) -> Errors:
    given = value if isinstance(value, Mapping) else {}
    return _faults({n: (f, given[n]) for n, f in field.fields.items() if n in given})


def _in_items(field: Any, value: Any) -> Errors:
    given = value if isinstance(value, list) else []
    return _faults({number: (field.child, item) for number, item in enumerate(given)})


def _in_values(field: Any, value: Any) -> Errors:
    given = value if isinstance(value, Mapping) else {}
    return _faults({name: (field.child, item) for name, item in given.items()})


def _faults(parts: Mapping[Any, tuple[Field, Any]]) -> Errors:
    return {name: wrong for name, (f, v) in parts.items() if (wrong := _mistyped(f, v))}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and value == int(value)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


_PARTS: Final[tuple[tuple[type[Any], Callable[[Any, Any], Errors]], ...]] = (
    (serializers.ListSerializer, _in_items),
    (serializers.ListField, _in_items),
    (serializers.DictField, _in_values),
    (serializers.Serializer, _in_fields),
)
_TEXTS: Final = (serializers.CharField, serializers.UUIDField)
_SINGLE: Final[tuple[tuple[Any, Callable[[Any], bool], StrOrPromise], ...]] = (
    (_TEXTS, _is_text, _("This has to be text.")),
    (serializers.IntegerField, _is_whole, _("This has to be a whole number.")),
    (serializers.BooleanField, _is_truth, _("This has to be true or false.")),
)
