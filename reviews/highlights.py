"""Which stretches of an answer are quoted, when it is shown with or without what changed? Pure."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from applications.differences import Piece


@dataclass(frozen=True, slots=True)
class Span:
    """A quote's place in the answer as it now reads."""

    id: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text: `same`, `added` or `removed`, and the quotes that lie over it."""

    kind: str
    text: str
    begins: tuple[int, ...] = ()  # the quotes whose first words these are
    is_quoted: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is nothing but white space, which must not get lost between two tags."""
        return not self.text.strip()


def highlighted(pieces: Iterable[Piece], spans: Iterable[Span]) -> tuple[Stretch, ...]:
    """The pieces, cut where a quote begins or ends; what was removed is never quoted."""
    known = tuple(spans)
    cuts = sorted({place for span in known for place in (span.start, span.end)})
    stretches: list[Stretch] = []
    at = 0
    for piece in pieces:
        if piece.kind == "removed":
            stretches.append(Stretch(piece.kind, piece.text))
            continue
        stretches += _cut(piece, at, cuts, known)
        at += len(piece.text)
    return tuple(stretches)


def _cut(piece: Piece, at: int, cuts: list[int], spans: tuple[Span, ...]) -> Iterator[Stretch]:
    end = at + len(piece.text)
    places = [at, *(cut for cut in cuts if at < cut < end), end]
    for start, stop in itertools.pairwise(places):
        yield Stretch(
            piece.kind,
            piece.text[start - at : stop - at],
            begins=tuple(span.id for span in spans if span.start == start),
            is_quoted=any(span.start <= start < span.end for span in spans),
        )
