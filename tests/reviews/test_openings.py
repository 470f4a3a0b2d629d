"""Are checks opened by hand for the whole review, with a reason, and closed by whom it may be?"""

import pytest
from django.db import DatabaseError, transaction

from applications.services import drafts, submissions
from events.models import Event
from reviews import queries, services
from reviews.models import Opening
from reviews.services import MarkInput, NotHeld, NotYourOpening, OpeningRefused, StaleRevision
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db
CHECK = "CK-GP07b"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def opened(application, by, checks=(CHECK,), **changed):
    given = {"reason": "The samples rank people.", "revision": application.revision.number}
    return services.open_checks(application, checks, by=by, **{**given, **changed})


def shown(application, by):
    return [check.id for check in queries.assess(application, by=by).shown]


def test_an_opened_check_is_on_the_checklist_and_stops_an_approval(application, reviewer):
    cases.mark_all(application, by=reviewer)
    assert CHECK not in shown(application, reviewer)

    opened(application, reviewer)

    assert CHECK in shown(application, reviewer)
    gate = queries.assess(application, by=reviewer).gate
    assert [(one.check, one.reason) for one in gate] == [(CHECK, "unanswered")]
    event = Event.objects.get(subject=application.subject, kind="review.checks_opened")
    assert event.data == {"checks": [CHECK], "revision": 1}
    with pytest.raises(Exception, match="does not allow an approval"):
        cases.approve(application, by=reviewer)


def test_a_mark_on_an_opened_check_counts_in_the_decision(application, reviewer):
    opened(application, reviewer)
    services.mark(application, {CHECK: MarkInput("n_a", "No ranks.")}, by=reviewer, revision=1)

    decision = cases.approve(application, by=reviewer)

    assert decision.checks[CHECK] == "n_a"


def test_opened_checks_hold_for_a_second_reviewer_and_for_the_next_revision(application, reviewer):
    opened(application, reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(application, {"B2": "Nurses use it."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)
    services.claim(application, by=reviewer)
    services.release(application, by=reviewer)
    other = ReviewerFactory()

    services.claim(application, by=other)

    assert application.revision.number == 2
    assert CHECK in shown(application, other)


@pytest.mark.parametrize(
    ("checks", "changed", "refusal"),
    [
        ((), {}, OpeningRefused),
        (("CK-99",), {}, OpeningRefused),
        (("CK-01",), {}, OpeningRefused),
        ((CHECK,), {"reason": " "}, OpeningRefused),
        ((CHECK,), {"reason": "x" * 2001}, OpeningRefused),
        ((CHECK,), {"reason": "a\x00"}, OpeningRefused),
        ((CHECK,), {"revision": 2}, StaleRevision),
    ],
)
def test_what_cannot_be_opened_is_refused(application, reviewer, checks, changed, refusal):
    with pytest.raises(refusal):
        opened(application, reviewer, checks, **changed)

    assert not Opening.objects.exists()


def test_a_check_is_opened_once(application, reviewer):
    opened(application, reviewer)

    with pytest.raises(OpeningRefused):
        opened(application, reviewer)
    opened(application, reviewer, (CHECK, "CK-GS07a"))

    assert sorted(queries.review_of(application, by=reviewer).opened) == [CHECK, "CK-GS07a"]
    with pytest.raises(DatabaseError, match="opening_once_per_check"), transaction.atomic():
        Opening.objects.create(
            application=application,
            revision=application.revision,
            check_id=CHECK,
            opened_by=reviewer,
            reason="Again.",
        )


def test_only_the_holder_opens_checks(application):
    with pytest.raises(NotHeld):
        opened(application, ReviewerFactory())


def test_whoever_opened_a_check_takes_that_back_once(application, reviewer):
    (opening,) = opened(application, reviewer)

    services.take_back_opening(opening, by=reviewer)
    services.take_back_opening(opening, by=reviewer)

    assert CHECK not in shown(application, reviewer)
    closed = Event.objects.filter(subject=application.subject, kind="review.check_closed")
    assert closed.count() == 1
    assert Opening.objects.get().reason == "The samples rank people."


def test_another_reviewer_cannot_take_it_back(application, reviewer):
    (opening,) = opened(application, reviewer)
    services.release(application, by=reviewer)
    other = ReviewerFactory()
    with pytest.raises(NotHeld):
        services.take_back_opening(opening, by=other)
    services.claim(application, by=other)

    with pytest.raises(NotYourOpening):
        services.take_back_opening(opening, by=other)


def test_the_database_keeps_what_was_opened_and_why(application, reviewer):
    opened(application, reviewer)

    for act in (Opening.objects.all().delete, lambda: Opening.objects.update(reason="Other.")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_database_opens_nothing_that_is_not_under_review(reviewer):
    application = cases.submitted()

    with pytest.raises(DatabaseError, match="under review"), transaction.atomic():
        Opening.objects.create(
            application=application,
            revision=application.revision,
            check_id=CHECK,
            opened_by=reviewer,
            reason="Early.",
        )
