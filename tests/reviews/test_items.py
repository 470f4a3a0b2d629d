"""Does the queue hold what waits, and why, after every step and whoever takes it?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application
from applications.services import appeals, drafts, submissions
from applications.states import Kind, Status
from reviews import services
from reviews.models import ItemKind, QueueItem, QueueReason, Reason
from tests import cases
from tests.factories import ReviewerFactory
from tests.queue import assert_in_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def the_item(application):
    """The latest of its items."""
    return application.items.order_by("pk").last()


def reasons(application):
    """Why it is here now."""
    open_ones = the_item(application).reasons.filter(closed_at=None)
    return sorted(open_ones.values_list("reason", flat=True))


def ask(application, *, by):
    services.claim(application, by=by)
    number = application.revision.number
    services.request_changes(application, {"B2": "Who?"}, by=by, note="One.", revision=number)


def answer(application, text="Nurses use it."):
    drafts.save_answers(application, {"B2": text}, by=application.created_by)
    submissions.submit(application, by=application.created_by)


def test_a_draft_does_not_stand_in_the_queue():
    application = cases.draft()

    assert not QueueItem.objects.filter(application=application).exists()


def test_a_submission_opens_one_item_that_says_it_is_new():
    application = cases.submitted()

    item = application.items.get()
    assert (item.kind, item.status, item.tier) == (ItemKind.APPLICATION, "submitted", "low")
    assert (item.due_at, item.organisation) == (application.due_at, application.organisation)
    assert reasons(application) == [Reason.NEW]
    assert_in_step(application)


def test_a_claim_serves_no_reason(reviewer):
    application = cases.submitted()

    services.claim(application, by=reviewer)

    assert the_item(application).status == Status.IN_REVIEW
    assert reasons(application) == [Reason.NEW]


def test_what_waits_for_the_applicant_is_paused_and_gives_no_reason(reviewer):
    application = cases.submitted()

    ask(application, by=reviewer)

    item = the_item(application)
    assert item.paused_at is not None
    assert item.closed_at is None
    assert reasons(application) == []
    assert QueueReason.objects.get().closed_at is not None
    assert_in_step(application)


def test_a_reply_resumes_it_and_says_for_whom(reviewer):
    application = cases.submitted()
    ask(application, by=reviewer)

    answer(application)

    item = the_item(application)
    assert (item.paused_at, item.returned_to) == (None, reviewer)
    assert reasons(application) == [Reason.RESUBMITTED, Reason.RETURNED]
    assert_in_step(application)


def test_what_is_put_back_returns_to_nobody(reviewer):
    application = cases.submitted()
    ask(application, by=reviewer)
    answer(application)
    services.claim(application, by=reviewer)

    services.release(application, by=reviewer)

    assert reasons(application) == [Reason.RESUBMITTED]


def test_the_first_of_two_verdicts_asks_for_the_second(reviewer):
    application = cases.submitted(cases.HIGH)

    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    assert reasons(application) == [Reason.SECOND_REVIEW]
    assert_in_step(application)


def test_two_who_disagree_leave_it_to_others(reviewer):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    cases.decline(application, by=ReviewerFactory())

    assert reasons(application) == [Reason.DISAGREEMENT]
    assert_in_step(application)


def test_a_decision_closes_the_item_and_its_reasons(reviewer):
    application = cases.approved(by=reviewer)

    item = application.items.get()
    assert (item.status, item.closed_at) == (Status.APPROVED, application.decided_at)
    assert reasons(application) == []
    assert_in_step(application)


def test_an_appeal_is_an_item_of_its_own(reviewer):
    application = cases.declined(by=reviewer)

    appeals.file(application, "Look again.", by=application.created_by)

    first, second = application.items.order_by("pk")
    assert (first.kind, first.status) == (ItemKind.APPLICATION, Status.DECLINED)
    assert (second.kind, second.status) == (ItemKind.APPEAL, Status.APPEALED)
    assert second.opened_at == application.appeal.filed_at
    assert reasons(application) == [Reason.APPEAL]
    assert_in_step(application)


def test_an_appeal_says_when_a_second_person_must_agree_and_when_two_did_not(reviewer):
    application = cases.declined(cases.HIGH, by=reviewer)
    cases.decline(application, by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)

    cases.approve(application, cases.HIGH, by=ReviewerFactory(), tier="high")
    assert reasons(application) == [Reason.APPEAL, Reason.SECOND_REVIEW]
    cases.decline(application, by=ReviewerFactory())
    assert reasons(application) == [Reason.APPEAL, Reason.DISAGREEMENT]
    assert_in_step(application)


def test_an_appeal_taken_back_closes_its_item_and_leaves_the_first(reviewer):
    application = cases.declined(by=reviewer)
    appeals.file(application, "Look again.", by=application.created_by)

    appeals.withdraw(application, by=application.created_by)

    assert not application.items.open().exists()
    assert_in_step(application)


def test_an_amendment_that_is_judged_is_an_item_of_its_kind(reviewer):
    first = cases.approved(by=reviewer)
    amendment = cases.follow_up(first, B2="Nurses use it in hospitals, for diagnoses.")

    submissions.submit(amendment, by=first.created_by)

    assert amendment.status == Status.SUBMITTED
    assert the_item(amendment).kind == ItemKind.AMENDMENT
    assert reasons(amendment) == [Reason.AMENDMENT]
    assert_in_step(amendment)


def test_what_is_only_recorded_is_closed_at_once(reviewer):
    first = cases.approved(by=reviewer)
    amendment = cases.follow_up(first, I2="2031-05-01")

    submissions.submit(amendment, by=first.created_by)

    assert amendment.status == Status.RECORDED
    assert_in_step(amendment)


def test_a_recertification_is_an_item_of_its_kind(reviewer, time_machine):
    first = cases.approved(by=reviewer)
    time_machine.move_to(first.approvals.get().valid_until - timedelta(days=30))
    again = cases.follow_up(first, Kind.RECERTIFICATION)

    submissions.submit(again, by=first.created_by)

    assert the_item(again).kind == ItemKind.RECERTIFICATION
    assert reasons(again) == [Reason.RECERTIFICATION]
    assert_in_step(again)


def test_the_topics_that_may_distress_stand_on_the_item():
    application = cases.draft()
    drafts.save_answers(application, {"B10": ["violence", "hate"]}, by=application.created_by)

    submissions.submit(application, by=application.created_by)

    assert the_item(application).topics == ["violence", "hate"]
    assert cases.submitted().items.get().topics == []


def test_the_language_is_the_submitters():
    application = cases.draft()
    owner = application.created_by
    owner.language = "de"
    owner.save()

    submissions.submit(application, by=owner)

    assert the_item(application).language == "de"


def test_a_status_set_past_the_services_shows_in_the_queue_at_once():
    application = cases.submitted()

    with transaction.atomic():  # the commit would be refused: no event tells of it
        Application.objects.filter(pk=application.pk).update(status=Status.IN_REVIEW)

        assert application.items.get().status == Status.IN_REVIEW
        transaction.set_rollback(True)


def test_nobody_writes_into_the_queue_by_hand():
    application = cases.submitted()
    copy = QueueItem(
        application=application,
        organisation=application.organisation,
        kind=ItemKind.APPEAL,
        status=Status.APPEALED,
        tier="low",
        round=1,
        opened_at=application.submitted_at,
    )

    for write in (
        copy.save,
        lambda: QueueItem.objects.update(status=Status.IN_REVIEW),
        lambda: QueueItem.objects.update(due_at=None),
        lambda: QueueReason.objects.update(closed_at=application.submitted_at),
        lambda: the_item(application).reasons.create(reason=Reason.SECOND_REVIEW),
    ):
        with pytest.raises(DatabaseError, match="queue follows"), transaction.atomic():
            write()


def test_what_stood_in_the_queue_is_kept():
    cases.submitted()

    for rows in (QueueReason.objects.all(), QueueItem.objects.all()):
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            rows._raw_delete("default")  # noqa: SLF001 -- past Django's own cascade


def test_a_deleted_reviewer_has_nothing_returned(reviewer):
    application = cases.submitted()
    ask(application, by=reviewer)

    reviewer.delete()

    assert the_item(application).returned_to is None
