"""Do state, action and role agree with a specification written by hand, down to the database?"""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction

from applications import states
from applications.models import Application, Approval
from applications.services import appeals, approvals, reviewing, submissions
from applications.states import (
    APPROVAL_TRANSITIONS,
    TRANSITIONS,
    Action,
    ApprovalAction,
    ApprovalStatus,
    ClausesMissing,
    NoteMissing,
    Role,
    Status,
    WrongState,
)
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

# The specification, a second time: state → what applicant and reviewer may do, and where it leads.
APPLICANT = {
    "draft": {"submit": "submitted", "withdraw": "withdrawn"},
    "submitted": {"withdraw": "withdrawn"},
    "in_review": {"withdraw": "withdrawn"},
    "changes_requested": {"submit": "submitted", "withdraw": "withdrawn"},
    "awaiting_second": {"withdraw": "withdrawn"},
    "approved": {},
    "declined": {"appeal": "appealed"},
    "withdrawn": {},
    "recorded": {},
    "appealed": {"withdraw_appeal": "declined"},
}
REVIEWER = {
    "draft": {},
    "submitted": {"start_review": "in_review"},
    "in_review": {
        "request_changes": "changes_requested",
        "pass_to_second": "awaiting_second",
        "approve": "approved",
        "decline": "declined",
    },
    "changes_requested": {},
    "awaiting_second": {
        "request_changes": "changes_requested",
        "disagree": "in_review",
        "approve": "approved",
        "decline": "declined",
    },
    "approved": {},
    "declined": {},
    "withdrawn": {},
    "recorded": {},
    "appealed": {
        "pass_to_second": "appealed",
        "disagree": "appealed",
        "approve": "approved",
        "decline": "declined",
    },
}
SYSTEM = {"submitted": {"record": "recorded"}}
SPECIFICATION = {"applicant": APPLICANT, "reviewer": REVIEWER, "system": SYSTEM}
APPROVAL_SPECIFICATION = {
    "reviewer": {
        "active": {"suspend": "suspended", "revoke": "revoked"},
        "suspended": {"reinstate": "active", "revoke": "revoked"},
    },
    "system": {
        "active": {"expire": "expired", "supersede": "superseded"},
        "suspended": {"expire": "expired"},
    },
    "applicant": {"active": {"relinquish": "revoked"}, "suspended": {"relinquish": "revoked"}},
}
NEED_A_NOTE = {"request_changes", "decline"}
NEED_CLAUSES = {"decline"}
MOVES = {
    (state, target)
    for role in SPECIFICATION.values()
    for state, acts in role.items()
    for target in acts.values()
    if target != state
}
APPROVAL_MOVES = {
    (state, target)
    for role in APPROVAL_SPECIFICATION.values()
    for state, acts in role.items()
    for target in acts.values()
}

REFUSALS = "no such move|enough different reviewers"  # either guard may speak first


@pytest.mark.parametrize(
    ("status", "action", "role"), [*itertools.product(Status, Action, Role)], ids=str
)
def test_every_state_action_and_role_is_as_specified(status, action, role):
    expected = SPECIFICATION[role].get(status, {})
    row = TRANSITIONS[action]

    assert (action in states.actions_for(status, role)) == (action in expected)
    if action in expected:
        assert row.target_from(status) == expected[action]
        row.check(status, note="Because.", clauses=("GP-11@1.0.0",))
    elif row.role == role:
        with pytest.raises(WrongState, match=states.label(status)):
            row.check(status, note="Because.", clauses=("GP-11@1.0.0",))


@pytest.mark.parametrize(
    ("status", "action", "role"),
    [*itertools.product(ApprovalStatus, ApprovalAction, Role)],
    ids=str,
)
def test_every_state_action_and_role_of_an_approval_is_as_specified(status, action, role):
    expected = APPROVAL_SPECIFICATION[role].get(status, {})

    assert (action in states.approval_actions_for(status, role)) == (action in expected)
    if action in expected:
        assert APPROVAL_TRANSITIONS[action].target == expected[action]


@pytest.mark.parametrize("action", Action)
def test_an_act_that_needs_a_note_or_clauses_refuses_without(action):
    row = TRANSITIONS[action]
    status = min(row.sources)

    if action in NEED_A_NOTE:
        with pytest.raises(NoteMissing):
            row.check(status, note=" \n", clauses=("GP-11@1.0.0",))
    if action in NEED_CLAUSES:
        with pytest.raises(ClausesMissing):
            row.check(status, note="Because.")
    assert row.needs_note == (action in NEED_A_NOTE)
    assert row.needs_clauses == (action in NEED_CLAUSES)


@pytest.mark.parametrize("action", list(APPROVAL_TRANSITIONS))
def test_what_reviewers_do_to_an_approval_needs_a_note(action):
    row = APPROVAL_TRANSITIONS[action]

    assert row.needs_note == (row.role == Role.REVIEWER)


# --- the database -----------------------------------------------------------------------------
def held(by):
    application = cases.submitted()
    reviews.claim(application, by=by)
    return application


def withdrawn(by):
    application = cases.submitted()
    submissions.withdraw(application, by=application.created_by)
    return application


def changes_requested(by):
    application = held(by)
    reviewing.request_changes(application, {"B2": "Who?"}, by=by, note="One thing.")
    return application


def awaiting_second(by):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=by, tier="high")
    return application


def approved(by):
    application = cases.submitted()
    cases.approve(application, by=by)
    return application


def declined(by):
    return cases.declined(by=by)


def appealed(by):
    application = declined(by)
    appeals.file(application, "You were wrong.", by=application.created_by)
    return application


def recorded(by):
    amendment = cases.follow_up(approved(by), I2="2031-05-01")
    submissions.submit(amendment, by=amendment.created_by)
    return amendment


BROUGHT_TO = {
    Status.DRAFT: lambda _: cases.draft(),
    Status.SUBMITTED: lambda _: cases.submitted(),
    Status.IN_REVIEW: held,
    Status.CHANGES_REQUESTED: changes_requested,
    Status.AWAITING_SECOND: awaiting_second,
    Status.APPROVED: approved,
    Status.DECLINED: declined,
    Status.WITHDRAWN: withdrawn,
    Status.RECORDED: recorded,
    Status.APPEALED: appealed,
}


def in_state(status):
    """An application in a state, brought there by the services."""
    application = BROUGHT_TO[status](ReviewerFactory())
    assert application.status == status
    return application


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_the_database_refuses_every_move_that_the_table_lacks(status):
    application = in_state(status)

    for target in Status:
        if target == status or (status, target) in MOVES:
            continue
        with pytest.raises(IntegrityError, match=REFUSALS), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(status=target)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [s for s in Status if (s, Status.APPROVED) in MOVES])
def test_the_database_approves_nothing_without_enough_decisions(status):
    application = in_state(status)

    with pytest.raises(IntegrityError, match="enough different reviewers"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status=Status.APPROVED)
    application.status = Status.APPROVED
    with pytest.raises(IntegrityError, match="enough different reviewers"), transaction.atomic():
        Application.objects.bulk_update([application], ["status"])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE applications_application SET status = 'approved', reviewers_needed = 0"
            " WHERE id = %s",
            [application.pk],
        )


def replacement(application):
    """An amendment that needs a review."""
    amendment = cases.follow_up(application, B3="x" * 300)
    submissions.submit(amendment, by=amendment.created_by)
    return amendment


def bring(approval, status):
    """To a state that an act or the clock leads to."""
    if status == ApprovalStatus.EXPIRED:
        approvals.expire(approval, now=approval.valid_until)
        return
    action = {"suspended": ApprovalAction.SUSPEND, "revoked": ApprovalAction.REVOKE}[status]
    approvals.move(approval, action, by=ReviewerFactory(), note="For this test.")


@pytest.mark.django_db
@pytest.mark.parametrize("status", ApprovalStatus)
def test_the_database_refuses_every_move_of_an_approval_that_the_table_lacks(status):
    approval = in_state(Status.APPROVED).approvals.get()
    if status == ApprovalStatus.SUPERSEDED:
        cases.approve(replacement(approval.application), by=ReviewerFactory())
    elif status != ApprovalStatus.ACTIVE:
        bring(approval, status)

    for target in ApprovalStatus:
        if target == status or (status, target) in APPROVAL_MOVES:
            continue
        with pytest.raises(IntegrityError, match="no such move"), transaction.atomic():
            Approval.objects.filter(pk=approval.pk).update(status=target)


@pytest.mark.django_db
def test_the_database_knows_no_other_state():
    application = cases.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="blessed")
