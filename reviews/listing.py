"""What stands in the queue: its tabs with their counts, its filters, and one page of rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts import queries as accounts
from accounts.models import User
from applications.models import Application, Decision, Revision
from applications.states import OPEN, Status
from guidelines import queries as guidelines
from guidelines.pack import Pack, Tier
from reviews import eligibility
from reviews.topics import TOPICS_QUESTION
from reviews.urgency import urgency

PAGE_SIZE = 25
TIERS = tuple(str(tier) for tier in Tier)


class Tab(TextChoices):
    """The saved views of the queue."""

    UNCLAIMED = "unclaimed", pgettext_lazy("view of the queue", "Unclaimed")
    MINE = "mine", _("Mine")
    OVERDUE = "overdue", _("Overdue")
    SECOND = "second", _("Second review")
    APPEALS = "appeals", _("Appeals")
    WAITING = "waiting", _("Waiting for applicant")
    OPEN = "open", _("All open")
    DECIDED = "decided", _("Decided")


@dataclass(frozen=True, slots=True)
class Filters:
    """What one looks for; every field is in the address of the page."""

    tab: Tab = Tab.UNCLAIMED
    tier: str = ""
    status: str = ""
    words: str = ""
    after: str = ""
    before: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that the address names, less the place in the list."""
        fields = {"tab": self.tab, "tier": self.tier, "status": self.status, "q": self.words}
        return {name: str(value) for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    """One application as the queue shows it."""

    application: Application
    why: str
    urgency: str  # "" | soon | overdue
    topics: tuple[str, ...]
    holder: str  # pseudonym, "" if nobody holds it
    is_mine: bool
    held_until: datetime | None
    is_express: bool
    revision: int

    @property
    def cursor(self) -> str:
        """The row's place in the list."""
        return f"{self.application.due_at:%Y-%m-%dT%H:%M:%S.%f}Z~{self.application.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and where the ones around it begin."""

    rows: tuple[Row, ...]
    next_after: str
    previous_before: str


def filters_from(given: Mapping[str, str]) -> Filters:
    """Read an address; what it cannot mean is left out."""
    tab = given.get("tab", "")
    tier, status = given.get("tier", ""), given.get("status", "")
    return Filters(
        tab=Tab(tab) if tab in Tab.values else Tab.UNCLAIMED,
        tier=tier if tier in TIERS else "",
        status=status if status in Status.values else "",
        words=given.get("q", "").replace("\x00", "").strip()[:100],
        after=given.get("after", ""),
        before=given.get("before", ""),
    )


def reviewable(by: User, now: datetime) -> QuerySet[Application]:
    """What this reviewer may judge, each with its present claim and whether they have decided.

    Appeals against what they took part in are for others.
    """
    decided = Decision.objects.filter(revision=OuterRef("revision_id"), reviewer=by)
    return eligibility.visible(Application.objects.all(), by=by).annotate(
        lease=FilteredRelation(
            "leases", condition=Q(leases__ended_at=None, leases__expires_at__gt=now)
        ),
        has_decided=Exists(decided),
    )


def counts(by: User) -> dict[Tab, int]:
    """How many stand in each tab; one query. The decided ones are not counted."""
    now = timezone.now()
    counted = [tab for tab in Tab if tab is not Tab.DECIDED]
    open_or_waiting = reviewable(by, now).filter(status__in=[*OPEN, Status.CHANGES_REQUESTED])
    found = open_or_waiting.aggregate(
        **{tab.value: Count("pk", filter=_in_tab(tab, by, now)) for tab in counted}
    )
    return {tab: found[tab.value] for tab in counted}


def page(filters: Filters, *, by: User) -> Page:
    """The rows at this place of the list; one query, at any depth."""
    there = list(_placed(found(filters, by=by), filters)[: PAGE_SIZE + 1])
    has_more = len(there) > PAGE_SIZE
    there = there[:PAGE_SIZE]
    if filters.before:
        there.reverse()
    shown = rows(there, by=by)
    is_further = bool(filters.after) or (bool(filters.before) and has_more)
    return Page(
        rows=_returned_first(shown, filters, by=by),
        next_after=shown[-1].cursor if shown and (has_more or filters.before) else "",
        previous_before=shown[0].cursor if shown and is_further else "",
    )


def _returned_first(shown: tuple[Row, ...], filters: Filters, *, by: User) -> tuple[Row, ...]:
    """Among a reviewer's own, what has come back with an answer stands on top of its page."""
    if filters.tab is not Tab.MINE:
        return shown
    return tuple(sorted(shown, key=lambda row: not is_back(row.application, by=by)))


def found(filters: Filters, *, by: User) -> QuerySet[Application]:
    """All that the filters let through, with what a row needs; in no order."""
    now = timezone.now()
    return (
        _matching(filters, by=by, now=now)
        .select_related("organisation", "pack", "revision", "appeal")
        .only(
            *("reference", "title", "status", "tier", "round", "submitted_at", "due_at", "soon_at"),
            *("returned_to", "returned_until"),
            *("organisation__name", "organisation__public_id"),
            *("revision__number", "pack__sha256", "appeal__filed_at", "appeal__round"),
        )
        .annotate(
            holder=F("lease__reviewer__pseudonym"),
            holder_id=F("lease__reviewer"),
            held_until=F("lease__expires_at"),
        )
    )


def rows(applications: Iterable[Application], *, by: User) -> tuple[Row, ...]:
    """They as the queue shows them; one query more, for what may distress."""
    now = timezone.now()
    shown = list(applications)
    chosen = _chosen_topics(shown)
    return tuple(
        _row(one, by=by, now=now, topics=chosen.get(one.revision_id or 0)) for one in shown
    )


def _chosen_topics(applications: Iterable[Application]) -> dict[int, Any]:
    """By revision. Apart from the rows, so that no sorting ever reads the answers of all."""
    ids = [application.revision_id or 0 for application in applications]
    named = Revision.objects.filter(pk__in=ids)
    return dict(named.values_list("pk", f"answers__{TOPICS_QUESTION}"))


def _in_tab(tab: Tab, by: User, now: datetime) -> Q:
    is_open = Q(status__in=OPEN)
    is_back = Q(lease=None, returned_to=by)
    conditions: dict[Tab, Q] = {
        Tab.UNCLAIMED: is_open & Q(lease=None, has_decided=False) & ~_is_reserved(by, now),
        Tab.MINE: is_open & (Q(lease__reviewer=by) | is_back),
        Tab.OVERDUE: is_open & Q(due_at__lt=now),
        Tab.SECOND: Q(status=Status.AWAITING_SECOND, has_decided=False),
        Tab.APPEALS: Q(status=Status.APPEALED, has_decided=False),
        Tab.WAITING: Q(status=Status.CHANGES_REQUESTED),
        Tab.OPEN: is_open,
        Tab.DECIDED: Q(status__in=(Status.APPROVED, Status.DECLINED)),
    }
    return conditions[tab]


def _is_reserved(by: User, now: datetime) -> Q:
    """Whether a reply waits for another reviewer, who still reviews."""
    waits = Q(returned_until__gt=now, returned_to__in=accounts.reviewers())
    return waits & ~Q(returned_to=by)


def _matching(filters: Filters, *, by: User, now: datetime) -> QuerySet[Application]:
    rows = reviewable(by, now).filter(_in_tab(filters.tab, by, now))
    if filters.tier:
        rows = rows.filter(tier=filters.tier)
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.words:
        rows = rows.filter(
            Q(reference__startswith=filters.words.upper()) | Q(title__icontains=filters.words)
        )
    return rows


def _placed(rows: QuerySet[Application], filters: Filters) -> QuerySet[Application]:
    """In order of due date, the decided ones the other way round, from the cursor on."""
    is_backwards = (filters.tab is Tab.DECIDED) is not bool(filters.before)
    place = _read_cursor(filters.before or filters.after)
    if place:
        rows = rows.filter(_beyond(*place, is_backwards=is_backwards))
    return rows.order_by(*(("-due_at", "-pk") if is_backwards else ("due_at", "pk")))


def _beyond(moment: datetime, pk: int, *, is_backwards: bool) -> Q:
    if is_backwards:
        return Q(due_at__lte=moment) & (Q(due_at__lt=moment) | Q(pk__lt=pk))
    return Q(due_at__gte=moment) & (Q(due_at__gt=moment) | Q(pk__gt=pk))


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    moment_text, _, pk = cursor.partition("~")
    try:
        moment = parse_datetime(moment_text)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not re.fullmatch("[0-9]{1,18}", pk):
        return None
    return moment, int(pk)


def _row(application: Any, *, by: User, now: datetime, topics: Any) -> Row:
    pack = guidelines.compiled(application.pack)
    return Row(
        application=application,
        why=why_here(application, is_held=application.holder_id is not None, by=by),
        urgency=urgency(application, now=now),
        topics=topics_of(pack, topics),
        holder=application.holder or "",
        is_mine=application.holder_id == by.pk,
        held_until=application.held_until,
        is_express=pack.consequences[Tier(application.tier)].express,
        revision=application.revision.number,
    )


def why_here(application: Application, *, is_held: bool, by: User) -> str:
    """Why an application stands in the queue, in a few words."""
    if is_back(application, by=by) and not is_held:
        return gettext("Returned to you: the applicant has answered")
    if application.status == Status.IN_REVIEW:
        return _why_in_review(application, is_held=is_held)
    told = {Status.SUBMITTED: _why_submitted, Status.APPEALED: _why_appealed}
    tell = told.get(Status(application.status))
    return tell(application) if tell else str(_WHY[Status(application.status)])


def is_back(application: Application, *, by: User) -> bool:
    """Whether the applicant has answered what this reviewer asked."""
    return application.returned_to_id == by.pk and application.status in OPEN


def _why_submitted(application: Application) -> str:
    number = application.current_revision().number
    if number == 1:
        return gettext("New")
    return gettext("Resubmitted with changes, revision %(number)s") % {"number": number}


def _why_in_review(application: Application, *, is_held: bool) -> str:
    if application.round > 1:
        return gettext("Two reviewers did not agree")
    return gettext("Under review") if is_held else gettext("Begun and put back")


def _why_appealed(application: Application) -> str:
    if application.round > application.appeal.round:
        return gettext("Appeal: two reviewers did not agree on it")
    return gettext("Appeal against a decline: for people who took no part in it")


_WHY: Final[Mapping[Status, StrOrPromise]] = {
    Status.AWAITING_SECOND: _("A second person must agree"),
    Status.CHANGES_REQUESTED: _("Waits for the applicant"),
    Status.APPROVED: _("Approved"),
    Status.DECLINED: _("Declined"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.RECORDED: _("Recorded: nothing that was judged has changed"),
}


def topics_of(pack: Pack, chosen: Any) -> tuple[str, ...]:
    """What may distress a reader, by name; nothing if the applicant chose `none`."""
    labels = pack.question(TOPICS_QUESTION).labels if TOPICS_QUESTION in pack.question_index else {}
    return tuple(labels.get(topic, topic) for topic in chosen or () if topic != "none")
