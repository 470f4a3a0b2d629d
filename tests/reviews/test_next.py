"""Does Next give each reviewer the best job they may have, and say why it was this one?"""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Application
from applications.services import drafts, submissions
from applications.services.moves import NotAReviewer
from reviews import next_order, services
from reviews.models import Lease
from reviews.services import NothingForYou, OutOfOffice
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def waiting(name=cases.LOW, *, due_in, language=""):
    """Submitted by somebody who writes a language, and due in a while, counted from now."""
    application = cases.draft(name)
    owner = application.created_by
    owner.language = language
    owner.save()
    submissions.submit(application, by=owner)
    Application.objects.filter(pk=application.pk).update(due_at=timezone.now() + due_in)
    return application


def taken(by):
    """Everything that Next gives, in order, until there is nothing left."""
    found = []
    while True:
        try:
            found.append(services.take_next(by).application)
        except NothingForYou:
            return found


def test_what_is_overdue_comes_first_then_stricter_tiers_then_what_is_due_first(reviewer):
    late = waiting(due_in=5 * DAY)
    soon = waiting(due_in=3 * DAY)
    strict = waiting(cases.HIGH, due_in=9 * DAY)
    overdue = waiting(due_in=-DAY)
    strict_overdue = waiting(cases.HIGH, due_in=-DAY / 2)

    assert taken(reviewer) == [strict_overdue, overdue, strict, soon, late]


def test_what_has_been_overdue_for_long_comes_before_stricter_tiers(reviewer):
    strict = waiting(cases.HIGH, due_in=-6 * DAY)
    old = waiting(due_in=-8 * DAY)

    assert taken(reviewer) == [old, strict]


def test_on_the_same_day_a_language_that_one_reads_comes_first(reviewer, time_machine):
    time_machine.move_to("2026-11-23T06:00:00Z", tick=False)
    services.set_languages(["de"], by=reviewer)
    english = waiting(due_in=2 * DAY, language="en-gb")
    german = waiting(due_in=2 * DAY + timedelta(hours=3), language="de")
    next_day = waiting(due_in=3 * DAY, language="de")

    assert taken(reviewer) == [german, english, next_day]


def test_a_language_that_a_colleague_reads_is_left_to_them_while_they_are_there(reviewer):
    colleague = ReviewerFactory()
    services.set_languages(["de"], by=reviewer)
    services.set_languages(["en-gb"], by=colleague)
    english = waiting(due_in=DAY)  # no language chosen is the portal's own

    assert taken(reviewer) == []
    today = timezone.now().date()
    services.be_away(today, today, by=colleague)
    assert taken(reviewer) == [english]


def test_whoever_named_no_language_gets_all(reviewer):
    services.set_languages(["de"], by=ReviewerFactory())
    german = waiting(due_in=DAY, language="de")

    assert taken(reviewer) == [german]


def ask_and_answer(application, *, by):
    services.claim(application, by=by)
    number = application.revision.number
    services.request_changes(application, {"B2": "Who?"}, by=by, note="One.", revision=number)
    drafts.save_answers(application, {"B2": "Nurses use it."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)


def test_on_the_same_day_what_has_come_back_to_one_comes_first(reviewer, time_machine):
    time_machine.move_to("2026-11-23T06:00:00Z", tick=False)
    other = waiting(due_in=2 * DAY)
    mine = waiting(due_in=2 * DAY)
    ask_and_answer(mine, by=reviewer)
    due = {"due_at": timezone.now() + 2 * DAY}
    Application.objects.filter(pk__in=[mine.pk, other.pk]).update(**due)

    first = services.take_next(reviewer)

    assert first.application == mine
    assert first.because.is_back
    assert "came back to you" in " ".join(first.because.in_words())


def test_a_reply_to_somebody_else_is_not_offered(reviewer):
    ask_and_answer(waiting(due_in=2 * DAY), by=ReviewerFactory())

    with pytest.raises(NothingForYou, match="Come back to others, who have them first: 1"):
        services.take_next(reviewer)


def test_what_a_colleague_holds_is_not_offered_and_that_is_said(reviewer):
    services.claim(waiting(due_in=DAY), by=ReviewerFactory())

    with pytest.raises(NothingForYou, match=r"Held by colleagues: 1\."):
        services.take_next(reviewer)


def test_nothing_is_said_of_what_one_may_not_know(reviewer):
    application = waiting(due_in=DAY)
    MembershipFactory(organisation=application.organisation, user=reviewer)

    with pytest.raises(NothingForYou) as refusal:
        services.take_next(reviewer)

    assert str(refusal.value) == "Nothing that you may take waits for a reviewer now."


def test_what_one_has_put_back_comes_last(reviewer):
    first, second = waiting(due_in=DAY), waiting(due_in=2 * DAY)
    assert services.take_next(reviewer).application == first

    services.release(first, by=reviewer)

    assert taken(reviewer) == [second, first]


def test_what_waits_for_the_applicant_is_not_offered(reviewer):
    application = waiting(due_in=DAY)
    services.claim(application, by=reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)

    assert taken(ReviewerFactory()) == []


def test_nobody_else_takes_anything():
    waiting(due_in=DAY)

    with pytest.raises(NotAReviewer):
        services.take_next(UserFactory())
    assert not Lease.objects.exists()


def test_whoever_is_away_is_given_nothing(reviewer):
    waiting(due_in=DAY)
    today = timezone.now().date()
    services.be_away(today, today, by=reviewer)

    with pytest.raises(OutOfOffice):
        services.take_next(reviewer)


def test_it_says_why_in_words(reviewer):
    waiting(due_in=-DAY)

    told = services.take_next(reviewer).because.in_words()

    assert told[0] == "It is overdue, and its tier is low: stricter tiers come first."
    assert told[1].startswith("Among those it is due first, on ")


@pytest.mark.parametrize("count", [1, 3])
def test_the_cost_does_not_grow_with_what_waits(reviewer, count, django_assert_num_queries):
    for days in range(count):
        waiting(due_in=(days + 1) * DAY)
    who = next_order.asking(reviewer, now=timezone.now())

    with django_assert_num_queries(8):  # permissions (2), wishes, rhythm (2), 3 steps
        found = [list(rows) for _, rows in itertools.islice(next_order.offers(who), 3)]

    assert sum(len(rows) for rows in found) == count
