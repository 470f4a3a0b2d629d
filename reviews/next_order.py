"""In which order does Next offer what waits, and how does it say why this one came?

1. What has been overdue for more than a week, the oldest first: so that nothing waits for ever.
2. What is overdue, by tier, the strictest first.
3. All else, by tier, the strictest first.

Within a tier, by age as the reviewers' clock counts it: what is due on the earliest day comes
first, since a tier's hours are the same for all and the applicant's time does not count. On the
same day, first what is written in a language that the reviewer reads, then what has come back to
them, then what is due first.

Each step is a range of an index in the index's order, so its cost does not grow with the queue.
What a reviewer has put back in the last day comes again only when there is nothing else. After
something heavy, what is lighter comes first, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from guidelines import tier_words
from reviews import eligibility, interleaving, queries, reservations
from reviews.models import Availability, Lease, QueueItem

LONG: Final = timedelta(days=7)
RECENTLY: Final = timedelta(days=1)
Items = QuerySet[QueueItem, Any]


class Step(StrEnum):
    """Where in the order an item stands."""

    LONG_OVERDUE = "long_overdue"
    OVERDUE = "overdue"
    IN_TIME = "in_time"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for the next one, when, and which languages they read."""

    by: User
    now: datetime
    languages: tuple[str, ...]

    @property
    def reads(self) -> Q:
        """As a condition on items: written in a language that they read."""
        read = Q(language__in=self.languages)
        return read | Q(language="") if settings.LANGUAGE_CODE in self.languages else read


@dataclass(frozen=True, slots=True)
class Because:
    """Why this one came: the facts, for pages and programs to tell in words."""

    step: Step
    tier: str
    due_at: datetime
    is_read: bool
    is_back: bool

    def in_words(self) -> tuple[str, ...]:
        """Sentences, the weightiest first."""
        told = [_STEPS[self.step](self), _of_age(self)]
        if self.is_read:
            told.append(_("It is written in a language that you read."))
        if self.is_back:
            told.append(_("You know it: it came back to you, or was handed over to you."))
        return tuple(told)


def asking(by: User, *, now: datetime) -> Asking:
    """What Next has to know of a reviewer; one query."""
    return Asking(by, now, tuple(queries.availability_of(by).languages))


def offers(who: Asking) -> Iterator[tuple[Step, Items]]:
    """What may be offered, step by step, each in its order; what was put back last."""
    free = _free(who)
    again = _put_back(who)
    groups = (free.exclude(again), free.filter(again))
    for rows in interleaving.lighter_first(groups, by=who.by):
        for step in Step:
            yield step, _ordered(rows.filter(_within(step, who.now)), step, who)


def because(item: Any, step: Step) -> Because:
    """Of an item as `offers` gives it."""
    return Because(
        step=step,
        tier=item.tier,
        due_at=item.due_at,
        is_read=bool(item.is_read),
        is_back=bool(item.is_back),
    )


def _free(who: Asking) -> Items:
    """Eligibility before order: what this reviewer may take up now."""
    held = Lease.objects.held(who.now).values("application")
    waiting = eligibility.workable(QueueItem.objects.waiting(), by=who.by)
    free = waiting.exclude(application__in=held)
    free = free.exclude(reservations.for_others(who.by, now=who.now))
    return free.filter(who.reads | ~_read_by_others(who)) if who.languages else free


def _read_by_others(who: Asking) -> Q:
    """Written in a language that somebody has named who is there: they will see to it."""
    there = Availability.objects.filter(reviewer__in=reservations.present(who.now))
    named = {code for codes in there.values_list("languages", flat=True) for code in codes}
    read = Q(language__in=sorted(named))
    return read | Q(language="") if settings.LANGUAGE_CODE in named else read


def _put_back(who: Asking) -> Q:
    """Held by this reviewer in the last day, and not come back to them since."""
    mine = Lease.objects.filter(reviewer=who.by, ended_at__gt=who.now - RECENTLY)
    return Q(application__in=mine.values("application")) & ~reservations.for_them(
        who.by, now=who.now
    )


def _within(step: Step, now: datetime) -> Q:
    long_ago = now - LONG
    return {
        Step.LONG_OVERDUE: Q(due_at__lt=long_ago),
        Step.OVERDUE: Q(due_at__gte=long_ago, due_at__lt=now),
        Step.IN_TIME: Q(due_at__gte=now),
    }[step]


def _ordered(rows: Items, step: Step, who: Asking) -> Items:
    is_back = reservations.for_them(who.by, now=who.now)
    ranked = rows.annotate(is_read=_flag(who.reads), is_back=_flag(is_back))
    by_tier = () if step is Step.LONG_OVERDUE else (F("weight").desc(),)
    return ranked.order_by(*by_tier, "due_on", "-is_read", "-is_back", "due_at", "pk")


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def _of_age(told: Because) -> str:
    day = date_format(told.due_at, "DATE_FORMAT")
    return _("Among those it is due first, on %(day)s.") % {"day": day}


def _long_overdue(_told: Because) -> str:
    return _("It has been overdue for more than a week, which comes before all else.")


def _overdue(told: Because) -> str:
    words = {"tier": tier_words.word(told.tier)}
    return _("It is overdue, and its tier is %(tier)s: stricter tiers come first.") % words


def _in_time(told: Because) -> str:
    words = {"tier": tier_words.word(told.tier)}
    return (
        _("Nothing that you may take is overdue. Its tier is %(tier)s: stricter tiers come first.")
        % words
    )


_STEPS: Final = {Step.LONG_OVERDUE: _long_overdue, Step.OVERDUE: _overdue, Step.IN_TIME: _in_time}
