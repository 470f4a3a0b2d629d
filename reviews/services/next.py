"""Next: claiming the best job there is for a reviewer, whoever else asks at the same moment."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from applications.models import Application
from applications.services.moves import NotAReviewer
from common.errors import DomainError
from reviews import eligibility, next_order, reservations
from reviews.models import Lease, QueueItem
from reviews.next_order import Asking, Because
from reviews.services.leases import claim, ensure_present

ATTEMPTS: Final = 20  # each loses only to somebody who got what was offered


class NothingForYou(DomainError):
    """Nothing that you may take waits for a reviewer now."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a reviewer got, and why it was this."""

    application: Application
    lease: Lease
    because: Because


def take_next(by: User) -> Taken:
    """Claim the first that may be offered; raises with the reasons if there is none.

    Rows that somebody else is about to claim are passed over, never waited for.
    """
    if not by.is_reviewer:
        raise NotAReviewer
    ensure_present(by)
    passed: set[int] = set()
    for _ in range(ATTEMPTS):
        who = next_order.asking(by, now=timezone.now())
        try:
            taken = _take(who, passed)
        except DomainError:
            continue  # claimed, withdrawn or decided since it was offered: look again
        if taken is None:
            break
        return taken
    raise NothingForYou(_why_nothing(next_order.asking(by, now=timezone.now())))


@transaction.atomic
def _take(who: Asking, passed: set[int]) -> Taken | None:
    """The application's row is locked, as every act locks it; the first free one is it.

    What is about to be claimed is noted in `passed`, and not offered again if that is refused.
    """
    for step, offered in next_order.offers(who):
        item = (
            offered.exclude(pk__in=passed)
            .select_related("application")
            .select_for_update(of=("application",), skip_locked=True)
            .first()
        )
        if item is not None:
            passed.add(item.pk)
            because = next_order.because(item, step)
            return Taken(item.application, claim(item.application, by=who.by), because)
    return None


def _why_nothing(who: Asking) -> str:
    """In words, and of nothing that this person may not know of."""
    seen = eligibility.visible(QueueItem.objects.waiting(), by=who.by)
    held = Lease.objects.held(who.now).filter(application=OuterRef("application"))
    is_held = Exists(held)
    mine = seen.filter(Exists(held.filter(reviewer=who.by))).count()
    others = seen.filter(is_held).count() - mine
    reserved = seen.exclude(is_held).filter(reservations.for_others(who.by, now=who.now)).count()
    told = [gettext(NothingForYou.sentence())]
    if mine:
        told.append(gettext("Held by you: %(count)s.") % {"count": mine})
    if others:
        told.append(gettext("Held by colleagues: %(count)s.") % {"count": others})
    if reserved:
        sentence = gettext("Come back to others, who have them first: %(count)s.")
        told.append(sentence % {"count": reserved})
    return " ".join(told)
