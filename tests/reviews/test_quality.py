"""Is a decision looked at again by lot, by somebody else, blind, and without any effect?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from applications.models import Application
from applications.services import appeals
from applications.services.moves import LooksAgain, ensure_reviewer
from events.models import Event
from reviews import eligibility, jobs, quality, sampling
from reviews import services as reviewing
from reviews.models import QualityDraw, QualityReview
from reviews.services import MarkInput, MarkRefused
from reviews.services import quality_reviews as services
from reviews.services.quality_reviews import (
    QualityGone,
    QualityIncomplete,
    QualityNotHeld,
    QualityNotYours,
)
from tests import cases, racing
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_is_drawn(settings):
    settings.QUALITY_RATES = dict.fromkeys(("low", "medium", "high", "prohibited"), 100)


@pytest.fixture
def first():
    return ReviewerFactory()


@pytest.fixture
def other():
    return ReviewerFactory()


@pytest.fixture
def review(first):
    return drawn(cases.approved(by=first))


def drawn(application):
    """The decision as the outbox tells it, and what the lot made of it."""
    kinds = ("application.approve", "application.decline")
    event = Event.objects.filter(subject=application.subject, kind__in=kinds).last()
    return services.draw(event).review


def marks(review, mark="meets"):
    return {check: MarkInput(mark, note="Seen.") for check in quality.shown_checks(review)}


def a_check(review):
    return next(iter(quality.shown_checks(review)))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 100))
def test_a_higher_rate_keeps_what_a_lower_one_has_drawn(digest, rate):
    number = sampling.lot(digest)

    assert not sampling.is_drawn(number, rate=0)
    assert sampling.is_drawn(number, rate=100)
    if sampling.is_drawn(number, rate=rate):
        assert all(sampling.is_drawn(number, rate=higher) for higher in range(rate, 101))


@pytest.mark.django_db(transaction=True)
def test_the_final_decision_draws_by_itself(first):
    application = cases.approved(by=first)

    assert application.quality_reviews.count() == 1


def test_the_lot_can_be_read_off_the_log(review):
    draw = review.draw

    assert draw.number == int(bytes(draw.event.hash).hex()[:8], 16)
    assert (draw.rate, draw.is_drawn) == (100, True)


def test_telling_a_decision_twice_draws_once(review):
    assert services.draw(review.draw.event) == review.draw
    assert QualityReview.objects.count() == 1


def test_what_is_not_drawn_is_recorded_and_not_looked_at(first, settings):
    settings.QUALITY_RATES = dict.fromkeys(settings.QUALITY_RATES, 0)
    application = cases.approved(by=first)

    services.draw(Event.objects.filter(kind="application.approve").last())

    assert application.draws.get().is_drawn is False
    assert not QualityReview.objects.exists()


def test_nobody_can_pick_another_lot(first):
    application = cases.approved(by=first)
    event = Event.objects.filter(kind="application.approve").last()
    fields = {"application": application, "event": event, "tier": "low", "rate": 100}

    with pytest.raises(DatabaseError, match="The lot is the hash"), transaction.atomic():
        QualityDraw.objects.create(**fields, number=1, is_drawn=True)


def test_nobody_can_draw_against_the_lot(first):
    application = cases.approved(by=first)
    event = Event.objects.filter(kind="application.approve").last()
    fields = {"application": application, "event": event, "tier": "low", "rate": 100}
    number = sampling.lot(event.hash)

    with pytest.raises(DatabaseError, match="draw_follows_lot"), transaction.atomic():
        QualityDraw.objects.create(**fields, number=number, is_drawn=False)


def test_another_event_is_no_lot(first):
    application = cases.approved(by=first)
    event = Event.objects.filter(subject=application.subject, kind="application.submit").last()
    fields = {"application": application, "event": event, "tier": "low", "rate": 100}
    number = sampling.lot(event.hash)

    with pytest.raises(DatabaseError, match="The lot is the hash"), transaction.atomic():
        QualityDraw.objects.create(**fields, number=number, is_drawn=True)


def test_what_was_not_drawn_is_not_looked_at_by_hand(review, first, settings):
    settings.QUALITY_RATES = dict.fromkeys(settings.QUALITY_RATES, 0)
    application = cases.approved(by=first)
    draw = services.draw(Event.objects.filter(subject=application.subject).last())
    fields = {"revision": application.revision, "decision": application.decisions.get()}

    with pytest.raises(DatabaseError, match="Only what the lot"), transaction.atomic():
        QualityReview.objects.create(
            draw=draw, application=application, tier="low", due_at=timezone.now(), **fields
        )


def test_another_reviewer_takes_it_up_and_answers(review, other):
    services.take_up(review, by=other)
    services.answer(review, marks(review), by=other, finishes=True)

    review.refresh_from_db()
    assert review.finished_at is not None
    assert set(review.checks.values()) == {"meets"}


def test_it_has_no_effect_on_the_application(review, other):
    before = Application.objects.values().get(pk=review.application_id)
    events = Event.objects.filter(subject=review.application.subject).count()

    services.take_up(review, by=other)
    services.answer(review, marks(review, "violates"), by=other, finishes=True)

    assert Application.objects.values().get(pk=review.application_id) == before
    assert Event.objects.filter(subject=review.application.subject).count() == events


def test_whoever_decided_is_not_asked_again(review, first):
    assert not quality.offered(first, now=timezone.now()).exists()
    with pytest.raises(QualityNotYours):
        services.take_up(review, by=first)


def test_the_database_refuses_whoever_decided(review, first):
    until = timezone.now() + timedelta(days=1)

    with pytest.raises(DatabaseError, match="Somebody else looks"), transaction.atomic():
        QualityReview.objects.update(reviewer=first, held_until=until)


def test_whoever_marked_it_before_is_not_asked(first, other):
    application = cases.submitted()
    cases.mark_all(application, by=other)
    reviewing.release(application, by=other)
    cases.approve(application, by=first)

    review = drawn(application)

    with pytest.raises(QualityNotYours):
        services.take_up(review, by=other)


def test_a_member_of_the_organisation_is_not_asked(review, other):
    MembershipFactory(organisation=review.application.organisation, user=other)

    assert not quality.offered(other, now=timezone.now()).exists()
    with pytest.raises(QualityNotYours):
        services.take_up(review, by=other)


def test_the_database_refuses_a_member_of_the_organisation(review, other):
    MembershipFactory(organisation=review.application.organisation, user=other)
    until = timezone.now() + timedelta(days=1)

    with pytest.raises(DatabaseError, match="Somebody else looks"), transaction.atomic():
        QualityReview.objects.update(reviewer=other, held_until=until)


def test_a_conflict_that_arises_in_between_ends_it(review, other):
    services.take_up(review, by=other)
    MembershipFactory(organisation=review.application.organisation, user=other)

    with pytest.raises(QualityNotYours):
        services.answer(review, marks(review), by=other)


def test_who_does_not_review_is_not_asked(review):
    with pytest.raises(QualityNotYours):
        services.take_up(review, by=UserFactory())


def test_two_people_never_hold_the_same_one(review, other):
    services.take_up(review, by=other)

    with pytest.raises(QualityGone):
        services.take_up(review, by=ReviewerFactory())


def test_taking_it_up_twice_goes_on(review, other):
    services.take_up(review, by=other)
    services.answer(review, {a_check(review): MarkInput("meets")}, by=other)

    again = services.take_up(review, by=other)

    assert again.checks == {a_check(review): "meets"}


def test_without_taking_it_up_nothing_is_answered(review, other):
    with pytest.raises(QualityNotHeld):
        services.answer(review, marks(review), by=other)


def test_an_unanswered_check_keeps_it_from_being_finished(review, other):
    services.take_up(review, by=other)
    given = marks(review)
    given.popitem()

    with pytest.raises(QualityIncomplete):
        services.answer(review, given, by=other, finishes=True)


def test_a_check_that_is_not_shown_is_refused(review, other):
    services.take_up(review, by=other)

    with pytest.raises(MarkRefused):
        services.answer(review, {"CK-NONE": MarkInput("meets")}, by=other)


def test_what_is_finished_stays_as_it_is(review, other):
    services.take_up(review, by=other)
    services.answer(review, marks(review), by=other, finishes=True)

    with pytest.raises(QualityGone):
        services.answer(review, marks(review, "gap"), by=other)
    with pytest.raises(DatabaseError, match="ends once"), transaction.atomic():
        QualityReview.objects.update(checks={a_check(review): "gap"})


def test_while_it_lasts_the_application_is_found_nowhere(review, other):
    everything = Application.objects.all()
    assert eligibility.visible(everything, by=other).filter(pk=review.application_id).exists()

    services.take_up(review, by=other)

    assert not eligibility.visible(everything, by=other).exists()
    assert not Application.objects.reviewable_by(other).exists()
    assert not Application.objects.visible_to(other).exists()


def test_while_it_lasts_nothing_else_is_done_with_the_application(review, other):
    ensure_reviewer(review.application, by=other)
    services.take_up(review, by=other)

    with pytest.raises(LooksAgain):
        ensure_reviewer(review.application, by=other)


def test_an_appeal_in_between_keeps_it_hidden(first, other):
    review = drawn(cases.declined(by=first))
    services.take_up(review, by=other)

    appeals.file(review.application, "Look again.", by=review.application.created_by)

    assert not Application.objects.reviewable_by(other).exists()


@pytest.mark.parametrize("finishes", [True, False])
def test_afterwards_it_is_found_again(review, other, finishes):
    services.take_up(review, by=other)
    if finishes:
        services.answer(review, marks(review), by=other, finishes=True)
    else:
        services.give_back(review, by=other)

    assert Application.objects.reviewable_by(other).exists()


def test_what_is_given_back_is_empty_for_the_next(review, other):
    services.take_up(review, by=other)
    services.answer(review, {a_check(review): MarkInput("gap", note="Mine.")}, by=other)
    services.give_back(review, by=other)

    taken = services.take_up(review, by=ReviewerFactory())

    assert (taken.checks, taken.notes) == ({}, {})


def test_a_hold_that_nobody_goes_on_with_ends(review, other):
    services.take_up(review, by=other)
    QualityReview.objects.update(held_until=timezone.now() - timedelta(minutes=1))

    assert jobs.end_quality_reviews() == 1
    review.refresh_from_db()
    assert review.reviewer is None
    assert jobs.end_quality_reviews() == 0


def test_out_of_time_it_lapses_once(review, other, settings):
    settings.QUALITY_TIME = timedelta(0)
    late = drawn(cases.approved(by=ReviewerFactory()))

    assert jobs.end_quality_reviews() == 1
    late.refresh_from_db()
    assert late.lapsed_at is not None
    assert jobs.end_quality_reviews() == 0
    with pytest.raises(QualityGone):
        services.take_up(late, by=other)


def test_the_next_one_is_due_first_and_stays_the_same(review, other):
    later = drawn(cases.approved(by=ReviewerFactory()))

    assert services.take_next(by=other) == review
    assert services.take_next(by=other) == review
    assert services.take_next(by=ReviewerFactory()) == later


def test_without_any_there_is_no_next(other):
    assert services.take_next(by=other) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_each_gets_another_one(settings):
    people = [ReviewerFactory(), ReviewerFactory()]
    for _ in range(2):
        cases.approved(by=ReviewerFactory())

    taken = racing.at_once(*(lambda by=by: services.take_next(by=by).pk for by in people))

    assert sorted(taken) == sorted(QualityReview.objects.values_list("pk", flat=True))
