"""What may applicants and reviewers try, in any order, and what must hold after each step?

A random walk over the services: one use case with all its applications, an owner, a colleague, a
stranger, four reviewers and one with an interest. Each act happens or is refused in a sentence.
"""

from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from applications import appealing, lines
from applications.jobs import expire_approvals
from applications.models import AnswerVariant, Application, Approval, InformationRequest
from applications.models.approval import USABLE
from applications.models.decision import Outcome
from applications.services import (
    appeals,
    approvals,
    choosing,
    conversation,
    drafts,
    editing,
    follow_ups,
    reminders,
    submissions,
)
from applications.services.choosing import Choice, Looked
from applications.services.editing import PageInput
from applications.states import CLOSED, EDITABLE, OPEN, ApprovalAction, Kind, Status
from common.errors import DomainError
from keys import queries as keys_queries
from keys import services as keys
from keys.decision import Allow, decide
from keys.models import ApiKey
from reviews import queries as review_queries
from reviews import services as reviews
from reviews.jobs import release_expired
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory
from tests.queue import assert_in_step
from tests.walking_together import Together

REVIEWERS = st.integers(0, 4)  # the last one belongs to the organisation
NAMES = st.sampled_from([cases.LOW, cases.LOW, cases.HIGH, cases.PROHIBITED])
ATTESTATIONS = dict.fromkeys(("J1", "J2", "J3", "J4", "J5", "J6"), True)
UNSEEN = "0" * 16  # the fingerprint of an answer that nobody has given


def age(table, column, by):
    """Let time pass for the rows of a table: the database's own clock cannot be moved."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"UPDATE {table} SET {column} = {column} - %s",  # noqa: S608 -- names of ours
            [by],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


class Walk(Together, RuleBasedStateMachine):
    """`application`: the one of the line that is looked at now."""

    steps = 0  # of all walks

    def __init__(self):
        super().__init__()
        self.start = transaction.savepoint()
        self.owner, self.colleague, self.stranger = UserFactory.create_batch(3)
        self.reviewers = ReviewerFactory.create_batch(5)
        self.application = None
        self.secrets = []
        self.frozen = {}

    @initialize(
        name=NAMES, is_submitted=st.sampled_from([True, True, False]), is_marked=st.booleans()
    )
    def apply(self, name, is_submitted, is_marked):
        self.application = cases.draft(name, owner=self.owner)
        organisation = self.application.organisation
        MembershipFactory(organisation=organisation, user=self.colleague)
        MembershipFactory(organisation=organisation, user=self.reviewers[4])
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

    @property
    def line(self):
        return Application.objects.filter(organisation=self.application.organisation_id)

    # Answering

    @rule(
        question=st.sampled_from(["B2", "B2", "I2", "J7"]),
        text=st.sampled_from(["Clerks use it.", "", "x" * 300, "2027-03-01", True, None]),
    )
    def answer(self, question, text):
        self.attempt(drafts.save_answers, self.application, {question: text}, by=self.owner)

    @rule(text=st.sampled_from(["Nurses use it.", "Clerks use it.", ""]), is_owner=st.booleans())
    def answer_from_an_old_tab(self, text, is_owner):
        page = PageInput(answers={"B2": text}, seen={"B2": UNSEEN})
        by = self.owner if is_owner else self.colleague
        self.attempt(editing.save_page, self.application, page, by=by)

    @rule(choice=st.sampled_from(Choice), is_stale=st.booleans())
    def choose(self, choice, is_stale):
        variant = AnswerVariant.objects.open().filter(application=self.application).first()
        if variant is None:
            return
        question = review_queries.pack_of(self.application).question(variant.question)
        stored = self.application.given_answers().get(question.id)
        seen = UNSEEN if is_stale else editing.fingerprint(question, stored)
        looked = Looked(answer=seen, variant=variant.fingerprint)
        self.attempt(choosing.choose, variant, choice, looked=looked, by=self.owner)

    @rule(is_owner=st.booleans())
    def submit(self, is_owner):
        by = self.owner if is_owner else self.stranger
        self.attempt(submissions.submit, self.application, by=by)

    # What follows

    @rule(who=st.integers(0, 3))
    def go_on(self, who):
        """What usually comes next, so that walks get somewhere."""
        if self.application.status in EDITABLE:
            self.attempt(drafts.save_answers, self.application, ATTESTATIONS, by=self.owner)
            self.submit(is_owner=True)
        elif self.application.status in OPEN:
            self.claim(who)
            self.mark(who, "meets")
            self.decide(who, Outcome.APPROVE)
        else:
            self.issue(is_owner=True)

    @rule(kind=st.sampled_from([Kind.AMENDMENT, Kind.AMENDMENT, Kind.RECERTIFICATION, Kind.NEW]))
    def follow_up(self, kind):
        begun = self.attempt(follow_ups.begin, self.application, kind, by=self.owner)
        if begun:
            self.application = begun.application

    @rule(which=st.integers(0, 9))
    def look_at_another(self, which):
        known = list(self.line.order_by("pk"))
        self.application = known[which % len(known)]

    @rule(is_owner=st.booleans(), statement=st.sampled_from(["Look again, please.", " "]))
    def appeal(self, is_owner, statement):
        by = self.owner if is_owner else self.stranger
        self.attempt(appeals.file, self.application, statement, by=by)

    @rule(really=st.integers(0, 5))
    def withdraw_the_appeal(self, really):
        if really == 3:
            self.attempt(appeals.withdraw, self.application, by=self.owner)

    @precondition(lambda self: self.application.status not in EDITABLE)
    @rule(really=st.integers(0, 9))
    def withdraw(self, really):
        if really == 7:  # an applicant seldom gives up
            self.attempt(submissions.withdraw, self.application, by=self.owner)

    @rule(really=st.integers(0, 9))
    def relinquish(self, really):
        approval = lines.newest_approval(self.application)
        if approval is not None and really == 7:
            self.attempt(approvals.relinquish, approval, by=self.owner)

    @rule(is_staff=st.booleans())
    def write(self, is_staff):
        by = self.reviewers[0] if is_staff else self.owner
        self.attempt(conversation.write, self.application, "Hello?", by=by, from_staff=is_staff)

    @rule()
    def reply(self):
        request = InformationRequest.objects.open().filter(application=self.application).first()
        if request is not None:
            self.attempt(conversation.reply, request, "Here it is.", by=self.owner)

    # Time

    @rule(days=st.sampled_from([1, 30, 200, 400]))
    def time_passes_for_approvals(self, days):
        for column in ("valid_from", "valid_until"):
            age("applications_approval", column, timedelta(days=days))
        for approval in Approval.objects.filter(organisation=self.application.organisation_id):
            reminders.remind(approval, now=timezone.now())
        expire_approvals()

    @rule()
    def time_passes_for_leases(self):
        age("reviews_lease", "expires_at", timedelta(hours=1))
        release_expired()

    # Reviewing

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

    @precondition(lambda self: self.application.status in CLOSED)
    @rule(who=REVIEWERS, action=st.sampled_from(ApprovalAction))
    def move_approval(self, who, action):
        self.attempt(
            reviews.move_approval, self.application, action, by=self.reviewers[who], note="Seen."
        )

    # Keys

    @rule(is_owner=st.booleans())
    def issue(self, is_owner):
        by = self.owner if is_owner else self.stranger
        issued = self.attempt(keys.issue, self.application, by=by, name="Server")
        if issued:
            self.secrets.append(issued[1])

    @rule(hours=st.sampled_from([0, 24, 72, 5]), is_owner=st.sampled_from([True, True, False]))
    def roll(self, hours, is_owner):
        by = self.owner if is_owner else self.stranger
        key = ApiKey.objects.filter(approval__line=self.application.line_id).first()
        rolled = key and self.attempt(keys.roll, key, by=by, overlap_hours=hours)
        if rolled:
            self.secrets.append(rolled[1])

    @rule(really=st.integers(0, 5))
    def revoke_a_key(self, really):
        key = ApiKey.objects.filter(approval__line=self.application.line_id).last()
        if key is not None and really == 3:
            self.attempt(keys.revoke, key, by=self.owner)

    # What must hold

    @invariant()
    def the_database_agrees(self):
        Walk.steps += 1
        connection.check_constraints()

    @invariant()
    def an_approved_one_was_approved_by_enough_different_people(self):
        for application in self.line.filter(status=Status.APPROVED):
            decisions = application.decisions.filter(
                revision=application.revision, round=application.round, outcome="approve"
            )
            people = {decision.reviewer for decision in decisions}
            assert len(people) >= application.revision.reviewers_needed
            assert self.reviewers[4] not in people
            assert application.tier != "prohibited"

    @invariant()
    def one_application_of_a_use_case_is_open_and_one_approval_in_force(self):
        is_open = self.line.exclude(status__in=CLOSED)
        assert is_open.filter(deleted_at=None).count() <= 1
        in_force = Approval.objects.filter(line=self.application.line_id, status__in=USABLE)
        assert in_force.count() <= 1

    @invariant()
    def an_appeal_is_decided_by_people_who_took_no_part(self):
        for application in self.line.filter(appeal__isnull=False):
            appeal = appealing.appeal_of(application)
            earlier = application.decisions.filter(round__lt=appeal.round)
            later = application.decisions.filter(round__gte=appeal.round)
            before = set(earlier.values_list("reviewer", flat=True))
            assert before.isdisjoint(later.values_list("reviewer", flat=True))

    @invariant()
    def only_amendments_are_recorded_and_nothing_follows_from_them(self):
        for application in self.line.filter(status=Status.RECORDED):
            assert application.kind == Kind.AMENDMENT
            assert not application.approvals.exists()

    @invariant()
    def a_key_works_exactly_while_its_approval_is_active(self):
        now = timezone.now()
        for secret in self.secrets:
            key = keys_queries.by_secret(secret)
            approval = lines.newest_approval(key.approval.application)
            allowed = isinstance(decide(key.facts(), now=now), Allow)
            follows = approval in (key.approval, key.approval.successor)
            is_over = key.revoked_at is not None or bool(key.ends_at and key.ends_at <= now)
            assert allowed == (follows and approval.is_active(now) and not is_over)
        if not Approval.objects.filter(line=self.application.line_id).exists():
            assert not ApiKey.objects.filter(approval__line=self.application.line_id).exists()

    @invariant()
    def a_revision_never_changes(self):
        for application in self.line:
            for revision in application.revisions.all():
                before = self.frozen.setdefault(revision.pk, revision.all_answers())
                assert revision.all_answers() == before

    @invariant()
    def the_queue_says_what_the_applications_say(self):
        for application in self.line.exclude(revision=None):
            assert_in_step(application)

    @invariant()
    def at_most_one_reviewer_holds_it(self):
        assert self.application.leases.held(timezone.now()).count() <= 1

    def teardown(self):
        call_command("verify_events", verbosity=0)
        transaction.savepoint_rollback(self.start)
