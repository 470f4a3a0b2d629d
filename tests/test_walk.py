"""Whatever applicants and reviewers try, in any order, do the promises hold?

A random walk over the services. Each act either happens or is refused in a sentence; after each
step the promises of the whole house are checked against the database.
"""

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from applications.models import Application
from applications.models.decision import Outcome
from applications.services import conversation, drafts, submissions
from applications.states import OPEN, ApprovalAction, Status
from common.errors import DomainError
from keys import queries as keys_queries
from keys import services as keys
from keys.decision import Allow, decide
from keys.models import ApiKey
from reviews import queries as review_queries
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

REVIEWERS = st.integers(0, 3)  # the last one belongs to the organisation
MOSTLY = st.sampled_from([True, True, False])
NAMES = st.sampled_from([cases.LOW, cases.HIGH, cases.PROHIBITED])


class Walk(RuleBasedStateMachine):
    """One application, its owner, a stranger, three reviewers and one with an interest."""

    def __init__(self):
        super().__init__()
        self.owner, self.stranger = UserFactory(), UserFactory()
        self.reviewers = ReviewerFactory.create_batch(4)
        self.application = None
        self.secrets = []
        self.frozen = {}

    @initialize(
        name=NAMES, is_submitted=st.sampled_from([True, True, False]), is_marked=st.booleans()
    )
    def apply(self, name, is_submitted, is_marked):
        self.name = name
        self.application = cases.draft(name, owner=self.owner)
        MembershipFactory(organisation=self.application.organisation, user=self.reviewers[3])
        if is_submitted:
            self.submit(is_owner=True)
        if is_submitted and is_marked:
            self.claim(0)
            self.mark(0, "meets")

    def attempt(self, act, *args, **kwargs):
        """Do it, or be refused with a sentence; the instance is stale afterwards, as in life."""
        try:
            return act(*args, **kwargs)
        except DomainError as refusal:
            assert str(refusal)  # noqa: PT017 -- refused or not, both are fine here
        finally:
            self.application = Application.objects.get(pk=self.application.pk)
        return None

    @rule(text=st.sampled_from(["Clerks use it.", "", "x" * 300]))
    def answer(self, text):
        self.attempt(drafts.save_answers, self.application, {"B2": text}, by=self.owner)

    @rule(is_owner=st.booleans())
    def submit(self, is_owner):
        by = self.owner if is_owner else self.stranger
        self.attempt(submissions.submit, self.application, by=by)

    @rule(who=st.integers(0, 2))
    def go_on(self, who):
        """What usually comes next, so that walks get somewhere."""
        if self.application.is_editable:
            self.submit(is_owner=True)
        elif self.application.status in OPEN:
            self.claim(who)
            self.mark(who, "meets")
            self.decide(who, Outcome.APPROVE)
        else:
            self.issue(is_owner=True)

    @precondition(lambda self: not self.application.is_editable)
    @rule(really=st.integers(0, 9))
    def withdraw(self, really):
        if really == 7:  # an applicant seldom gives up
            self.attempt(submissions.withdraw, self.application, by=self.owner)

    @rule(who=REVIEWERS)
    def claim(self, who):
        self.attempt(reviews.claim, self.application, by=self.reviewers[who])

    @rule(who=REVIEWERS)
    def release(self, who):
        self.attempt(reviews.release, self.application, by=self.reviewers[who])

    @rule(who=REVIEWERS, mark=st.sampled_from(["meets", "meets", "meets", "gap", "violates"]))
    def mark(self, who, mark):
        if self.application.revision is None:
            return
        checks = review_queries.pack_of(self.application).check_index
        marks = {check: reviews.MarkInput("meets", has_evidence=True) for check in checks}
        marks["CK-GP01a"] = reviews.MarkInput(mark)
        self.attempt(
            reviews.mark,
            self.application,
            marks,
            by=self.reviewers[who],
            revision=self.application.revision.number,
        )

    @rule(who=REVIEWERS)
    def request_changes(self, who):
        if self.application.revision is not None:
            self.attempt(
                reviews.request_changes,
                self.application,
                {"B2": "Say who."},
                by=self.reviewers[who],
                note="One thing.",
                revision=self.application.revision.number,
            )

    @precondition(lambda self: self.application.status in OPEN)
    @rule(who=REVIEWERS, outcome=st.sampled_from(Outcome))
    def decide(self, who, outcome):
        if self.application.revision is None:
            return
        pack = review_queries.pack_of(self.application)
        tier = self.application.tier
        self.attempt(
            reviews.decide,
            self.application,
            outcome,
            by=self.reviewers[who],
            revision=self.application.revision.number,
            note="Seen.",
            clauses=("GP-11@1.0.0",),
            conditions=cases.conditions(pack, tier=tier, names=["CO-BIAS"]),
        )

    @precondition(lambda self: self.application.is_closed)
    @rule(who=REVIEWERS, action=st.sampled_from(ApprovalAction))
    def move_approval(self, who, action):
        self.attempt(
            reviews.move_approval, self.application, action, by=self.reviewers[who], note="Seen."
        )

    @rule(is_owner=st.booleans())
    def issue(self, is_owner):
        by = self.owner if is_owner else self.stranger
        issued = self.attempt(keys.issue, self.application, by=by, name="Server")
        if issued:
            self.secrets.append(issued[1])

    @precondition(lambda self: self.application.is_editable)
    @rule()
    def write(self):
        self.attempt(
            conversation.write, self.application, "Hello?", by=self.owner, from_staff=False
        )

    @invariant()
    def an_approved_one_was_approved_by_enough_different_people(self):
        application = self.application
        if application.status == Status.APPROVED:
            decisions = application.decisions.filter(
                revision=application.revision, round=application.round, outcome="approve"
            )
            people = {decision.reviewer for decision in decisions}
            assert len(people) >= application.revision.reviewers_needed
            assert self.reviewers[3] not in people
            assert application.tier != "prohibited"

    @invariant()
    def a_key_works_exactly_while_its_approval_is_active(self):
        now = timezone.now()
        for secret in self.secrets:
            key = keys_queries.by_secret(secret)
            allowed = isinstance(decide(key.facts(), now=now), Allow)
            assert allowed == key.approval.is_active(now)
        if self.application.status != Status.APPROVED:
            assert not ApiKey.objects.filter(approval__application=self.application).exists()

    @invariant()
    def a_revision_never_changes(self):
        for revision in self.application.revisions.all():
            before = self.frozen.setdefault(revision.number, revision.all_answers())
            assert revision.all_answers() == before

    @invariant()
    def at_most_one_reviewer_holds_it(self):
        assert self.application.leases.held(timezone.now()).count() <= 1

    def teardown(self):
        call_command("verify_events", verbosity=0)


@pytest.mark.django_db
def test_no_walk_breaks_a_promise():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
