"""What stands at the desk: the answers, the checklist, the tier and why, the outcomes.

Everything is read here once, in a fixed number of queries, whatever the application holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from applications import appealing
from applications.models import Appeal, Application, Decision, Revision
from applications.models.decision import Outcome
from applications.outcome_words import DecisionWords, decision_words
from applications.states import CLOSED, OPEN
from guidelines import exceptions
from guidelines.assessment import Assessment
from guidelines.assessment import assess as judge
from guidelines.explanations import REASONS
from guidelines.pack import Pack, Tier
from reviews import asking, desk_answers, desk_checks, exposure, offers, queries, quotes, seen
from reviews.desk_checks import Typed
from reviews.models import HeldDecision, Lease, Mark
from reviews.urgency import urgency


@dataclass(frozen=True, slots=True)
class Points:
    """One line of the points."""

    text: str
    points: int
    highest: int


@dataclass(frozen=True)
class Desk:
    """The desk of one application for one reviewer."""

    application: Application
    assessment: Assessment
    work: queries.Work
    lease: Lease | None
    decisions: tuple[Decision, ...]  # on this revision, by anybody
    reviewer: User
    revealed: frozenset[str]
    typed: Typed
    appeal: Appeal | None = None  # open or decided
    held: HeldDecision | None = None  # the reviewer's own, which waits or could not be sent
    opened: exposure.Seen | None = None  # of what may distress; None if nothing may
    only_changed: bool = False  # answers that did not change are left out

    @property
    def revision(self) -> Revision:
        return self.application.current_revision()

    @property
    def marks(self) -> Mapping[str, Mark]:
        """The reviewer's own, by check."""
        return self.work.marks

    @property
    def pack(self) -> Pack:
        return self.assessment.pack

    @property
    def is_held(self) -> bool:
        """Whether the reviewer at the desk holds the application."""
        return self.lease is not None and self.lease.reviewer_id == self.reviewer.pk

    @property
    def has_decided(self) -> bool:
        return any(one.reviewer_id == self.reviewer.pk for one in self.decisions)

    @property
    def shown_decisions(self) -> tuple[Decision, ...]:
        """Earlier verdicts stay hidden until one's own checklist has no check without a mark.

        What an appeal is against is no secret: whoever judges it has to weigh it.
        """
        is_marked = self.marked_count == len(self.assessment.shown)
        is_over = self.has_decided or self.application.status in CLOSED
        return self.decisions if is_marked or is_over else self._appealed_against

    @property
    def _appealed_against(self) -> tuple[Decision, ...]:
        until = self.appeal.round if self.appeal else 0
        return tuple(one for one in self.decisions if one.round < until)

    @property
    def appealed(self) -> DecisionWords | None:
        """The decline that an appeal is against, with its clauses and findings in words."""
        declines = [d for d in self._appealed_against if d.outcome == Outcome.DECLINE]
        return decision_words(self.application, self.pack, declines[-1]) if declines else None

    @property
    def hidden_decision_count(self) -> int:
        return len(self.decisions) - len(self.shown_decisions)

    @property
    def offers(self) -> tuple[offers.Offer, ...]:
        return offers.offers(
            self.application,
            self.assessment,
            offers.Standing(
                is_held=self.is_held,
                has_decided=self.has_decided,
                is_sending=self.held is not None and self.held.is_waiting,
            ),
        )

    @property
    def is_express(self) -> bool:
        """Whether one click approves now: an express tier and nothing in the way."""
        has_gap = any(self.assessment.gate)
        is_express = self.assessment.review_consequence.express
        return is_express and self.offers[0].is_open and not has_gap

    @property
    def is_exceptional(self) -> bool:
        """Whether it is prohibited by clauses alone that allow a research exception."""
        is_prohibited = self.assessment.tier is Tier.PROHIBITED
        return is_prohibited and bool(exceptions.clauses(self.assessment))

    @property
    def groups(self) -> tuple[desk_checks.CheckGroup, ...]:
        revision = self.revision
        found = quotes.rows(self.work.quotes, revision.answers, revision=revision)
        extras = desk_checks.Extras(found, queries.opened(self.work.openings))
        return desk_checks.groups(self.assessment, self.marks, self.typed, extras)

    def answers(self) -> desk_answers.Answers:
        """The answers by section and what was asked; three queries."""
        return desk_answers.answers(
            self.application,
            self.assessment,
            revealed=self.revealed,
            covered=self.covered,
            spans=quotes.spans(self.work.quotes, revision=self.revision),
            only_changed=self.only_changed,
        )

    @property
    def covered(self) -> frozenset[str]:
        """The questions whose answers stay covered until asked for."""
        opened = self.opened
        return exposure.coverable(self.application) - opened.questions if opened else frozenset()

    def sections(self) -> tuple[desk_answers.AnswerSection, ...]:
        return self.answers().sections

    def doubtful_sections(self, named: Iterable[str]) -> frozenset[str]:
        """The sections of the named questions, and of those behind a gap or an unclear check."""
        behind = {
            question
            for check in self.assessment.shown
            if self.assessment.marks[check.id] in {"gap", "unclear"}
            for question in check.evidence
        }
        known = self.pack.question_index
        return frozenset(known[name].section for name in {*behind, *named} if name in known)

    @property
    def drafted_requests(self) -> Mapping[str, str]:
        """What the unclear checks ask so far: question → what to ask."""
        return asking.requests(self.assessment, self.marks.values())

    @property
    def topics(self) -> tuple[str, ...]:
        return desk_answers.topics(self.assessment)

    @property
    def urgency(self) -> str:
        return urgency(self.application, now=timezone.now())

    @property
    def points(self) -> tuple[Points, ...]:
        by_line = self.assessment.verdict.points_by_line
        return tuple(Points(line.text, by_line[line.id], line.highest) for line in self.pack.points)

    @property
    def marked_count(self) -> int:
        return sum(1 for check in self.assessment.shown if self.assessment.marks[check.id])

    @property
    def obstacles(self) -> tuple[tuple[str, str], ...]:
        """What stops an approval beside checks without a mark: check and reason in words."""
        gate = offers.mendable_gate(self.assessment)
        return tuple((o.check, str(REASONS[o.reason])) for o in gate if o.reason != "unanswered")

    @property
    def unmarked_count(self) -> int:
        return len(self.assessment.shown) - self.marked_count

    @property
    def first_unmarked(self) -> str:
        """The first check without a mark, "" if there is none."""
        return next((c.id for c in self.assessment.shown if not self.assessment.marks[c.id]), "")

    @property
    def is_open(self) -> bool:
        """Whether it waits for a reviewer."""
        return self.application.status in OPEN

    @property
    def is_claimable(self) -> bool:
        """Whether the reviewer may take it now."""
        return not (self.lease or self.has_decided)

    @property
    def is_markable(self) -> bool:
        """Whether marks can be typed: by the holder, or by whoever typed and lost the claim."""
        return self.is_held or bool(self.typed.marks)

    @property
    def stamps(self) -> str:
        """What the page shows of each check, see `seen`."""
        return seen.as_text(seen.stamps(self.marks))


def desk(
    application: Application,
    *,
    by: User,
    revealed: frozenset[str] = frozenset(),
    typed: Typed | None = None,
    only_changed: bool = False,
) -> Desk:
    """Read what every part of the desk needs."""
    revision = application.current_revision()
    work = queries.work_on(application, by=by)
    decisions = application.decisions.filter(revision=revision).select_related("reviewer")
    return Desk(
        application=application,
        assessment=_judged(application, work),
        work=work,
        lease=queries.lease_on(application),
        decisions=tuple(decisions),
        appeal=appealing.appeal_of(application),
        reviewer=by,
        held=queries.held_decision(application, by=by),
        revealed=revealed,
        typed=typed or Typed(),
        opened=exposure.seen(application, by=by) if exposure.topics_of(application) else None,
        only_changed=only_changed,
    )


def _judged(application: Application, work: queries.Work) -> Assessment:
    opened = queries.opened(work.openings)
    review = queries.as_review(work.marks, opened=opened, override=work.override)
    answers = application.current_revision().all_answers()
    return judge(queries.pack_of(application), answers, review)
