"""What a person is told about an answer that is missing or invalid: one sentence for each code."""

from collections.abc import Callable, Mapping
from typing import Final

from guidelines.pack import Question


def sentence(question: Question, code: str) -> str:
    """The sentence for a validation code, or for `missing`. It has no full stop, as on a page."""
    if code == "missing":
        return question.error
    return _SENTENCES[code](question)


def unknown_question(question_id: str) -> str:
    return f"The form has no question {question_id[:40]}"


def _subject(question: Question) -> str:
    """The label as the subject of a sentence; a label that asks is quoted."""
    if question.type == "attestation" or any(sign in question.label for sign in "?,:"):
        return f"The answer to '{question.label}'"
    return question.label


def _wrong_type(question: Question) -> str:
    return f"{_subject(question)} must be {_SHAPES[question.type]}"


def _bad_format(question: Question) -> str:
    kind = question.options_from or question.type
    return f"{_subject(question)} {_FORMATS.get(kind, _UNSTORABLE)}"


def _unknown_option(question: Question) -> str:
    return f"{_subject(question)} {_UNKNOWN[question.type](question)}"


def _duplicate_option(question: Question) -> str:
    return f"{_subject(question)} must hold each option only once"


def _exclusive_option(question: Question) -> str:
    alone = " or ".join(f"'{o.label}'" for o in question.options if o.exclusive)
    return f"{_subject(question)} cannot hold {alone} together with another option"


def _out_of_range(question: Question) -> str:
    if question.type == "number":
        return f"{_subject(question)} must be between {question.min:,} and {question.max:,}"
    parts = (f"{f.label} between {f.min:,} and {f.max:,}" for f in question.fields)
    return f"{_subject(question)} must be in range: {'; '.join(parts)}"


def _too_short(question: Question) -> str:
    return f"{_subject(question)} must be {question.min_length:,} characters or more"


def _too_long(question: Question) -> str:
    if question.max_length is None:  # no text: only the portal's own limit stops it
        return f"{_subject(question)} is longer than any answer to it can be"
    return f"{_subject(question)} must be {question.max_length:,} characters or fewer"


_SENTENCES: Final[Mapping[str, Callable[[Question], str]]] = {
    "wrong_type": _wrong_type,
    "bad_format": _bad_format,
    "unknown_option": _unknown_option,
    "duplicate_option": _duplicate_option,
    "exclusive_option": _exclusive_option,
    "out_of_range": _out_of_range,
    "too_short": _too_short,
    "too_long": _too_long,
}
_FILE_SHAPE: Final = "a list of files, each with name, sha256 and size"
_SHAPES: Final = {
    "text": "text",
    "long_text": "text",
    "url": "text",
    "date": "text such as 2026-05-31",
    "yes_no": "yes or no",
    "attestation": "yes or no",
    "number": "a whole number",
    "numbers": "a whole number in each field",
    "single": "one of its options",
    "multi": "a list of options",
    "matrix": "one option for each row",
    "files": _FILE_SHAPE,
    "evidence": f"{_FILE_SHAPE}, and format",
}
_UNSTORABLE: Final = "must not hold characters that cannot be stored"
_FORMATS: Final = {
    "languages": "must hold only language codes, such as en or pt-BR",
    "own_applications": "must hold only references of your earlier applications",
    "url": "must be an address that starts with https:// and has no spaces",
    "date": "must be a real date, such as 2026-05-31",
    "files": "must name each file and give its SHA-256 as 64 digits from 0 to f",
    "evidence": "must name each file and give its SHA-256 as 64 digits from 0 to f",
}


def _listed(names: tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


_UNKNOWN: Final[Mapping[str, Callable[[Question], str]]] = {
    "single": lambda _: "must be one of the options offered",
    "multi": lambda _: "must hold only options that are offered",
    "matrix": lambda _: "must have only the rows and options that are offered",
    "numbers": lambda _: "must have only the fields that are offered",
    "files": lambda question: f"must be files that end in {_listed(question.accept)}",
    "evidence": lambda question: f"must have one of the formats {_listed(question.accept)}",
}
