"""What does one look for in the queue? All of it is in the address of the page."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from applications.states import Status
from guidelines.pack import Tier
from reviews import searching
from reviews.models import ItemKind
from reviews.tabs import Items, Tab

TIERS: Final = tuple(str(tier) for tier in Tier)
PLAIN: Final = ("kind", "tier", "status", "language", "topic", "organisation", "overdue")


@dataclass(frozen=True, slots=True)
class Filters:
    """Every field is part of the address of the page; "" where nothing is asked for."""

    tab: Tab = Tab.UNCLAIMED
    kind: str = ""
    tier: str = ""
    status: str = ""
    language: str = ""
    topic: str = ""
    organisation: str = ""  # its public id
    overdue: str = ""  # "yes"
    words: str = ""
    after: str = ""
    before: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that the address names, less the place in the list."""
        named = {"tab": str(self.tab), **self.narrowing()}
        return named | ({"q": self.words} if self.words else {})

    def narrowing(self) -> dict[str, str]:
        """The filters that are on, less the words."""
        return {name: str(getattr(self, name)) for name in PLAIN if getattr(self, name)}

    def without_place(self) -> "Filters":
        """The same from the beginning of the list."""
        return replace(self, after="", before="")


def filters_from(given: Mapping[str, object]) -> Filters:
    """Read an address; what it cannot mean is left out."""
    text = {field.name: str(given.get(field.name, "")) for field in fields(Filters)}
    tab = text["tab"]
    return Filters(
        tab=Tab(tab) if tab in Tab.values else Tab.UNCLAIMED,
        kind=_one_of(text["kind"], ItemKind.values),
        tier=_one_of(text["tier"], TIERS),
        status=_one_of(text["status"], Status.values),
        language=_short(text["language"], 10),
        topic=_short(text["topic"], 50),
        organisation=_public_id(text["organisation"]),
        overdue=_one_of(text["overdue"], ("yes",)),
        words=_short(str(given.get("q", "")), searching.LONGEST),
        after=text["after"],
        before=text["before"],
    )


def narrowed(items: Items, filters: Filters, *, now: datetime) -> Items:
    """Those of the items that the filters let through; the words are looked for apart."""
    for condition in _conditions(filters, now):
        items = items.filter(condition)
    return items


def _conditions(filters: Filters, now: datetime) -> list[Q]:
    wanted = {
        "kind": Q(kind=filters.kind),
        "tier": Q(tier=filters.tier),
        "status": Q(status=filters.status),
        "language": Q(language=filters.language),
        "topic": Q(topics__contains=[filters.topic]),
        "organisation": Q(organisation__public_id=filters.organisation or None),
        "overdue": Q(closed_at=None, paused_at=None, due_at__lt=now),
    }
    return [wanted[name] for name in filters.narrowing()]


def _one_of(text: str, known: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    return text if text in known else ""


def _short(text: str, longest: int) -> str:
    return text.replace("\x00", "").strip()[:longest]


def _public_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
