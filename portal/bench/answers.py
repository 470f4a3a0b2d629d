"""A full application made from the pack itself: every question answered, every option ticked."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from guidelines.pack import Pack, Question

LONGEST_TEXT = 1_500  # as a thorough applicant writes
MOST_OPTIONS = 20


def full_answers(pack: Pack) -> dict[str, Any]:
    """A valid answer to every question; what is not visible does not count anyway."""
    return {question.id: _ANSWERS[question.type](question) for question in pack.questions}


def file_content(question: Question) -> bytes:
    """The content of the one file that answers a question for files."""
    text = f"File for {question.id}\n"
    kind = question.accept[0]
    if kind == "pdf":
        return f"%PDF-1.7\n{text}%%EOF\n".encode()
    return json.dumps({"file": text}).encode() if "json" in kind else text.encode()


def _text(question: Question) -> str:
    words = f"{question.label} is answered here at some length, as a thorough applicant would. "
    length = min(question.max_length or LONGEST_TEXT, LONGEST_TEXT)
    return (words * (length // len(words) + 1))[:length].strip()


def _multi(question: Question) -> list[str]:
    options = question.options or question.suggested
    return [option.value for option in options if not option.exclusive][:MOST_OPTIONS]


def _file(question: Question) -> list[dict[str, Any]]:
    content = file_content(question)
    item: dict[str, Any] = {
        "name": f"{question.id}.{question.accept[0]}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }
    return [item | {"format": question.accept[0]} if question.type == "evidence" else item]


_ANSWERS: Final[Mapping[str, Callable[[Question], Any]]] = {
    "text": _text,
    "long_text": _text,
    "url": lambda question: f"https://example.org/{question.id}",
    "date": lambda _: "2027-01-31",
    "yes_no": lambda _: True,
    "number": lambda question: question.min or 0,
    "numbers": lambda question: {field.id: field.min for field in question.fields},
    "single": lambda question: question.options[0].value,
    "multi": _multi,
    "matrix": lambda question: {row.value: question.options[0].value for row in question.rows},
    "files": _file,
    "evidence": _file,
    "attestation": lambda _: True,
}
