"""What reviewers read: who holds what, their marks, and who may review at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, JSONObject
from django.utils import timezone

from accounts.models import User
from applications import conflicts
from applications import queries as applications
from applications.models import Application, Approval, Interest, Message, Recusal, Revision
from applications.models.approval import USABLE
from applications.models.conflicts import unconflicted
from applications.states import CLOSED
from events.models import Chain
from guidelines import assessment as assessing
from guidelines.assessment import Assessment
from guidelines.checklist import Review
from guidelines.pack import Pack, Tier
from reviews import reservations
from reviews.models import (
    Availability,
    HandOver,
    HeldDecision,
    HeldState,
    Lease,
    Mark,
    Opening,
    QueueReason,
    Quote,
    TierOverride,
)

MARK_FIELDS: Final = ("check_id", "mark", "note", "has_evidence", "question", "wording")
OPENING_FIELDS: Final = ("id", "check_id", "opened_by_id", "reason")
OVERRIDE_FIELDS: Final = ("id", "raised_to", "lowered_to", "reason")
QUOTE_FIELDS: Final = (
    *("id", "revision_id", "check_id", "question", "start", "end"),
    *("exact", "prefix", "suffix", "came_from"),
)

SUBJECT: Final = "application:"  # as Application.subject begins


def pack_of(application: Application) -> Pack:
    """The pack that the application is pinned to."""
    return applications.pack_of(application)


def for_desk(applications: QuerySet[Application]) -> QuerySet[Application]:
    """With how many messages were written about each, how far its log is: `position`, why it is
    here, and what was handed over with it.
    """
    written = Message.objects.filter(application=OuterRef("pk")).order_by().values("application")
    count = Subquery(written.annotate(count=Count("pk")).values("count"))
    chain = Chain.objects.filter(subject=Concat(Value(SUBJECT), OuterRef("reference")))
    reasons = QueueReason.objects.filter(item__application=OuterRef("pk"), closed_at=None)
    return applications.annotate(
        reasons=ArraySubquery(
            reasons.order_by("pk").values(row=JSONObject(reason="reason", since="opened_at"))
        ),
        handed=Subquery(_handed_over()),
        message_count=Coalesce(count, 0),
        position=Coalesce(Subquery(chain.values("seq")), 0),
    )


def _handed_over() -> QuerySet[HandOver, Any]:
    """What waits for a colleague, as the desk shows it."""
    standing = HandOver.objects.standing(timezone.now()).filter(application=OuterRef("pk"))
    return standing.values(
        row=JSONObject(
            giver="given_by__pseudonym",
            giver_id="given_by_id",
            taker="reviewer__pseudonym",
            taker_id="reviewer_id",
            until="until",
            note="note",
        )
    )


def lease_on(application: Application) -> Lease | None:
    """The claim that holds now, with its reviewer."""
    return application.leases.held(timezone.now()).select_related("reviewer").first()


def is_held(application: Application, *, by: User) -> bool:
    """Whether this reviewer holds it now."""
    return application.leases.held(timezone.now()).filter(reviewer=by).exists()


def held_decision(application: Application, *, by: User) -> HeldDecision | None:
    """The reviewer's last decision here, if it waits to be sent or could not be sent.

    What an undone or a sent one was is over; others never learn of any.
    """
    last = application.held_decisions.of(by).last()
    return last if last and last.state in {HeldState.HELD, HeldState.REFUSED} else None


def expired(now: datetime) -> list[Application]:
    """Those with a claim whose time is over and that nobody has ended."""
    return list(
        Application.objects.filter(leases__ended_at=None, leases__expires_at__lte=now).order_by(
            "pk"
        )
    )


def reviewers_for(application: Application) -> QuerySet[User]:
    """Everybody who may take it up: reviewers without a conflict of interest, who are there."""
    able = reservations.present(timezone.now()).filter(is_active=True)
    return able.exclude(conflicts.people(application))


def interests_of_others(person: User) -> QuerySet[Interest]:
    """The declared interests that hold, for a policy owner; nothing for anybody else."""
    if not person.is_policy_owner:
        return Interest.objects.none()
    return Interest.objects.in_force().exclude(reviewer=person).select_related("reviewer")


def recusals_of_others(person: User) -> QuerySet[Recusal]:
    """The recusals from what is open, for a policy owner, less what is hidden from them."""
    if not person.is_policy_owner:
        return Recusal.objects.none()
    free = unconflicted(person, organisation="application__organisation", application="application")
    theirs = Recusal.objects.in_force().exclude(reviewer=person).filter(free)
    open_ = theirs.exclude(application__status__in=CLOSED)
    return open_.select_related("reviewer", "application")


def is_present(person: User) -> bool:
    """Whether they are not out of office today."""
    away = Availability.objects.away(timezone.now().date())
    return not away.filter(reviewer=person).exists()


def hand_over_of(application: Application) -> HandOver | None:
    """What a colleague has handed over, and to whom, while it keeps others away."""
    standing = application.hand_overs.standing(timezone.now())
    return standing.select_related("reviewer", "given_by").first()


def is_handed_to_another(application: Application, *, by: User) -> bool:
    """Whether it waits for another reviewer by name, who could take it up."""
    handed = hand_over_of(application)
    if handed is None or handed.reviewer_id == by.pk:
        return False
    return reviewers_for(application).filter(pk=handed.reviewer_id).exists()


def colleagues_for(application: Application, *, by: User) -> QuerySet[User]:
    """To whom `by` may hand it over: all who may take it up, by pseudonym."""
    return reviewers_for(application).exclude(pk=by.pk).order_by("pseudonym", "pk")


def reviewer_called(pseudonym: str) -> User | None:
    """The reviewer who goes by this pseudonym, if there is one."""
    return reservations.present(timezone.now()).filter(pseudonym=pseudonym).first()


def availability_of(person: User) -> Availability:
    """What a reviewer has said about themselves; nothing yet is an answer too."""
    return Availability.objects.filter(reviewer=person).first() or Availability(reviewer=person)


def held_by(person: User) -> list[Application]:
    """What a reviewer holds now."""
    held = Lease.objects.held(timezone.now()).filter(reviewer=person).order_by("pk")
    return [lease.application for lease in held.select_related("application")]


def held_by_absent(now: datetime) -> list[Lease]:
    """The claims of people whose absence has begun."""
    away = Availability.objects.away(now.date())
    held = Lease.objects.held(now).filter(reviewer__in=away.values("reviewer"))
    return list(held.select_related("application", "reviewer").order_by("pk"))


def reserved_until(application: Application, *, by: User) -> datetime | None:
    """Until when a reply waits for the reviewer who asked; None if `by` need not wait."""
    until = application.returned_until
    if until is None or until <= timezone.now() or application.returned_to_id == by.pk:
        return None
    asked = reviewers_for(application).filter(pk=application.returned_to_id or 0)
    return until if asked.exists() else None


def marks_of(revision: Revision, *, by: User) -> dict[str, Mark]:
    """One reviewer's marks on a revision, by check."""
    return {mark.check_id: mark for mark in Mark.objects.filter(revision=revision, reviewer=by)}


def as_review(
    marks: Mapping[str, Mark], *, opened: frozenset[str], override: TierOverride | None = None
) -> Review:
    """Marks, the checks opened by hand and an override, as the rules take them."""
    raised, lowered = (override.raised_to, override.lowered_to) if override else ("", "")
    return Review(
        checks={check: mark.mark for check, mark in marks.items()},
        evidence=frozenset(check for check, mark in marks.items() if mark.has_evidence),
        opened=opened,
        raised_to=Tier(raised) if raised else None,
        lowered_to=Tier(lowered) if lowered else None,
    )


@dataclass(frozen=True, slots=True)
class Work:
    """What a reviewer has set at the desk so far, and which checks are open by hand."""

    marks: Mapping[str, Mark]
    openings: tuple[Opening, ...]
    quotes: tuple[Quote, ...]  # on the current revision and the one before
    override: TierOverride | None = None


def work_on(application: Application, *, by: User) -> Work:
    """All that stands at the desk, in one query."""
    revision = application.current_revision()
    marks = Mark.objects.filter(revision=revision, reviewer=by)
    openings = Opening.objects.standing().filter(application=OuterRef("pk"))
    quotes = Quote.objects.filter(
        revision__application=OuterRef("pk"), revision__number__gte=revision.number - 1, reviewer=by
    )
    overrides = TierOverride.objects.filter(revision=revision, reviewer=by)
    found = Application.objects.annotate(
        found_marks=_rows(marks, MARK_FIELDS),
        found_openings=_rows(openings, OPENING_FIELDS),
        found_quotes=_rows(quotes, QUOTE_FIELDS),
        found_overrides=_rows(overrides, OVERRIDE_FIELDS),
    ).values_list("found_marks", "found_openings", "found_quotes", "found_overrides")
    marked, opened_by_hand, quoted, overridden = found.get(pk=application.pk)
    known = pack_of(application).check_index
    return Work(
        marks={one["check_id"]: Mark(**one) for one in marked},
        openings=tuple(Opening(**one) for one in opened_by_hand if one["check_id"] in known),
        quotes=tuple(Quote(**one) for one in quoted),
        override=next((TierOverride(**one) for one in overridden), None),
    )


def _rows(found: QuerySet[Any], fields: Iterable[str]) -> ArraySubquery:
    """Rows as JSON, to be read within another query."""
    return ArraySubquery(found.values(row=JSONObject(**{name: name for name in fields})))


def openings_of(application: Application) -> tuple[Opening, ...]:
    """The checks of its pack that somebody opened by hand and that stand open."""
    known = pack_of(application).check_index
    return tuple(one for one in application.openings.standing() if one.check_id in known)


def opened(openings: Iterable[Opening]) -> frozenset[str]:
    """Their checks."""
    return frozenset(one.check_id for one in openings)


def review_of(application: Application, *, by: User) -> Review:
    """The same for the current revision."""
    marks = marks_of(application.current_revision(), by=by)
    override = override_of(application, by=by)
    return as_review(marks, opened=opened(openings_of(application)), override=override)


def override_of(application: Application, *, by: User) -> TierOverride | None:
    """The reviewer's own override on the current revision."""
    return TierOverride.objects.filter(revision=application.revision_id, reviewer=by).first()


def assess(application: Application, *, by: User) -> Assessment:
    """What the current revision comes to with this reviewer's marks."""
    answers = application.current_revision().all_answers()
    return assessing.assess(pack_of(application), answers, review_of(application, by=by))


def marks_to_carry_over(application: Application, *, by: User) -> list[Mark]:
    """This reviewer's marks on the previous revision that the new answers leave as they were."""
    current = application.current_revision()
    previous = application.revisions.filter(number=current.number - 1).first()
    if previous is None or Mark.objects.filter(revision=current, reviewer=by).exists():
        return []
    before, after = previous.all_answers(), current.all_answers()
    checks = pack_of(application).check_index
    return [
        mark
        for mark in Mark.objects.filter(revision=previous, reviewer=by)
        if mark.check_id in checks
        and mark.mark != "unclear"
        and all(before.get(q) == after.get(q) for q in checks[mark.check_id].evidence)
    ]


def approval_in_force(application: Application) -> Approval | None:
    """The active or suspended approval of its use case."""
    return Approval.objects.filter(line=application.line_id, status__in=USABLE).first()
