"""Which answers count: cleaning by type, validation codes, visible questions, effective answers.

Pure functions of a pack and of what was stored; whatever JSON is given, they answer, never raise.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from guidelines import answer_types
from guidelines.pack import TEXT_TYPES, Pack, Question
from guidelines.sentences import sentence as sentence  # noqa: PLC0414 -- part of this API

UNKNOWN_QUESTION = "unknown_question"


@dataclass(frozen=True, slots=True)
class Checked:
    """One answer after cleaning: its value (the empty one if invalid) and its code, if any."""

    value: Any
    code: str | None = None
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class Invalid:
    question: str
    code: str


@dataclass(frozen=True, slots=True)
class Effective:
    """The effective answers and what was found on the way to them."""

    answers: Mapping[str, Any]
    visible: tuple[str, ...]
    invalid: tuple[Invalid, ...]
    hidden_but_answered: tuple[str, ...]


def empty_value(question: Question) -> Any:
    """A fresh empty value of the question's type."""
    return _EMPTY[question.type](question)


def check(question: Question, value: Any) -> Checked:
    """Clean and validate one answer, as a page does when it saves."""
    empty = empty_value(question)
    if value is None:
        return Checked(empty)
    code, cleaned = answer_types.CLEANERS[question.type](question, value)
    if code:
        return Checked(empty, code, is_given=True)
    return Checked(cleaned, is_given=cleaned != empty)


def is_incomplete(question: Question, value: Any) -> bool:
    """Whether a cleaned answer is empty, or lacks one row or field."""
    if question.type in {"matrix", "numbers"}:
        return any(part in ("", None) for part in value.values())
    return bool(value == empty_value(question))


def effective(pack: Pack, given: Mapping[str, Any]) -> Effective:
    """One pass in form order; an answer to a question that is not visible never counts."""
    answers = {question.id: empty_value(question) for question in pack.questions}
    visible: list[str] = []
    hidden: list[str] = []
    invalid: list[Invalid] = []
    for question in pack.questions:
        checked = check(question, given.get(question.id))
        if question.show_if is None or question.show_if.holds(answers):
            visible.append(question.id)
            answers[question.id] = checked.value
            if checked.code:
                invalid.append(Invalid(question.id, checked.code))
        elif checked.is_given:
            hidden.append(question.id)
    invalid.extend(_unknown(pack, given))
    return Effective(answers, tuple(visible), tuple(invalid), tuple(hidden))


def _unknown(pack: Pack, given: Mapping[str, Any]) -> list[Invalid]:
    unknown = sorted(key for key in given if key not in pack.question_index)
    return [Invalid(key, UNKNOWN_QUESTION) for key in unknown]


_EMPTY: Mapping[str, Callable[[Question], Any]] = {
    **dict.fromkeys(TEXT_TYPES, lambda _: ""),
    "single": lambda _: "",
    "yes_no": lambda _: None,
    "number": lambda _: None,
    "numbers": lambda question: {field.id: None for field in question.fields},
    "multi": lambda _: [],
    "matrix": lambda question: {row.value: "" for row in question.rows},
    "files": lambda _: [],
    "evidence": lambda _: [],
    "attestation": lambda _: False,
}
