"""What changed between two answers, word by word or item by item? Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from applications import answer_words
from applications.answer_words import Line
from guidelines.pack import Question

WORD_TYPES: Final = frozenset({"text", "long_text", "url"})  # told word by word
FILE_TYPES: Final = frozenset({"files", "evidence"})
STEPS_MAX: Final = 4_000_000  # beyond so many comparisons a text is told as replaced
_EASTERN: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts without spaces: by character
WORD: Final = re.compile(rf"[{_EASTERN}]|[^\s{_EASTERN}]+")
_PART: Final = re.compile(rf"{WORD.pattern}|\s+")
Step = tuple[
    list[str], list[str]
]  # what stood there, what stands there; the same if nothing changed


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `same`, `added` or `removed`."""

    kind: str
    text: str


def is_prose(question: Question) -> bool:
    """Whether what changed in its answer is told word by word."""
    return question.type in WORD_TYPES


def of_answers(question: Question, before: Any, after: Any) -> tuple[Piece, ...]:
    """What changed in one answer: words of a text, else lines, fields, rows or files."""
    old, new = _items(question, before), _items(question, after)
    if is_prose(question):
        return of_words("".join(old), "".join(new))
    return of_lines(old, new)


def of_words(before: str, after: str) -> tuple[Piece, ...]:
    """The new text with what was added and removed, white space kept as it stands."""
    steps = _steps(_PART.findall(before), _PART.findall(after))
    return tuple(Piece(kind, "".join(words)) for kind, words in steps)


def of_lines(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """The same for an answer of several lines, such as chosen options."""
    return tuple(
        Piece(kind, line) for kind, lines in _steps(list(before), list(after)) for line in lines
    )


def _items(question: Question, value: Any) -> list[str]:
    lines = [_as_text(line) for line in answer_words.lines(question, value)]
    if question.type not in FILE_TYPES:
        return lines
    contents = [item.get("sha256", "") if isinstance(item, dict) else "" for item in value or ()]
    named = zip(lines, contents, strict=False)  # the same name may stand for another content
    return [f"{line} (SHA-256 {sha[:12]}…)" if sha else line for line, sha in named]


def _as_text(line: Line) -> str:
    return f"{line.label}: {line.text}" if line.label else line.text


def _steps(before: list[str], after: list[str]) -> list[tuple[str, list[str]]]:
    """Runs of what stayed, went and came; a space between two changes belongs to both."""
    runs: list[Step] = []
    for old, new in _aligned(before, after):
        is_gap = old == new and not "".join(new).strip()
        if runs and runs[-1][0] != runs[-1][1] and (is_gap or old != new):
            runs[-1] = (runs[-1][0] + old, runs[-1][1] + new)
        else:
            runs.append((old, new))
    told: list[tuple[str, list[str]]] = []
    for old, new in runs:
        told += [("same", new)] if old == new else [("removed", old), ("added", new)]
    return [(kind, words) for kind, words in told if words]


def _aligned(before: list[str], after: list[str]) -> list[Step]:
    if len(before) * len(after) > STEPS_MAX:
        return [(before, after)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        (before[old_start:old_end], after[new_start:new_end])
        for _, old_start, old_end, new_start, new_end in matcher.get_opcodes()
    ]
