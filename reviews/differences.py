"""What changed between two answers, word by word? Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `same`, `added` or `removed`."""

    kind: str
    text: str


def of_words(before: str, after: str) -> tuple[Piece, ...]:
    """The new text with what was added and removed, white space kept as it stands."""
    steps = _steps(_words(before), _words(after))
    return tuple(Piece(kind, "".join(words)) for kind, words in steps)


def of_lines(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """The same for an answer of several lines, such as chosen options."""
    return tuple(
        Piece(kind, line) for kind, lines in _steps(list(before), list(after)) for line in lines
    )


def _words(text: str) -> list[str]:
    """Each word with the white space after it; white space at the beginning by itself."""
    return re.findall(r"\S+\s*|^\s+", text)


def _steps(before: list[str], after: list[str]) -> list[tuple[str, list[str]]]:
    steps: list[tuple[str, list[str]]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            steps.append(("same", after[new_start:new_end]))
            continue
        steps.append(("removed", before[old_start:old_end]))
        steps.append(("added", after[new_start:new_end]))
    return [(kind, words) for kind, words in steps if words]
