"""How does a reviewer's own day stand: what they leave to others, and what they have been through?

Everything here is for the person alone; nothing else than their own pages and what is offered to
them may ask.
"""

import json
from dataclasses import dataclass, replace
from typing import Any, Final, Self, TypeVar

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from applications.models import Application
from applications.sealing import unseal
from common.errors import DomainError
from guidelines import queries as guidelines
from guidelines.models import PackVersion
from reviews import exposure, topics
from reviews.models import Exposure, QueueItem, Vendor, VendorReviewer, Wishes
from reviews.models.wellbeing import start_of_day
from reviews.vendor_records import missing

SEALED_LENGTH: Final = 2000

_Row = TypeVar("_Row", Application, QueueItem)


class Unsuited(DomainError):
    """This application is not offered to you."""


class OptedOut(Unsuited):
    """You have left a topic that this application names to others. My work has the choice."""


class BudgetSpent(Unsuited):
    """Your budget of distressing work for today is spent. Lighter work waits in the queue."""


class VendorNotCurrent(Unsuited):
    """Your vendor's record of labour standards is not complete and current."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose for their own work."""

    topics: frozenset[str] = frozenset()  # left to others
    budget: int | None = None  # a lower one than the portal's
    is_warned: bool = True  # topics are named on a page of their own before the desk

    @classmethod
    def opened(cls, sealed: bytes | memoryview | None) -> Self:
        """Out of the sealed row; what everybody has if there is none."""
        kept = unseal(sealed or b"")
        return cls(
            topics=frozenset(kept.get("topics", ())),
            budget=kept.get("budget"),
            is_warned=kept.get("is_warned", True),
        )

    def as_kept(self) -> dict[str, Any]:
        """What is sealed; filled up, so that its length says nothing."""
        kept = {"topics": sorted(self.topics), "budget": self.budget, "is_warned": self.is_warned}
        return {**kept, "filled": " " * (SEALED_LENGTH - len(json.dumps(kept)))}

    def leaving(self, left: frozenset[str]) -> Self:
        """The same, and these topics left to others as well."""
        return replace(self, topics=self.topics | left)

    @property
    def most(self) -> int:
        """The points that a day may hold."""
        most: int = settings.EXPOSURE_BUDGET
        return most if self.budget is None else min(most, self.budget)


@dataclass(frozen=True, slots=True)
class Day:
    """A reviewer's wishes, the points of today, and whether a vendor's record stands in the way."""

    wish: Wish
    spent: int
    is_vendor_current: bool

    @property
    def is_spent(self) -> bool:
        """Whether no more distressing work is offered today."""
        return self.spent >= self.wish.most

    def refusal(self, named: frozenset[str]) -> type[Unsuited] | None:
        """Why work that names these topics is not offered, if it is not."""
        if not self.is_vendor_current:
            return VendorNotCurrent
        if named & self.wish.topics:
            return OptedOut
        return BudgetSpent if named and self.is_spent else None


def wish_of(by: User) -> Wish:
    """What the person chose; one query."""
    return Wish.opened(Wishes.objects.filter(reviewer=by).values_list("sealed", flat=True).first())


def known_topics() -> dict[str, str]:
    """Every topic of every published version of the guidelines, the newest words first."""
    packs = guidelines.compiled_all(PackVersion.objects.newest_first())
    return {
        topic: label for pack in reversed(packs) for topic, label in topics.offered(pack).items()
    }


def day(by: User) -> Day:
    """Read it, in one query."""
    now = timezone.now()
    today = Exposure.objects.filter(reviewer=OuterRef("pk"), at__gte=start_of_day(now))
    lapsed = VendorReviewer.objects.filter(reviewer=OuterRef("pk")).exclude(
        vendor__in=Vendor.objects.current(now.date())
    )
    sealed, spent, is_lapsed = User.objects.values_list(
        "wishes__sealed",
        Subquery(today.values("reviewer").annotate(points=Sum("points")).values("points")),
        Exists(lapsed),
    ).get(pk=by.pk)
    return Day(Wish.opened(sealed), int(spent or 0), is_vendor_current=not is_lapsed)


def contacts() -> list[User]:
    """Who reads the notes that are addressed to the wellbeing contact."""
    named = [address.strip().lower() for address in settings.WELLBEING_CONTACTS]
    return list(User.objects.filter(email__in=named, is_staff=True, is_active=True).order_by("pk"))


def ensure_suited(application: Application, *, by: User) -> None:
    """Raise if it is not for `by` today: by their own wish, or by their vendor's record."""
    refusal = day(by).refusal(exposure.topics_of(application))
    if refusal is VendorNotCurrent:
        raise VendorNotCurrent(_what_is_missing(by))
    if refusal:
        raise refusal


def _what_is_missing(by: User) -> str:
    vendor = Vendor.objects.get(reviewers__reviewer=by)
    parts = missing(vendor, today=timezone.now().date())
    return gettext(
        "The record of labour standards of %(vendor)s is not complete and current. Missing:"
        " %(parts)s."
    ) % {"vendor": vendor.name, "parts": ", ".join(parts)}


def suited(items: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those of the applications, or of what waits about them, that may be offered to `by` today."""
    standing = day(by)
    if not standing.is_vendor_current:
        return items.none()
    if standing.is_spent:
        return items.exclude(_names_any(items))
    return items.exclude(_names(items, standing.wish.topics)) if standing.wish.topics else items


def _names(items: QuerySet[Any, Any], given: frozenset[str]) -> Q:
    """Whether a row is about one of these topics."""
    if items.model is Application:
        return Q(Exists(_open().filter(topics__overlap=[*given])))
    return Q(topics__overlap=[*given])


def _names_any(items: QuerySet[Any, Any]) -> Q:
    if items.model is Application:
        return Q(Exists(_open().filter(topics__len__gt=0)))
    return Q(topics__len__gt=0)


def _open() -> QuerySet[QueueItem]:
    """What waits about the application of the row around it."""
    return QueueItem.objects.filter(application=OuterRef("pk"), closed_at=None)
