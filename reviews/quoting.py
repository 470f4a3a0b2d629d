"""Where do quoted words stand in a text, now or after it was rewritten? Pure.

Positions count Unicode code points, as Python's strings do.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from applications.differences import WORD

ALIKE_MIN: Final = (
    0.6  # of the words of a quote and of a stretch, from which it is the quote, changed
)
WIDTHS: Final = (1.0, 0.75, 1.25, 1.5)  # of the stretches looked at, as parts of the quote's words


class Fate(StrEnum):
    """What became of quoted words in a later text."""

    SAME = "same"  # in their place
    MOVED = "moved"  # in another place
    CHANGED = "changed"  # in other words
    GONE = "gone"

    @property
    def is_standing(self) -> bool:
        """Whether the very words are still there."""
        return self in {Fate.SAME, Fate.MOVED}


@dataclass(frozen=True, slots=True)
class Selector:
    """Quoted words with what stood around them (Web Annotation's text quote and position)."""

    exact: str
    start: int
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words, or what has become of them, stand; nowhere if they are gone."""

    fate: Fate
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some words in a row: how alike they are to the quote, and where they stand."""

    likeness: float
    start: int
    end: int


def select(text: str, start: int, end: int, *, context: int) -> Selector:
    """The words between two positions, with as much of what stands around them."""
    before = text[max(0, start - context) : start]
    return Selector(text[start:end], start, before, text[end : end + context])


def locate(text: str, words: str, *, near: int) -> tuple[int, int] | None:
    """Where words that somebody copied stand, nearest to a position; None if they do not.

    White space may have been lost or added in copying; whatever else has to be the same.
    """
    parts = words.split()
    if not parts:
        return None
    pattern = r"\s+".join(re.escape(part) for part in parts)
    places = [match.span() for match in re.finditer(pattern, text)]
    return min(places, key=lambda place: abs(place[0] - near), default=None)


def find_again(quote: Selector, text: str) -> Found:
    """What became of a quote in the answer as it now reads."""
    end = quote.start + len(quote.exact)
    if text[quote.start : end] == quote.exact:
        return Found(Fate.SAME, quote.start, end)
    places = list(_occurrences(text, quote.exact))
    if places:
        start = max(places, key=lambda at: (_context(quote, text, at), -abs(at - quote.start)))
        return Found(Fate.MOVED, start, start + len(quote.exact))
    nearest = _nearest(quote, text)
    if nearest and nearest.likeness >= ALIKE_MIN:
        return Found(Fate.CHANGED, nearest.start, nearest.end)
    return Found(Fate.GONE)


def _occurrences(text: str, exact: str) -> Iterator[int]:
    """Every place, those that overlap included."""
    at = text.find(exact)
    while at >= 0:
        yield at
        at = text.find(exact, at + 1)


def _context(quote: Selector, text: str, at: int) -> int:
    """How many characters right before and right after are those that stood there."""
    end = at + len(quote.exact)
    before = _run(quote.prefix[::-1], text[max(0, at - len(quote.prefix)) : at][::-1])
    return before + _run(quote.suffix, text[end : end + len(quote.suffix)])


def _run(one: str, other: str) -> int:
    """How long two texts begin alike."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _nearest(quote: Selector, text: str) -> _Stretch | None:
    """The stretch of words most alike to the quote; of equals the one nearest to its place."""
    wanted = Counter(word.casefold() for word in WORD.findall(quote.exact))
    there = list(WORD.finditer(text))
    widths = {max(1, round(wanted.total() * part)) for part in WIDTHS}
    stretches = (one for width in sorted(widths) for one in _stretches(wanted, there, width=width))
    return max(
        stretches, key=lambda one: (one.likeness, -abs(one.start - quote.start)), default=None
    )


def _stretches(
    wanted: Counter[str], there: list[re.Match[str]], *, width: int
) -> Iterator[_Stretch]:
    """Every run of so many words that shares some with the quote."""
    left, shared = wanted.copy(), 0
    words = [match[0].casefold() for match in there]
    for last, word in enumerate(words):
        shared += left[word] > 0
        left[word] -= 1
        first = last - width + 1
        if first > 0:
            gone = words[first - 1]
            left[gone] += 1
            shared -= left[gone] > 0
        if shared:
            length = min(width, last + 1)
            likeness = 2 * shared / (wanted.total() + length)
            yield _Stretch(likeness, there[max(0, first)].start(), there[last].end())
