"""How is an event's hash computed? Pure: no database, no clock."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

ORIGIN: Final = bytes(32)  # what stands before a subject's first event


class NotRecordable(TypeError):
    """An event's data holds text, whole numbers, true, false, null, and lists and maps of these."""


def moment(at: datetime) -> str:
    """Write a time as UTC with microseconds, always 27 characters."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(record: Mapping[str, Any]) -> bytes:
    """Write the record in the one way in which it is hashed: sorted keys, no spaces, UTF-8."""
    _check(record)
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def event_hash(prev_hash: bytes, record: Mapping[str, Any]) -> bytes:
    """Return SHA-256 over the hash before and the canonical record."""
    return hashlib.sha256(prev_hash + canonical(record)).digest()


def _check(value: object) -> None:
    """Refuse what PostgreSQL's jsonb would give back in another form: its hash would not hold."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, Mapping):
        _check_map(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif value is not None and not isinstance(value, int):
        raise NotRecordable(
            f"An event cannot hold {value!r}: only text, whole numbers and the like."
        )


def _check_map(value: Mapping[Any, Any]) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotRecordable(f"An event's keys are text, unlike {key!r}.")
        _check_text(key)
        _check(item)


def _check_text(value: str) -> None:
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotRecordable("An event cannot hold U+0000 or half a surrogate pair.")
