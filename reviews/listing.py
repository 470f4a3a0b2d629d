"""What stands in the queue: one page of rows, at any depth, or what a search finds."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from applications.models import Application
from guidelines.pack import Tier
from reviews import cursors, queries, reasons, searching, tabs, topics
from reviews.cursors import Place
from reviews.models import Lease, QueueItem, QueueReason
from reviews.narrowing import Filters, narrowed
from reviews.tabs import Items, Tab
from reviews.urgency import urgency

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One item as the queue shows it."""

    item: QueueItem
    reasons: tuple[str, ...]
    urgency: str  # "" | soon | overdue
    topics: tuple[str, ...]
    holder: str  # pseudonym, "" if nobody holds it
    is_mine: bool
    held_until: datetime | None
    is_express: bool
    passage: SafeString  # where the words of the search stand, "" where they do not

    @property
    def application(self) -> Application:
        return self.item.application

    @property
    def revision(self) -> int:
        return self.application.current_revision().number

    @property
    def why(self) -> str:
        """All reasons in one line."""
        return "; ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and where the ones around it begin."""

    rows: tuple[Row, ...]
    next_after: str
    previous_before: str
    found: int | None = None  # by a search
    is_cut: bool = False  # a search has found more than are ranked


def page(filters: Filters, *, by: User) -> Page:
    """The rows at this place of the list."""
    return _ranked_page(filters, by=by) if filters.words else _sorted_page(filters, by=by)


def found(filters: Filters, *, by: User) -> Items:
    """All that the filters let through, for lists that sort and page by themselves."""
    now = timezone.now()
    there = _there(filters, by=by, now=now)
    if filters.words:
        there = QueueItem.objects.filter(pk__in=_matching(there, filters))
    return _with_application(there)


def rows(items: Iterable[QueueItem], *, by: User, words: str = "") -> tuple[Row, ...]:
    """They as the queue shows them: one query more for who has them and one for why."""
    now = timezone.now()
    shown = list(items)
    held = {lease.application_id: lease for lease in _held(shown, now)}
    why = _open_reasons(shown)
    spots = searching.passages(_revisions(shown), words) if words and shown else {}
    return tuple(
        _row(item, why[item.pk], held.get(item.application_id), spots, by=by, now=now)
        for item in shown
    )


def _there(filters: Filters, *, by: User, now: datetime) -> Items:
    return narrowed(tabs.items(filters.tab, by=by, now=now), filters, now=now)


def _with_application(items: Items) -> Items:
    return items.select_related(
        "application__organisation", "application__pack", "application__revision"
    ).only(
        *(field.attname for field in QueueItem._meta.concrete_fields),  # noqa: SLF001 -- all
        *("application__reference", "application__title", "application__status"),
        *("application__tier", "application__submitted_at", "application__due_at"),
        *("application__organisation__name", "application__organisation__public_id"),
        *("application__revision__number", "application__pack__sha256"),
    )


def _sorted_page(filters: Filters, *, by: User) -> Page:
    there = _there(filters, by=by, now=timezone.now())
    listed = list(_with_application(_placed(there, filters))[: PAGE_SIZE + 1])
    has_more = len(listed) > PAGE_SIZE
    listed = listed[:PAGE_SIZE]
    if filters.before:
        listed.reverse()
    is_further = bool(filters.after) or (bool(filters.before) and has_more)
    places = [cursors.write(_place(item, filters.tab)) for item in (*listed[:1], *listed[-1:])]
    return Page(
        rows=_returned_first(rows(listed, by=by), filters, by=by),
        next_after=places[-1] if places and (has_more or filters.before) else "",
        previous_before=places[0] if places and is_further else "",
    )


def _placed(items: Items, filters: Filters) -> Items:
    """In the order of the tab, or backwards, from the cursor on."""
    order = tabs.SORTED_BY.get(filters.tab, tabs.USUAL_ORDER)
    field, is_falling = order.removeprefix("-"), order.startswith("-")
    is_falling = is_falling is not bool(filters.before)
    place = cursors.read(filters.before or filters.after)
    if place:
        items = items.filter(_beyond(field, place, is_falling=is_falling))
    sign = "-" if is_falling else ""
    return items.order_by(f"{sign}{field}", f"{sign}pk")


def _beyond(field: str, place: Place, *, is_falling: bool) -> Q:
    word = "lt" if is_falling else "gt"
    first = Q(**{f"{field}__{word}e": place.moment})
    return first & (Q(**{f"{field}__{word}": place.moment}) | Q(**{f"pk__{word}": place.pk}))


def _place(item: QueueItem, tab: Tab) -> Place:
    field = tabs.SORTED_BY.get(tab, tabs.USUAL_ORDER).removeprefix("-")
    return Place(moment=getattr(item, field), pk=item.pk)


def _matching(there: Items, filters: Filters) -> Items:
    """The keys of what is found, cut before anything is ranked: common words cost no more."""
    if filters.tab is not Tab.DECIDED:
        there = there.filter(application__search__is_open=True)
    matching = there.filter(**{searching.DOCUMENT: searching.query(filters.words)})
    return matching.order_by().values("pk")[: searching.MOST + 1]  # in no order: it stops early


def _ranked_page(filters: Filters, *, by: User) -> Page:
    """The best first; the place in this list is a number."""
    matching = _matching(_there(filters, by=by, now=timezone.now()), filters)
    best = QueueItem.objects.filter(pk__in=matching).annotate(rank=searching.rank(filters.words))
    keys = list(best.order_by("-rank", "-pk").values_list("pk", flat=True))
    ranked = keys[: searching.MOST]
    start = _start(filters, len(ranked))
    shown = ranked[start : start + PAGE_SIZE]
    by_key = _with_application(QueueItem.objects.all()).in_bulk(shown)
    listed = [by_key[key] for key in shown if key in by_key]
    end = start + PAGE_SIZE
    return Page(
        rows=rows(listed, by=by, words=filters.words),
        next_after=str(end) if end < len(ranked) else "",
        previous_before=str(start) if start else "",
        found=len(ranked),
        is_cut=len(keys) > searching.MOST,
    )


def _start(filters: Filters, length: int) -> int:
    if filters.before:
        return max(_number(filters.before) - PAGE_SIZE, 0)
    start = _number(filters.after)
    return start if start < length else 0


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else 0


def _held(items: Collection[QueueItem], now: datetime) -> QuerySet[Lease]:
    keys = [item.application_id for item in items]
    return Lease.objects.held(now).filter(application__in=keys).select_related("reviewer")


def _open_reasons(items: Collection[QueueItem]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for reason in QueueReason.objects.filter(item__in=items, closed_at=None):
        found[reason.item_id].append(reason.reason)
    return found


def _revisions(items: Collection[QueueItem]) -> list[int]:
    return [item.application.revision_id or 0 for item in items]


def _returned_first(shown: tuple[Row, ...], filters: Filters, *, by: User) -> tuple[Row, ...]:
    """Among a reviewer's own, what has come back with an answer stands on top of its page."""
    if filters.tab is not Tab.MINE:
        return shown
    return tuple(sorted(shown, key=lambda row: not reasons.is_back(row.item, by=by)))


def _row(
    item: QueueItem,
    why: Collection[str],
    lease: Lease | None,
    spots: Mapping[int, SafeString],
    *,
    by: User,
    now: datetime,
) -> Row:
    pack = queries.pack_of(item.application)
    return Row(
        item=item,
        reasons=reasons.words(item, why, is_held=lease is not None, by=by),
        urgency=urgency(item, now=now),
        topics=topics.labels(pack, item.topics),
        holder=lease.reviewer.pseudonym if lease else "",
        is_mine=lease is not None and lease.reviewer_id == by.pk,
        held_until=lease.expires_at if lease else None,
        is_express=pack.consequences[Tier(item.tier)].express,
        passage=spots.get(item.application.revision_id or 0, SafeString("")),
    )
