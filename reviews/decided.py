"""Which cases were decided last, and by which decision?"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import OuterRef, Subquery

from applications.models import Application, Decision
from applications.states import Status

CHUNK: Final = 50


def last_decisions(most: int) -> list[int]:
    """The ids of the decisions that closed the newest decided applications, newest first."""
    final = Decision.objects.filter(application=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    decided = Application.objects.filter(status__in=(Status.APPROVED, Status.DECLINED))
    newest = decided.order_by("-decided_at", "-pk").annotate(final=Subquery(final))
    return [pk for pk in newest.values_list("final", flat=True)[:most] if pk]


def in_chunks(pks: Sequence[int]) -> Iterator[Decision]:
    """The decisions in this order; so many are in memory at a time."""
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        found = Decision.objects.select_related("revision__pack", "application").in_bulk(part)
        yield from (found[pk] for pk in part if pk in found)
