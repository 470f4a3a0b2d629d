"""Does a value that a pack fills in fit the parameter of its condition?"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from guidelines.pack import Param


def problem(param: Param, value: Any) -> str | None:
    """Why the value does not fit the parameter, or None."""
    if not _FITS[param.type](value):
        return _MUST_BE[param.type]
    chosen = value if isinstance(value, list) else [value]
    if param.options and not set(chosen) <= set(param.options):
        return f"must be among {', '.join(param.options)}"
    return None


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(item) for item in value)


def _is_map(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            _is_text(key) and (_is_text(item) or _is_number(item)) for key, item in value.items()
        )
    )


_FITS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "integer": _is_integer,
    "number": _is_number,
    "text": _is_text,
    "boolean": lambda value: isinstance(value, bool),
    "date": _is_date,
    "list": _is_list,
    "map": _is_map,
    "choice": _is_text,
}
_MUST_BE: Final = {
    "integer": "must be a whole number",
    "number": "must be a number",
    "text": "must be text",
    "boolean": "must be yes or no",
    "date": "must be a real date such as 2026-05-31",
    "list": "must be a list of texts",
    "map": "must be a map from text to text or number",
    "choice": "must be one of its options",
}
