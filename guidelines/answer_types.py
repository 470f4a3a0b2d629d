"""What a valid answer of each type is: a cleaner a type, which gives a code or a clean value."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from guidelines.expressions import matches_fully
from guidelines.pack import Question

Result = tuple[str | None, Any]  # a code and nothing, or nothing and the clean value
Cleaner = Callable[[Question, Any], Result]

WRONG_TYPE: Final = "wrong_type"
BAD_FORMAT: Final = "bad_format"
UNKNOWN_OPTION: Final = "unknown_option"
DUPLICATE_OPTION: Final = "duplicate_option"
EXCLUSIVE_OPTION: Final = "exclusive_option"
OUT_OF_RANGE: Final = "out_of_range"
TOO_SHORT: Final = "too_short"
TOO_LONG: Final = "too_long"

CODES: Final = (
    WRONG_TYPE,
    BAD_FORMAT,
    UNKNOWN_OPTION,
    DUPLICATE_OPTION,
    EXCLUSIVE_OPTION,
    OUT_OF_RANGE,
    TOO_SHORT,
    TOO_LONG,
)  # where several apply, the first of these is the answer's code

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HTTPS = "https://"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL has no place for these


def _first(codes: Iterator[tuple[str, bool]], clean: Any) -> Result:
    """The first code that applies, else the clean value. The codes come in their order."""
    return next(((code, None) for code, applies in codes if applies), (None, clean))


def _is_storable(text: str) -> bool:
    return _UNSTORABLE.search(text) is None


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# --- text ---------------------------------------------------------------------------------------
def _text(question: Question, value: Any) -> Result:
    return _cleaned_text(question, value, is_well_formed=lambda _: True)


def _url(question: Question, value: Any) -> Result:
    return _cleaned_text(question, value, is_well_formed=_is_https_address)


def _date(question: Question, value: Any) -> Result:
    return _cleaned_text(question, value, is_well_formed=_is_real_date)


def _cleaned_text(
    question: Question, value: Any, *, is_well_formed: Callable[[str], bool]
) -> Result:
    if not isinstance(value, str):
        return WRONG_TYPE, None
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _is_storable(text):
        return BAD_FORMAT, None
    if text == "":
        return None, ""
    return _first(_text_codes(question, text, is_well_formed=is_well_formed), text)


def _text_codes(
    question: Question, text: str, *, is_well_formed: Callable[[str], bool]
) -> Iterator[tuple[str, bool]]:
    yield BAD_FORMAT, not is_well_formed(text)
    yield TOO_SHORT, question.min_length is not None and len(text) < question.min_length
    yield TOO_LONG, question.max_length is not None and len(text) > question.max_length


def _is_https_address(text: str) -> bool:
    if not text.startswith(_HTTPS) or any(char.isspace() for char in text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:  # such as an unclosed bracket
        return False


def _is_real_date(text: str) -> bool:
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# --- yes or no, numbers -------------------------------------------------------------------------
def _boolean(_: Question, value: Any) -> Result:
    return (None, value) if isinstance(value, bool) else (WRONG_TYPE, None)


def _number(question: Question, value: Any) -> Result:
    if not _is_integer(value):
        return WRONG_TYPE, None
    return _in_range(value, low=question.min, high=question.max)


def _in_range(value: int, *, low: int | None, high: int | None) -> Result:
    if (low is not None and value < low) or (high is not None and value > high):
        return OUT_OF_RANGE, None
    return None, value


def _numbers(question: Question, value: Any) -> Result:
    if not isinstance(value, Mapping):
        return WRONG_TYPE, None
    clean = {field.id: value.get(field.id) for field in question.fields}
    return _first(_numbers_codes(question, value), clean)


def _numbers_codes(question: Question, value: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    given = {name: part for name, part in value.items() if part is not None}
    bounds = {field.id: (field.min, field.max) for field in question.fields}
    yield WRONG_TYPE, not all(_is_integer(part) for part in given.values())
    yield UNKNOWN_OPTION, not value.keys() <= bounds.keys()
    outside = (not bounds[name][0] <= part <= bounds[name][1] for name, part in given.items())
    yield OUT_OF_RANGE, any(outside)


# --- options ------------------------------------------------------------------------------------
def _single(question: Question, value: Any) -> Result:
    if not isinstance(value, str):
        return WRONG_TYPE, None
    if value == "":
        return None, ""
    return _first(_option_codes(question, [value]), value)


def _multi(question: Question, value: Any) -> Result:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return WRONG_TYPE, None
    return _first(_option_codes(question, value), list(value))


def _option_codes(question: Question, values: list[str]) -> Iterator[tuple[str, bool]]:
    chosen = set(values)
    if question.pattern is not None:
        pattern = question.pattern
        yield BAD_FORMAT, not all(matches_fully(value, pattern=pattern) for value in chosen)
    else:
        yield UNKNOWN_OPTION, not chosen <= question.option_values
    yield DUPLICATE_OPTION, len(chosen) < len(values)
    yield EXCLUSIVE_OPTION, len(chosen) > 1 and not chosen.isdisjoint(question.exclusive_values)


def _matrix(question: Question, value: Any) -> Result:
    if not isinstance(value, Mapping):
        return WRONG_TYPE, None
    if not all(isinstance(part, str) for pair in value.items() for part in pair):
        return WRONG_TYPE, None
    rows = [row.value for row in question.rows]
    if not value.keys() <= set(rows) or not set(value.values()) <= question.option_values | {""}:
        return UNKNOWN_OPTION, None
    return None, {row: value.get(row, "") for row in rows}


# --- files --------------------------------------------------------------------------------------
def _files(question: Question, value: Any) -> Result:
    if not _are_file_entries(value, texts=("name", "sha256")):
        return WRONG_TYPE, None
    endings = {_ending(item["name"]) for item in value}
    return _first(_file_codes(value, named=endings, accepted=question.accept), _copies(value))


def _evidence(question: Question, value: Any) -> Result:
    if not _are_file_entries(value, texts=("name", "sha256", "format")):
        return WRONG_TYPE, None
    formats = {item["format"] for item in value}
    return _first(_file_codes(value, named=formats, accepted=question.accept), _copies(value))


def _are_file_entries(value: Any, *, texts: tuple[str, ...]) -> bool:
    keys = {*texts, "size"}
    return isinstance(value, list) and all(
        isinstance(item, Mapping)
        and item.keys() == keys
        and all(isinstance(item[name], str) for name in texts)
        and _is_integer(item["size"])
        and item["size"] >= 0
        for item in value
    )


def _file_codes(
    items: list[Mapping[str, Any]], *, named: set[str], accepted: tuple[str, ...]
) -> Iterator[tuple[str, bool]]:
    yield BAD_FORMAT, not all(_is_well_named(item) for item in items)
    yield UNKNOWN_OPTION, not named <= set(accepted)


def _is_well_named(item: Mapping[str, Any]) -> bool:
    name = item["name"]
    has_name = bool(name.strip()) and _is_storable(name)
    return has_name and _SHA256.fullmatch(item["sha256"]) is not None


def _ending(name: str) -> str:
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def _copies(items: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [dict(item) for item in items]


CLEANERS: Final[Mapping[str, Cleaner]] = {
    "text": _text,
    "long_text": _text,
    "url": _url,
    "date": _date,
    "yes_no": _boolean,
    "number": _number,
    "numbers": _numbers,
    "single": _single,
    "multi": _multi,
    "matrix": _matrix,
    "files": _files,
    "evidence": _evidence,
    "attestation": _boolean,
}
