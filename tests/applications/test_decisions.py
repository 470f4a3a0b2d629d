"""Is nothing approved that the rules do not allow, and what does a decision keep?"""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from applications.conditions import ConditionInvalid
from applications.models import Application, Approval, Decision
from applications.models.decision import Outcome
from applications.services import decisions, drafts, submissions
from applications.services.judging import NotApprovable, Prohibited, UnknownClause, Verdict
from applications.services.moves import DecidedAlready, NotAReviewer, OwnOrganisation
from applications.states import ClausesMissing, NoteMissing, Status, WrongState
from common.errors import DomainError
from events.models import Event
from guidelines.checklist import Review
from reviews import queries
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
CLAUSES = ("GP-11@1.0.0",)


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def held(name=cases.LOW, *, by):
    application = cases.submitted(name)
    reviews.claim(application, by=by)
    return application


def favourable(application, tier="low"):
    """A verdict that would be approved, were there nothing else against it."""
    pack = queries.pack_of(application)
    checks = dict.fromkeys(pack.check_index, "meets")
    return Verdict(
        outcome=Outcome.APPROVE,
        conditions=cases.conditions(pack, tier=tier, names=["CO-BIAS"]),
        review=Review(checks=checks, evidence=frozenset(checks)),
    )


# --- what a decision keeps -----------------------------------------------------------------------
def test_a_decision_keeps_marks_tier_and_a_digest_to_recompute_them(reviewer):
    application = cases.submitted()

    decision = cases.approve(application, by=reviewer)

    marks = cases.example(cases.LOW)["review"]["checks"]
    assert {check: mark for check, mark in decision.checks.items() if mark} == marks
    assert (decision.tier, decision.grant_tier, decision.fired) == ("low", "low", [])
    assert decision.points_by_line["PT-AUD"] == 1
    assert len(decision.record_sha256) == 64
    assert decision.record_sha256 != application.revision.record_sha256  # the marks are in it


def test_a_decision_never_changes(reviewer):
    decision = cases.approve(cases.submitted(), by=reviewer)

    for change in (lambda: Decision.objects.update(note="Other"), decision.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- the gate ---------------------------------------------------------------------------------
def test_an_unanswered_checklist_is_named_check_by_check(reviewer):
    application = held(by=reviewer)

    with pytest.raises(NotApprovable) as refusal:
        decisions.decide(application, Verdict(outcome=Outcome.APPROVE), by=reviewer)

    assert refusal.value.pointers["CK-01"] == "unanswered"
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("check", "mark", "reason"),
    [
        ("CK-01", "gap", "blocker_gap"),
        ("CK-01", "unclear", "question_open"),
        ("CK-07", "violates", "major_violates"),
        ("CK-07", "gap", "gap_without_fix"),
    ],
)
def test_one_bad_mark_stops_the_approval(reviewer, check, mark, reason):
    application = held(by=reviewer)
    good = favourable(application)
    bad = Verdict(
        outcome=Outcome.APPROVE,
        conditions=good.conditions,
        review=Review(checks={**good.review.checks, check: mark}),
    )

    with pytest.raises(NotApprovable) as refusal:
        decisions.decide(application, bad, by=reviewer)

    assert refusal.value.pointers == {check: reason}


def test_a_finding_of_a_prohibited_use_makes_the_tier_prohibited(reviewer):
    application = held(by=reviewer)
    good = favourable(application)
    found = Verdict(
        outcome=Outcome.APPROVE,
        conditions=good.conditions,
        review=Review(checks={**good.review.checks, "CK-GP05a": "violates"}),
    )

    with pytest.raises(Prohibited):
        decisions.decide(application, found, by=reviewer)


@pytest.mark.parametrize(
    "conditions",
    [
        ({"id": "CO-NONE", "params": {}},),
        ({"id": "CO-SPEND", "params": {}},),
        ({"id": "CO-RATE", "params": {"rpm": -1}},),
        ({"id": "CO-RATE", "params": {}}, {"id": "CO-RATE", "params": {}}),
    ],
)
def test_conditions_must_be_filled_in_as_the_pack_asks(reviewer, conditions):
    application = held(by=reviewer)
    good = favourable(application)

    with pytest.raises(DomainError) as refusal:
        decisions.decide(
            application,
            Verdict(outcome=Outcome.APPROVE, conditions=conditions, review=good.review),
            by=reviewer,
        )

    assert isinstance(refusal.value, ConditionInvalid) or "CO-NONE" in str(refusal.value)
    assert Application.objects.get(pk=application.pk).status == Status.IN_REVIEW


@pytest.mark.parametrize(
    ("note", "clauses", "refusal"),
    [
        ("", CLAUSES, NoteMissing),
        ("No.", (), ClausesMissing),
        ("No.", ("GP-99@1.0.0",), UnknownClause),
        ("No.", ("GP-11",), UnknownClause),
    ],
)
def test_a_decline_says_why_and_cites_clauses(reviewer, note, clauses, refusal):
    application = held(by=reviewer)

    with pytest.raises(refusal):
        decisions.decide(
            application, Verdict(outcome=Outcome.DECLINE, note=note, clauses=clauses), by=reviewer
        )


def test_a_decline_without_reasons_is_refused_by_the_database_too(reviewer):
    application = held(by=reviewer)

    with pytest.raises(IntegrityError, match="decline_says_why"), transaction.atomic():
        insert_decision(application, reviewer, outcome="decline", clauses=[], note="No.")


# --- who --------------------------------------------------------------------------------------
def insert_decision(application, reviewer, **changes):
    values = {
        "application": application,
        "revision": application.revision,
        "round": application.round,
        "reviewer": reviewer,
        "outcome": "approve",
        "tier": "low",
        "grant_tier": "low",
        "record_sha256": "0" * 64,
        **changes,
    }
    return Decision.objects.create(**values)


def test_nobody_decides_for_their_own_organisation(reviewer):
    application = held(by=reviewer)
    MembershipFactory(organisation=application.organisation, user=reviewer)

    with pytest.raises(OwnOrganisation):
        decisions.decide(application, favourable(application), by=reviewer)
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        insert_decision(application, reviewer)


@pytest.mark.parametrize("part", ["created", "submitted"])
def test_who_took_part_and_then_left_does_not_decide(part):
    person = ReviewerFactory()
    application = cases.draft(owner=person)
    colleague = MembershipFactory(organisation=application.organisation, role="owner").user
    if part == "submitted":
        application = cases.draft(owner=colleague, organisation=application.organisation)
    submissions.submit(application, by=person)
    person.memberships.all().delete()

    with pytest.raises(OwnOrganisation):
        reviews.claim(application, by=person)
    other = ReviewerFactory()
    reviews.claim(application, by=other)
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        insert_decision(application, person)


def test_an_applicant_decides_nothing(reviewer):
    application = held(by=reviewer)

    with pytest.raises(NotAReviewer):
        decisions.decide(application, favourable(application), by=application.created_by)


def test_the_second_reviewer_is_another_person(reviewer):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    with pytest.raises(DecidedAlready):
        decisions.decide(application, favourable(application, "high"), by=reviewer)
    with pytest.raises(DecidedAlready):
        reviews.claim(application, by=reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_decision(application, reviewer, tier="high", grant_tier="high")


def test_one_decision_does_not_approve_a_high_tier_in_the_database(reviewer):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    with pytest.raises(IntegrityError, match="enough different"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="approved", reviewers_needed=1)


def test_reviewers_who_disagree_open_a_round_for_others(reviewer):
    application = cases.submitted(cases.HIGH)
    second, third, fourth = ReviewerFactory.create_batch(3)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    reviews.claim(application, by=second)
    reviews.decide(application, Outcome.DECLINE, by=second, revision=1, note="No.", clauses=CLAUSES)
    after_two = (application.status, application.round)

    for early in (reviewer, second):
        with pytest.raises(DecidedAlready):
            decisions.decide(application, favourable(application, "high"), by=early)
    for late in (third, fourth):
        cases.approve(application, cases.HIGH, by=late, tier="high")

    assert after_two == (Status.IN_REVIEW, 2)
    assert application.status == Status.APPROVED
    assert application.approvals.count() == 1


def test_a_resubmission_is_a_new_case_for_everybody(reviewer):
    application = cases.submitted(cases.HIGH)
    second = ReviewerFactory()
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    reviews.claim(application, by=second)
    reviews.request_changes(application, {"B2": "Who?"}, by=second, note="One thing.", revision=1)
    drafts.save_answers(application, {"B2": "Recruiters."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)

    cases.approve(application, cases.HIGH, by=second, tier="high")  # who asked has it first
    after_one = application.status
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    assert after_one == Status.AWAITING_SECOND
    assert application.status == Status.APPROVED


def test_every_condition_of_both_reviewers_stands(reviewer):
    application = cases.submitted(cases.HIGH)
    second = ReviewerFactory()

    first_decision = cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    cases.approve(application, cases.HIGH, by=second, tier="high")

    granted = {condition["id"] for condition in application.approvals.get().conditions}
    assert granted == {condition["id"] for condition in first_decision.conditions}
    assert "CO-BIAS" in granted


def test_a_decided_application_is_not_decided_again(reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)

    with pytest.raises(WrongState):
        decisions.decide(application, favourable(application), by=ReviewerFactory())


# --- the prohibited one -------------------------------------------------------------------------
@pytest.fixture
def prohibited(reviewer):
    return held(cases.PROHIBITED, by=reviewer)


def test_the_prohibited_example_is_refused_by_the_service(prohibited, reviewer):
    with pytest.raises(Prohibited):
        decisions.decide(prohibited, favourable(prohibited, "high"), by=reviewer)


@pytest.mark.parametrize("tier", ["prohibited", "low"])
def test_no_row_approves_the_prohibited_example(prohibited, reviewer, tier):
    with pytest.raises(IntegrityError, match="prohibited"), transaction.atomic():
        insert_decision(prohibited, reviewer, tier=tier)


def test_no_update_approves_the_prohibited_example(prohibited):
    changes = {"status": "approved", "tier": "low", "reviewers_needed": 1}

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=prohibited.pk).update(**changes)
    for name, value in changes.items():
        setattr(prohibited, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        prohibited.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.bulk_update([prohibited], list(changes))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE applications_application SET status = 'approved', tier = 'low' WHERE id = %s",
            [prohibited.pk],
        )


def test_no_approval_is_inserted_for_the_prohibited_example(prohibited, reviewer):
    other = cases.submitted()
    cases.approve(other, by=reviewer)
    approval = other.approvals.get()
    approval.pk, approval.public_id = None, "6f1b1f0e-0000-4000-8000-000000000000"
    approval.application, approval.revision = prohibited, prohibited.revision
    approval.organisation = prohibited.organisation

    with pytest.raises(IntegrityError, match="needs an approved application"), transaction.atomic():
        approval.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.bulk_create([approval])


def test_refusing_a_prohibited_application_takes_two_people(prohibited, reviewer):
    second = ReviewerFactory()

    reviews.decide(
        prohibited, Outcome.DECLINE, by=reviewer, revision=1, note="No.", clauses=CLAUSES
    )
    between = prohibited.status
    reviews.claim(prohibited, by=second)
    reviews.decide(prohibited, Outcome.DECLINE, by=second, revision=1, note="No.", clauses=CLAUSES)

    assert (between, prohibited.status) == (Status.AWAITING_SECOND, Status.DECLINED)


# --- races ------------------------------------------------------------------------------------
def decide_at_once(application, reviewer, start, outcomes):
    try:
        start.wait()
        mine = Application.objects.get(pk=application.pk)
        decisions.decide(mine, favourable(mine), by=reviewer)
        outcomes.append("decided")
    except DomainError as refusal:
        outcomes.append(type(refusal).__name__)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_racing_give_one_decision_and_one_event():
    people = ReviewerFactory.create_batch(2)
    application = held(by=people[0])
    start, outcomes = threading.Barrier(2), []
    threads = [
        threading.Thread(target=decide_at_once, args=(application, person, start, outcomes))
        for person in people
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["WrongState", "decided"]
    assert Decision.objects.count() == 1
    assert Approval.objects.count() == 1
    assert Event.objects.filter(kind="application.approve").count() == 1
