"""How does an answer read in words? For summaries, the status page and the desk. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext

from guidelines.answers import check
from guidelines.pack import Question
from guidelines.sentences import number


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer; `label` names its row or field, if it has any."""

    text: str
    label: str = ""


def lines(question: Question, value: Any) -> tuple[Line, ...]:
    """The answer line by line, empty if none was given; an invalid one as it was typed."""
    checked = check(question, value)
    if checked.code:
        return _as_typed(value)
    return _LINES[question.type](question, checked.value) if checked.is_given else ()


def _as_typed(value: Any) -> tuple[Line, ...]:
    if isinstance(value, Mapping):
        return tuple(Line(str(part), str(label)) for label, part in value.items() if part != "")
    return tuple(Line(str(part)) for part in (value if isinstance(value, list) else [value]))


def _text(_: Question, value: str) -> tuple[Line, ...]:
    return (Line(value),)


def _date(_: Question, value: str) -> tuple[Line, ...]:
    day = date.fromisoformat(value)
    return (Line(date_format(day, "DATE_FORMAT")),)


def _yes_no(_: Question, value: bool) -> tuple[Line, ...]:  # noqa: FBT001 -- the answer itself
    return (Line(gettext("Yes") if value else gettext("No")),)


def _attestation(_: Question, value: bool) -> tuple[Line, ...]:  # noqa: FBT001 -- the answer itself
    return (Line(gettext("Confirmed")),) if value else ()


def _number(_: Question, value: int) -> tuple[Line, ...]:
    return (Line(number(value)),)


def _numbers(question: Question, value: Mapping[str, int | None]) -> tuple[Line, ...]:
    given = ((field.label, value[field.id]) for field in question.fields)
    return tuple(Line(number(one), label) for label, one in given if one is not None)


def _single(question: Question, value: str) -> tuple[Line, ...]:
    return (Line(question.labels.get(value, value)),)


def _multi(question: Question, value: list[str]) -> tuple[Line, ...]:
    return tuple(Line(question.labels.get(item, item)) for item in value)


def _matrix(question: Question, value: Mapping[str, str]) -> tuple[Line, ...]:
    given = ((row.label, value[row.value]) for row in question.rows)
    return tuple(Line(question.labels[option], label) for label, option in given if option)


def _files(_: Question, value: list[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(Line(item["name"]) for item in value)


_LINES: Final[Mapping[str, Callable[[Question, Any], tuple[Line, ...]]]] = {
    "text": _text,
    "long_text": _text,
    "url": _text,
    "date": _date,
    "yes_no": _yes_no,
    "attestation": _attestation,
    "number": _number,
    "numbers": _numbers,
    "single": _single,
    "multi": _multi,
    "matrix": _matrix,
    "files": _files,
    "evidence": _files,
}
