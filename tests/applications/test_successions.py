"""Does a new approval replace the one before, and only that? And may one give it up?"""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applications import lines
from applications.models import Application, Approval
from applications.services import appeals, approvals, follow_ups, submissions
from applications.services.moves import NotAnEditor
from applications.states import ApprovalAction, ApprovalStatus, Kind, Status, WrongState
from common.errors import DomainError
from events.models import Event
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
LONGER = "It reads what a clerk pastes in, and writes a shorter text that the clerk checks. " * 4


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    return cases.approved(by=reviewer)


@pytest.fixture
def owner(application):
    return application.created_by


def submitted_follow_up(application, kind=Kind.AMENDMENT, **answers):
    follow_up = cases.follow_up(application, kind, **(answers or {"B3": LONGER}))
    submissions.submit(follow_up, by=follow_up.created_by)
    return follow_up


# --- replaced -------------------------------------------------------------------------------------
def test_an_amendment_that_is_approved_replaces_the_approval(application, reviewer):
    old = application.approvals.get()
    amendment = submitted_follow_up(application)
    while_waiting = Approval.objects.get(pk=old.pk).status

    cases.approve(amendment, by=reviewer)

    old.refresh_from_db()
    new = amendment.approvals.get()
    assert while_waiting == ApprovalStatus.ACTIVE
    assert (old.status, old.successor) == (ApprovalStatus.SUPERSEDED, new)
    assert (new.status, new.line, new.successor) == (ApprovalStatus.ACTIVE, application, None)
    assert lines.newest_approval(application) == new
    assert Event.objects.filter(subject=old.subject, kind="approval.supersede").count() == 1


def test_every_earlier_approval_names_the_newest(application, reviewer):
    cases.approve(submitted_follow_up(application), by=reviewer)
    cases.approve(submitted_follow_up(application, B3=f"{LONGER} Again."), by=reviewer)

    *replaced, newest = Approval.objects.order_by("pk")

    assert [one.status for one in replaced] == [ApprovalStatus.SUPERSEDED] * 2
    assert {one.successor for one in replaced} == {newest}


def test_a_declined_amendment_leaves_the_approval_alone(application, reviewer):
    cases.decline(submitted_follow_up(application), by=reviewer)

    assert Approval.objects.get().status == ApprovalStatus.ACTIVE


@pytest.mark.parametrize(
    ("action", "refusal"),
    [
        (ApprovalAction.SUSPEND, approvals.OldSuspended),
        (ApprovalAction.REVOKE, approvals.OldRevoked),
    ],
)
def test_nothing_replaces_an_approval_that_was_stopped(application, reviewer, action, refusal):
    amendment = submitted_follow_up(application)
    reviews.move_approval(application, action, by=reviewer, note="Because.")

    with pytest.raises(refusal):
        cases.approve(amendment, by=reviewer)

    amendment.refresh_from_db()
    assert amendment.status == Status.IN_REVIEW
    assert not amendment.decisions.exists()


@pytest.mark.parametrize("is_marked", [False, True])
def test_what_ended_meanwhile_is_followed_and_not_replaced(
    application, reviewer, time_machine, is_marked
):
    old = application.approvals.get()
    amendment = submitted_follow_up(application)
    time_machine.move_to(old.valid_until + timedelta(seconds=1), tick=False)
    if is_marked:
        approvals.expire(old, now=timezone.now())

    cases.approve(amendment, by=reviewer)

    old.refresh_from_db()
    assert (old.status, old.successor) == (ApprovalStatus.EXPIRED, None)
    assert amendment.approvals.get().status == ApprovalStatus.ACTIVE


def test_a_refused_follow_up_is_appealed_unless_another_is_under_way(application, reviewer, owner):
    amendment = submitted_follow_up(application)
    cases.decline(amendment, by=reviewer)
    other = follow_ups.begin(application, Kind.AMENDMENT, by=owner).application

    with pytest.raises(appeals.FollowUpUnderWay):
        appeals.file(amendment, "You were wrong.", by=owner)
    submissions.withdraw(other, by=owner)
    appeals.file(amendment, "You were wrong.", by=owner)

    assert amendment.status == Status.APPEALED


def decide_at_once(act, start, outcomes):
    try:
        start.wait()
        act()
        outcomes.append("done")
    except DomainError as refusal:
        outcomes.append(type(refusal).__name__)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_replacing_and_suspending_at_once_end_in_one_of_the_two(application, reviewer):
    amendment = submitted_follow_up(application)
    other = ReviewerFactory()
    start, outcomes = threading.Barrier(2), []
    acts = (
        lambda: cases.approve(Application.objects.get(pk=amendment.pk), by=reviewer),
        lambda: reviews.move_approval(
            Application.objects.get(pk=application.pk),
            ApprovalAction.SUSPEND,
            by=other,
            note="Wait.",
        ),
    )
    threads = [threading.Thread(target=decide_at_once, args=(a, start, outcomes)) for a in acts]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    old = application.approvals.get()
    statuses = sorted(Approval.objects.values_list("status", flat=True))
    if old.status == ApprovalStatus.SUSPENDED:
        assert sorted(outcomes) == ["OldSuspended", "done"]
        assert statuses == ["suspended"]
    else:
        assert old.status == ApprovalStatus.SUPERSEDED
        assert statuses in (["active", "superseded"], ["superseded", "suspended"])


@pytest.mark.parametrize("change", ["no successor", "itself", "stranger", "successor alone"])
def test_the_database_keeps_the_succession(application, reviewer, change):
    approval = application.approvals.get()
    cases.approve(submitted_follow_up(application), by=reviewer)
    approval.refresh_from_db()
    stranger = cases.approved(by=reviewer).approvals.get()
    rows = Approval.objects.filter(pk=approval.pk)
    changes = {
        "no successor": lambda: rows.update(successor=None),
        "itself": lambda: rows.update(successor=approval),
        "stranger": lambda: rows.update(successor=stranger),
        "successor alone": lambda: Approval.objects.filter(pk=approval.successor_id).update(
            successor=stranger
        ),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        changes[change]()


# --- giving up ------------------------------------------------------------------------------------
def test_an_organisation_gives_its_approval_up(application, owner):
    approval = application.approvals.get()

    approvals.relinquish(approval, by=owner)

    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.REVOKED
    event = Event.objects.get(subject=application.subject, kind="approval.relinquish")
    assert event.actor_ref == f"person:{owner.public_id}"
    with pytest.raises(WrongState):
        approvals.relinquish(approval, by=owner)


def test_nobody_else_gives_it_up(application, reviewer):
    viewer = MembershipFactory(organisation=application.organisation, role="viewer").user

    for person in (viewer, reviewer, UserFactory()):
        with pytest.raises(NotAnEditor):
            approvals.relinquish(application.approvals.get(), by=person)
