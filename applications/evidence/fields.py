"""How is one field of somebody else's file taken: as text, number or time, or as absent?

None of these raises: unknown keys and values of another kind are as good as not there.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from applications.evidence.normal_form import Notes
from applications.evidence.strict_json import printable

TEXT_MAX: Final = 200
INTEGER_MAX: Final = 2**31 - 1
EARLIEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)


def mapping(value: Any) -> Mapping[str, Any]:
    """An object; anything else is an empty one."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: Any) -> Sequence[Any]:
    """A list; anything else is an empty one."""
    return value if isinstance(value, list) else ()


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list."""
    return (item for item in sequence(value) if isinstance(item, Mapping))


def text(value: Any) -> str:
    """A short text; numbers, as which versions are often written, become one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    written = printable(str(value)[: TEXT_MAX * 2]).strip()
    return written if len(written) <= TEXT_MAX else written[: TEXT_MAX - 1] + "…"


def first_text(*values: Any) -> str:
    """The first that says anything."""
    return next((found for value in values if (found := text(value))), "")


def number(value: Any, notes: Notes) -> float | None:
    """A finite number. What is written instead of one ("N/A", "NaN") is absent, and noted."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    notes.add("not_a_number")
    return None


def whole(value: Any) -> int | None:
    """A count that a column can hold."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 <= value <= INTEGER_MAX else None


def flag(value: Any) -> bool | None:
    """Yes, no, or not said."""
    return value if isinstance(value, bool) else None


def moment(value: Any) -> str:
    """A time as ISO 8601 in UTC, from a Unix time or from text; absurd ones are absent."""
    found = _from_text(value) if isinstance(value, str) else _from_unix(value)
    return found.isoformat() if found and EARLIEST <= found <= LATEST else ""


def _from_text(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value.strip())
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return _from_digits(value)


def _from_digits(value: str) -> datetime | None:
    try:
        return _from_unix(float(value))
    except ValueError:
        return None


def _from_unix(value: Any) -> datetime | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= LATEST.timestamp():
        return None
    return datetime.fromtimestamp(value, tz=UTC)
