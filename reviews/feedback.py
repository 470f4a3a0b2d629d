"""What can be learnt from decided cases: one record of plain JSON for each decided revision.

`docs/feedback.schema.json` says what a record holds. Sealed answers never leave. The applicant's
words, and what reviewers wrote or quoted about them, leave only if the organisation agreed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from accounts.models import Membership, User
from applications.models import Application, Decision, Revision
from applications.models.conflicts import unconflicted
from applications.states import Status
from events.models import Event
from reviews.masking import VERSION, Mask, mask, masked_all
from reviews.models import Quote

SCHEMA: Final = "gatehouse-feedback/1"
CHUNK: Final = 50
TOLD: Final = tuple(
    f"application.{act}" for act in ("pass_to_second", "disagree", "approve", "decline")
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read for some revisions at once."""

    decisions: Mapping[int, list[Decision]]
    quotes: Mapping[int, list[Quote]]
    events: Mapping[str, list[int]]
    names: Mapping[int, list[str]]  # by organisation
    staff: list[str]


def records(*, by: User | None = None) -> Iterator[dict[str, Any]]:
    """Each decided revision, oldest first; for a person, only of what does not conflict with them.

    So many are in memory at a time, however many there are.
    """
    closed = Application.objects.filter(status__in=(Status.APPROVED, Status.DECLINED))
    if by is not None:
        closed = closed.filter(unconflicted(by))
    decided = Decision.objects.values("revision")
    found = Revision.objects.filter(application__in=closed, pk__in=decided).order_by("pk")
    after = 0
    while part := list(_part(found, after=after)):
        known = _read(part)
        yield from (_record(revision, known) for revision in part)
        after = part[-1].pk


def _part(found: Any, *, after: int) -> Any:
    more = found.select_related("application__organisation", "pack").defer("sealed_answers")
    return more.filter(pk__gt=after)[:CHUNK]


def _read(part: list[Revision]) -> _Known:
    decisions: dict[int, list[Decision]] = defaultdict(list)
    for decision in Decision.objects.filter(revision__in=part).order_by("pk"):
        decisions[decision.revision_id].append(decision)
    quotes: dict[int, list[Quote]] = defaultdict(list)
    for quote in Quote.objects.filter(revision__in=part).order_by("pk"):
        quotes[quote.revision_id].append(quote)
    events: dict[str, list[int]] = defaultdict(list)
    subjects = [revision.application.subject for revision in part]
    told = Event.objects.filter(subject__in=subjects, kind__in=TOLD).order_by("pk")
    for pk, subject in told.values_list("pk", "subject"):
        events[subject].append(pk)
    names: dict[int, list[str]] = defaultdict(list)
    members = Membership.objects.filter(
        organisation__in={revision.application.organisation_id for revision in part}
    )
    for organisation, name in members.values_list("organisation", "user__name"):
        names[organisation].append(name)
    people = {one.reviewer_id for found in decisions.values() for one in found}
    people |= {revision.submitted_by_id or 0 for revision in part}
    staff = list(User.objects.filter(pk__in=people).values_list("name", flat=True))
    return _Known(decisions, quotes, events, names, staff)


def _record(revision: Revision, known: _Known) -> dict[str, Any]:
    application = revision.application
    consents = application.organisation.allowed_learning_at is not None
    masked = mask([*known.names.get(application.organisation_id, ()), *known.staff])
    decisions, quotes = known.decisions[revision.pk], known.quotes.get(revision.pk, [])
    labels = _labels([*(d.reviewer_id for d in decisions), *(q.reviewer_id for q in quotes)])
    return {
        "schema": SCHEMA,
        "pack": revision.pack.name,
        "consent": consents,
        "answers": masked_all(revision.answers, masked) if consents else None,
        "tier": revision.tier,
        "decisions": [_decision(one, labels, masked if consents else None) for one in decisions],
        "quotes": [_quote(one, labels, masked) for one in quotes] if consents else [],
        "provenance": {
            "revision_sha256": revision.record_sha256,
            "revision_number": revision.number,
            "events": known.events.get(application.subject, []),
            "portal": settings.PORTAL_VERSION,
            "masking": VERSION,
        },
    }


def _labels(people: Iterable[int]) -> dict[int, str]:
    """In each record anew: the same person is somebody else in the next one."""
    order = dict.fromkeys(people)
    return {person: f"reviewer-{number}" for number, person in enumerate(order, start=1)}


def _decision(one: Decision, labels: Mapping[int, str], masked: Mask | None) -> dict[str, Any]:
    return {
        "reviewer": labels[one.reviewer_id],
        "round": one.round,
        "outcome": one.outcome,
        "tier": one.tier,
        "grant_tier": one.grant_tier,
        "clauses": one.clauses,
        "conditions": [condition["id"] for condition in one.conditions],
        "checks": {check: mark for check, mark in one.checks.items() if mark},
        "note": masked(one.note) if masked else None,
        "record_sha256": one.record_sha256,
    }


def _quote(one: Quote, labels: Mapping[int, str], masked: Mask) -> dict[str, Any]:
    return {
        "reviewer": labels[one.reviewer_id],
        "check": one.check_id,
        "question": one.question,
        "words": masked(one.exact),
    }
