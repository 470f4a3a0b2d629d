"""What is a valid answer of each question type, as JSON Schema? The cleaners, told to others."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from guidelines.pack import Option, Question

Schema = dict[str, Any]

NO_NUL: Final[Schema] = {"not": {"pattern": r"\u0000"}}
ADDRESS: Final = (
    r"^https://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@\[\]]*)?"
    r"(?:[/?#]\S*)?$"
)
DATE: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SHA256: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$", "maxLength": 64}


def complete(question: Question) -> Schema:
    """The shape of an answer that lacks nothing."""
    return _COMPLETE[question.type](question)


def answer(question: Question) -> Schema:
    """The shape of an answer that may be empty, null, or lack rows and fields."""
    return _ANSWER[question.type](question)


# --- text ---------------------------------------------------------------------------------------
def _text(question: Question) -> Schema:
    most = {"maxLength": question.max_length} if question.max_length is not None else {}
    least = {"minLength": max(1, question.min_length or 0)}
    return {"type": "string", **least, **most, "pattern": r"\S", **NO_NUL}


def _url(question: Question) -> Schema:
    return {**_text(question), "format": "uri", "pattern": ADDRESS}


def _date(question: Question) -> Schema:
    return {**_text(question), "format": "date", "pattern": DATE}


def _or_empty(question: Question) -> Schema:
    return {"anyOf": [complete(question), {"enum": ["", None]}]}


# --- yes or no, numbers -------------------------------------------------------------------------
def _number(question: Question) -> Schema:
    return {"type": "integer", **_bounds(question.min, question.max)}


def _bounds(low: int | None, high: int | None) -> Schema:
    return {
        **({"minimum": low} if low is not None else {}),
        **({"maximum": high} if high is not None else {}),
    }


def _number_or_null(question: Question) -> Schema:
    return {**_number(question), "type": ["integer", "null"]}


def _numbers(question: Question, *, kind: Any = "integer") -> Schema:
    properties = {
        field.id: {"title": field.label, "type": kind, **_bounds(field.min, field.max)}
        for field in question.fields
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _some_numbers(question: Question) -> Schema:
    return _partly(_numbers(question, kind=["integer", "null"]))


def _partly(whole: Schema) -> Schema:
    """The same with nothing required, and null."""
    return {**whole, "type": ["object", "null"], "required": []}


# --- options ------------------------------------------------------------------------------------
def _titled(options: Iterable[Option]) -> list[Schema]:
    return [{"const": option.value, "title": option.label} for option in options]


def _option(question: Question) -> Schema:
    if question.pattern is None:
        return {"type": "string", "oneOf": _titled(question.options)}
    suggested = [option.value for option in question.suggested]
    shape = {"type": "string", "pattern": f"^(?:{question.pattern})$"}
    return {**shape, "examples": suggested} if suggested else shape


def _single(question: Question) -> Schema:
    shape = _option(question)
    return {**shape, "minLength": 1} if question.pattern is not None else shape


def _multi(question: Question) -> Schema:
    shape: Schema = {"type": "array", "items": _option(question), "uniqueItems": True}
    if alone := [option.value for option in question.options if option.exclusive]:
        only = {"if": {"type": "array", "contains": {"enum": alone}}, "then": {"maxItems": 1}}
        shape |= only
    return shape | {"minItems": 1}


def _maybe_empty_list(question: Question) -> Schema:
    whole = complete(question)
    return {**whole, "type": ["array", "null"], "minItems": 0}


def _matrix(question: Question, *, empty: tuple[Schema, ...] = ()) -> Schema:
    values = [*_titled(question.options), *empty]
    rows = {row.value: {"title": row.label, "oneOf": values} for row in question.rows}
    return {
        "type": "object",
        "properties": rows,
        "required": list(rows),
        "additionalProperties": False,
    }


def _some_rows(question: Question) -> Schema:
    return _partly(_matrix(question, empty=({"const": ""},)))


# --- files --------------------------------------------------------------------------------------
def _files(question: Question) -> Schema:
    endings = "|".join(_in_either_case(ending) for ending in question.accept)
    return _list_of_files(name={"pattern": rf"\.(?:{endings})$"})


def _in_either_case(ending: str) -> str:
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in ending)


def _evidence(question: Question) -> Schema:
    return _list_of_files(name={"pattern": r"\S"}, format={"enum": list(question.accept)})


def _list_of_files(*, name: Schema, **others: Schema) -> Schema:
    properties = {
        "name": {"type": "string", **NO_NUL, **name},
        "sha256": SHA256,
        "size": {"type": "integer", "minimum": 0},
        **others,
    }
    entry = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {"type": "array", "items": entry, "minItems": 1}


Shape = Callable[[Question], Schema]
_COMPLETE: Final[Mapping[str, Shape]] = {
    "text": _text,
    "long_text": _text,
    "url": _url,
    "date": _date,
    "yes_no": lambda _: {"type": "boolean"},
    "number": _number,
    "numbers": _numbers,
    "single": _single,
    "multi": _multi,
    "matrix": _matrix,
    "files": _files,
    "evidence": _evidence,
    "attestation": lambda _: {"type": "boolean", "const": True},
}
_ANSWER: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("text", "long_text", "url", "date", "single"), _or_empty),
    **dict.fromkeys(("multi", "files", "evidence"), _maybe_empty_list),
    "yes_no": lambda _: {"type": ["boolean", "null"]},
    "number": _number_or_null,
    "numbers": _some_numbers,
    "matrix": _some_rows,
    "attestation": lambda _: {"type": ["boolean", "null"]},
}
