"""What has happened since a page of the desk was made? In words, for whoever has it open.

The page says how far the log of the application was when it was made, and which marks it shows.
Decisions are told without a name and without what was decided while a second reviewer is to judge
without knowing it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from applications.models import Application, Revision
from events import queries as events
from events.models import Event
from reviews import queries, seen

SENTENCES: Final[Mapping[str, StrOrPromise]] = {
    "application.withdraw": _("The applicant withdrew it at {at}."),
    "application.request_changes": _("The applicant was asked for changes at {at}."),
    "application.pass_to_second": _("A reviewer decided at {at}; a second one is needed."),
    "application.disagree": _("The reviewers did not agree: at {at} it went back to the queue."),
    "application.approve": _("It was approved at {at}."),
    "application.decline": _("It was declined at {at}."),
    "application.appeal": _("The applicant appealed at {at}."),
    "application.withdraw_appeal": _("The applicant took the appeal back at {at}."),
    "application.take_back": _("A request for a change was taken back at {at}."),
    "approval.suspend": _("Its approval was suspended at {at}."),
    "approval.reinstate": _("Its approval was reinstated at {at}."),
    "approval.revoke": _("Its approval was revoked at {at}."),
    "approval.expire": _("Its approval ended at {at}."),
    "approval.relinquish": _("The applicant gave the approval up at {at}."),
    "review.claimed": _("Claimed at {at} by {who}."),
    "review.released": _("Given back to the queue at {at} by {who}."),
    "review.handed_over": _("Handed over at {at} by {who}."),
    "review.lease_expired": _("The claim on it ended at {at}."),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of the desk says about itself."""

    position: int  # in the log of the application
    revision: int
    shown: Mapping[str, str] | None  # its stamps, see `seen`; None: it has no checklist


def news(application: Application, page: Page, *, by: User) -> tuple[str, ...]:
    """A sentence for each thing that a page which is open does not show yet, oldest first."""
    happened = list(events.timeline(application.subject).filter(seq__gt=page.position))
    people = events.actors(happened) if happened else {}
    told = [_sentence(application, event, people, by=by) for event in happened]
    return tuple(filter(None, (*told, _marked_elsewhere(application, page, by=by))))


def _sentence(
    application: Application, event: Event, people: Mapping[str, User], *, by: User
) -> str:
    at = date_format(event.at, "H:i")
    if event.kind == "application.submit":
        return _submitted(application, event.data, at=at)
    if event.kind == "application.message" and not event.data["from_staff"]:
        return gettext("The applicant wrote a message at {at}.").format(at=at)
    actor = people.get(event.actor_ref)
    who = gettext("you") if actor == by else getattr(actor, "pseudonym", gettext("a reviewer"))
    return str(SENTENCES.get(event.kind, "")).format(at=at, who=who)


def _submitted(application: Application, data: Mapping[str, Any], *, at: str) -> str:
    """A new revision, with the questions whose answers it changed."""
    number = data["revision"]
    pair = application.revisions.filter(number__in=(number - 1, number)).order_by("number")
    facts = {"number": number, "at": at, "questions": ", ".join(_changed(list(pair)))}
    if facts["questions"]:
        return gettext("Revision {number} came in at {at}: {questions} changed.").format(**facts)
    return gettext("Revision {number} came in at {at}.").format(**facts)


def _changed(revisions: list[Revision]) -> list[str]:
    if len(revisions) != 2:  # noqa: PLR2004 -- a pair
        return []
    before, after = (one.all_answers() for one in revisions)
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def _marked_elsewhere(application: Application, page: Page, *, by: User) -> str:
    """Marks that another tab has set on the revision that this page shows."""
    revision = application.current_revision()
    if page.shown is None or revision.number != page.revision:
        return ""
    checks = seen.elsewhere(queries.marks_of(revision, by=by), page.shown)
    if not checks:
        return ""
    told = gettext("You marked these in another tab: {checks}.")
    return told.format(checks=", ".join(sorted(checks)))
