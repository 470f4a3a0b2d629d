"""May an approval be amended and certified anew, once at a time, and does the old one hold?"""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from applications.models import Application, Approval
from applications.services import approvals, drafts, files, follow_ups, submissions
from applications.services.follow_ups import (
    NotAmendable,
    NotFollowable,
    NotRecertifiable,
    OneIsOpen,
)
from applications.services.moves import NotAnEditor
from applications.services.submissions import NothingChanged
from applications.states import ApprovalAction, ApprovalStatus, Kind, Status, WrongState
from common.errors import DomainError
from events.models import Delivery, Event
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, OrganisationFactory, ReviewerFactory, UserFactory

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


# --- beginning ------------------------------------------------------------------------------------
def test_an_amendment_begins_with_the_answers_and_files_that_were_approved(application, owner):
    begun = follow_ups.begin(application, Kind.AMENDMENT, by=owner)

    draft = Application.objects.get(pk=begun.application.pk)
    assert (draft.status, draft.kind, draft.concerns) == ("draft", "amendment", application)
    assert (draft.title, draft.revision, draft.pack) == (application.title, None, None)
    approved = application.revision.all_answers()
    copied = draft.given_answers()
    assert copied
    assert all(approved[question] == value for question, value in copied.items())
    assert not {"J1", "J2", "J6"} & set(copied)  # agreed to by a person, for these very answers
    assert begun.dropped == ()


def test_files_are_copied_as_rows_about_the_same_stored_file():
    application = cases.submitted(cases.HIGH)
    owner = application.created_by
    for person in ReviewerFactory.create_batch(2):
        cases.approve(application, cases.HIGH, by=person, tier="high")

    begun = follow_ups.begin(application, Kind.AMENDMENT, by=owner).application

    before = {(a.question, a.sha256, a.file.name) for a in application.attachments.present()}
    after = {(a.question, a.sha256, a.file.name) for a in begun.attachments.present()}
    assert before
    assert after == before
    attached = begun.attachments.first()
    files.detach(attached, by=owner)
    assert application.attachments.present().count() == len(before)


def test_who_only_reads_begins_nothing(application):
    viewer = MembershipFactory(organisation=application.organisation, role="viewer").user

    for person in (viewer, UserFactory(), ReviewerFactory()):
        with pytest.raises(NotAnEditor):
            follow_ups.begin(application, Kind.AMENDMENT, by=person)


def test_an_editor_begins_one_too(application):
    editor = MembershipFactory(organisation=application.organisation).user

    assert follow_ups.begin(application, Kind.AMENDMENT, by=editor).application.created_by == editor


@pytest.mark.parametrize("kind", [Kind.AMENDMENT, Kind.RECERTIFICATION])
def test_what_was_never_approved_has_nothing_to_follow(reviewer, kind):
    for application in (cases.draft(), cases.submitted(), cases.declined(by=reviewer)):
        with pytest.raises(NotFollowable):
            follow_ups.begin(application, kind, by=application.created_by)


def test_a_follow_up_is_never_new(application, owner):
    with pytest.raises(NotFollowable):
        follow_ups.begin(application, Kind.NEW, by=owner)


@pytest.mark.parametrize("action", [ApprovalAction.SUSPEND, ApprovalAction.REVOKE])
def test_only_an_approval_in_force_is_amended(application, owner, reviewer, action):
    reviews.move_approval(application, action, by=reviewer, note="Because.")

    with pytest.raises(NotAmendable):
        follow_ups.begin(application, Kind.AMENDMENT, by=owner)
    with pytest.raises(NotRecertifiable):
        follow_ups.begin(application, Kind.RECERTIFICATION, by=owner)


def test_one_recertifies_from_90_days_before_the_end_on(application, owner, time_machine):
    until = application.approvals.get().valid_until
    time_machine.move_to(until - timedelta(days=90, seconds=1), tick=False)
    with pytest.raises(NotRecertifiable):
        follow_ups.begin(application, Kind.RECERTIFICATION, by=owner)

    time_machine.move_to(until - timedelta(days=90), tick=False)

    begun = follow_ups.begin(application, Kind.RECERTIFICATION, by=owner).application
    assert begun.kind == Kind.RECERTIFICATION


@pytest.mark.parametrize("is_marked", [False, True])
def test_one_recertifies_after_the_end_and_amends_no_more(
    application, owner, time_machine, is_marked
):
    approval = application.approvals.get()
    time_machine.move_to(approval.valid_until + timedelta(seconds=1), tick=False)
    if is_marked:
        approvals.expire(approval, now=timezone.now())

    with pytest.raises(NotAmendable):
        follow_ups.begin(application, Kind.AMENDMENT, by=owner)
    begun = follow_ups.begin(application, Kind.RECERTIFICATION, by=owner).application
    assert begun.concerns == application


def test_one_application_about_an_approval_is_open_at_a_time(application, owner):
    first = follow_ups.begin(application, Kind.AMENDMENT, by=owner).application

    for about in (application, first):
        with pytest.raises(OneIsOpen):
            follow_ups.begin(about, Kind.AMENDMENT, by=owner)
    submissions.withdraw(first, by=owner)
    assert follow_ups.begin(application, Kind.AMENDMENT, by=owner).application.pk != first.pk


def begin_at_once(application, owner, start, outcomes):
    try:
        start.wait()
        follow_ups.begin(Application.objects.get(pk=application.pk), Kind.AMENDMENT, by=owner)
        outcomes.append("begun")
    except DomainError as refusal:
        outcomes.append(type(refusal).__name__)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_amending_twice_at_once_makes_one_draft(application, owner):
    start, outcomes = threading.Barrier(2), []
    threads = [
        threading.Thread(target=begin_at_once, args=(application, owner, start, outcomes))
        for _ in range(2)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["OneIsOpen", "begun"]
    assert application.follow_ups.count() == 1


# --- the database ---------------------------------------------------------------------------------
def insert(**values):
    return Application.objects.create(**values)


def test_the_database_keeps_one_open_in_a_line(application, owner):
    follow_ups.begin(application, Kind.AMENDMENT, by=owner)

    with pytest.raises(IntegrityError, match="one_open_per_line"), transaction.atomic():
        insert(organisation=application.organisation, kind="amendment", concerns=application)


@pytest.mark.parametrize("kind", ["amendment", "recertification"])
def test_the_database_knows_no_follow_up_of_nothing(application, kind):
    with pytest.raises(IntegrityError, match="follow_up_concerns_one"), transaction.atomic():
        insert(organisation=application.organisation, kind=kind)
    with pytest.raises(IntegrityError, match="concerns_one"), transaction.atomic():
        insert(organisation=application.organisation, kind="", concerns=None)


def test_the_database_knows_no_new_one_that_concerns_another(application):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(organisation=application.organisation, concerns=application)


def test_the_database_lets_a_follow_up_concern_only_an_approval_of_ones_own(application, reviewer):
    stranger = OrganisationFactory()
    amendment = submitted_follow_up(application)
    own = application.organisation
    undecided = cases.submitted(owner=application.created_by)

    for organisation, about in ((stranger, application), (own, amendment), (own, undecided)):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(organisation=organisation, kind="amendment", concerns=about)
    submissions.withdraw(amendment, by=amendment.created_by)
    reviews.move_approval(application, ApprovalAction.REVOKE, by=reviewer, note="Misuse.")
    with pytest.raises(IntegrityError, match="concerns an approval"), transaction.atomic():
        insert(organisation=own, kind="recertification", concerns=application)


@pytest.mark.parametrize("change", [{"kind": "recertification"}, {"concerns": None, "kind": "new"}])
def test_the_database_keeps_kind_and_line(application, owner, change):
    begun = follow_ups.begin(application, Kind.AMENDMENT, by=owner).application

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Application.objects.filter(pk=begun.pk).update(**change)


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.RECERTIFICATION])
def test_the_database_records_only_amendments(application, time_machine, kind):
    if kind == Kind.NEW:
        submitted = cases.submitted()
    else:
        time_machine.move_to(application.approvals.get().valid_until - timedelta(days=1))
        submitted = submitted_follow_up(application, kind)

    with pytest.raises(IntegrityError, match="only_amendments_are_recorded"), transaction.atomic():
        Application.objects.filter(pk=submitted.pk).update(status="recorded")


# --- recorded -------------------------------------------------------------------------------------
def test_an_amendment_of_what_nobody_judges_is_recorded_at_once(application, owner):
    approval = application.approvals.get()

    amendment = submitted_follow_up(application, I2="2031-05-01")

    assert amendment.status == Status.RECORDED
    assert amendment.decided_at is not None
    assert amendment.revisions.get().answers["I2"] == "2031-05-01"
    assert not amendment.approvals.exists()
    assert Approval.objects.get() == approval
    assert Approval.objects.get().status == ApprovalStatus.ACTIVE
    kinds = list(Event.objects.filter(subject=amendment.subject).values_list("kind", flat=True))
    assert kinds == ["application.created", "application.submit", "application.record"]
    told = Delivery.objects.filter(event__subject=amendment.subject)
    assert list(told.values_list("event__kind", "channel")) == [
        ("application.record", "applicant-mail")
    ]
    with pytest.raises(WrongState):
        submissions.withdraw(amendment, by=owner)


def test_the_check_page_says_whether_an_amendment_is_recorded_or_reviewed(
    client, application, owner
):
    client.force_login(owner)
    amendment = cases.follow_up(application, I2="2031-05-01")

    recorded = client.get(f"{amendment.get_absolute_url()}check/").content.decode()
    drafts.save_answers(amendment, {"B2": "It ranks applicants for a job."}, by=owner)
    reviewed = client.get(f"{amendment.get_absolute_url()}check/").content.decode()

    assert "recorded at once" in recorded
    assert 'id="tier"' not in recorded
    assert "Needs a review: it describes what was approved." in reviewed
    assert 'id="tier"' in reviewed


def test_another_purpose_goes_to_the_reviewers(application):
    amendment = submitted_follow_up(application, B2="It ranks applicants for a job.")

    assert amendment.status == Status.SUBMITTED


def test_what_was_recorded_stands_in_the_next_amendment(application, owner):
    submitted_follow_up(application, I2="2031-05-01")

    begun = follow_ups.begin(application, Kind.AMENDMENT, by=owner).application

    assert begun.answers["I2"] == "2031-05-01"


def test_an_amendment_that_changes_nothing_is_not_submitted(application, owner):
    amendment = cases.follow_up(application)

    with pytest.raises(NothingChanged):
        submissions.submit(amendment, by=owner)


def test_an_amendment_without_an_approval_in_force_is_judged(application, owner, reviewer):
    amendment = cases.follow_up(application, I2="2031-05-01")
    reviews.move_approval(application, ApprovalAction.SUSPEND, by=reviewer, note="Wait.")

    submissions.submit(amendment, by=owner)

    assert amendment.status == Status.SUBMITTED


def test_a_resubmission_stays_with_the_reviewers(application, owner, reviewer):
    amendment = submitted_follow_up(application)
    reviews.claim(amendment, by=reviewer)
    reviews.request_changes(amendment, {"B3": "As before?"}, by=reviewer, note="Why?", revision=1)
    before = application.revision.answers["B3"]
    drafts.save_answers(amendment, {"B3": before, "I2": "2031-05-01"}, by=owner)

    submissions.submit(amendment, by=owner)

    assert amendment.status == Status.SUBMITTED
