"""How is JSON read that a stranger wrote? Strictly, to a bounded depth, and with finite numbers."""

import codecs
import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final

from applications.evidence.normal_form import Notes, Unreadable

DEPTH_MAX: Final = 100  # real logs stay below 30
DIGITS_MAX: Final = 18  # longer whole numbers fit no column and cost time to read
_OTHER_MARKS: Final = (
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
)
# A string to its end, or to the end of the file; else one bracket. Never goes back: linear time.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


class _Twice(ValueError):
    """A key stands twice in one object."""


def text_of(content: bytes, notes: Notes) -> str:
    """The bytes as text, which has to be UTF-8."""
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(_OTHER_MARKS) or b"\0" in content[:4]:
        raise Unreadable("utf16")
    if content.startswith(codecs.BOM_UTF8):
        notes.add("byte_order_mark")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", place=error.start) from error


def loads(text: str, notes: Notes, *, line: int = 0) -> Any:
    """One JSON document. `line`: which line of the file it is, if it is one of several."""
    ensure_shallow(text)
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=lambda _: _not_finite(notes),
            parse_float=lambda digits: _finite(digits, notes),
            parse_int=lambda digits: _whole(digits, notes),
        )
    except _Twice as error:
        raise Unreadable("duplicate_key", key=str(error)) from error
    except json.JSONDecodeError as error:
        at = error.lineno + max(line - 1, 0)
        is_cut = error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg
        code = "truncated_json" if is_cut else "broken_json"
        raise Unreadable(code, line=at, column=error.colno) from error


def ensure_shallow(text: str) -> None:
    """Refuse what is nested so deeply that reading it could exhaust the stack."""
    depth = 0
    for token in _TOKEN.finditer(text):
        char = text[token.start()]
        if char in "[{":
            depth += 1
            if depth > DEPTH_MAX:
                raise Unreadable("too_deep", limit=DEPTH_MAX)
        elif char != '"':
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names: set[str] = set()
    for name, _ in pairs:
        if name in names:
            raise _Twice(printable(name)[:80])
        names.add(name)
    return found


def _not_finite(notes: Notes) -> None:
    notes.add("not_finite")


def _finite(digits: str, notes: Notes) -> float | None:
    number = float(digits)
    if math.isfinite(number):
        return number
    notes.add("not_finite")
    return None


def _whole(digits: str, notes: Notes) -> int | None:
    if len(digits.lstrip("-")) <= DIGITS_MAX:
        return int(digits)
    notes.add("number_too_long", limit=DIGITS_MAX)
    return None


def printable(text: str) -> str:
    """The text without what PostgreSQL cannot keep and what would disturb a page."""
    return "".join(char if _is_plain(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def _is_plain(char: str) -> bool:
    return char.isprintable()
