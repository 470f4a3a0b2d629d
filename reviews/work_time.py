"""How long did somebody work, and since when without a break? Pure: spans of time in, times out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

Span = tuple[datetime, datetime]
SHORTEST_BREAK: Final = timedelta(minutes=5)  # a shorter gap is no rest


def merged(spans: Iterable[Span], *, gap: timedelta = timedelta()) -> list[Span]:
    """The same time without overlaps, in order; what lies closer than the gap is one."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], breaks: Iterable[Span]) -> list[Span]:
    """What is left of the spans when the breaks are taken out."""
    left = merged(spans)
    for pause_start, pause_end in merged(breaks):
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, pause_start)), (max(start, pause_end), end))
            if piece[0] < piece[1]
        ]
    return left


def total(spans: Iterable[Span], *, since: datetime, until: datetime) -> timedelta:
    """How long the spans last together between two moments."""
    cut = ((max(start, since), min(end, until)) for start, end in spans)
    return sum((end - start for start, end in merged(cut)), timedelta())


def unbroken_since(spans: Iterable[Span], *, now: datetime) -> datetime | None:
    """Since when somebody has worked without a gap long enough to rest; None if they do not."""
    runs = merged(spans, gap=SHORTEST_BREAK - timedelta(microseconds=1))
    if not runs or now - runs[-1][1] >= SHORTEST_BREAK:
        return None
    return runs[-1][0]
