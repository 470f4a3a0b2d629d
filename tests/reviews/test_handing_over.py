"""Can reviewers leave work to a colleague by name, and be away without holding anything up?"""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from applications.business_hours import due
from applications.services import drafts, submissions
from applications.services.moves import NotAReviewer
from events import queries as events
from reviews import queries, services
from reviews.jobs import release_absent
from reviews.models import Availability, HandOver, Reason
from reviews.services import (
    AbsenceRefused,
    HandedToAnother,
    HandOverNote,
    LanguageUnknown,
    NotForColleague,
    NotHeld,
    NothingHandedOver,
    OutOfOffice,
)
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def giver():
    return ReviewerFactory()


@pytest.fixture
def taker():
    return ReviewerFactory()


@pytest.fixture
def held(giver):
    application = cases.submitted()
    services.claim(application, by=giver)
    return application


def reasons(application):
    open_ones = application.items.get().reasons.filter(closed_at=None)
    return set(open_ones.values_list("reason", flat=True))


def away_today(person):
    today = timezone.now().date()
    return services.be_away(today, today, by=person)


def test_it_waits_for_the_colleague_alone_and_says_why(held, giver, taker):
    handed = services.hand_over(held, to=taker, note=" The rest is clear. ", by=giver)

    assert (handed.reviewer, handed.note) == (taker, "The rest is clear.")
    assert handed.until == due(handed.given_at, timedelta(hours=8))
    assert queries.lease_on(held) is None
    assert Reason.HANDED_OVER in reasons(held)
    for other in (giver, ReviewerFactory()):
        with pytest.raises(HandedToAnother):
            services.claim(held, by=other)
    event = events.timeline(held.subject).last()
    assert (event.kind, event.data["to"]) == ("review.handed_over", str(taker.public_id))


def test_a_claim_accepts_it(held, giver, taker):
    services.hand_over(held, to=taker, note="Yours.", by=giver)

    assert services.take_next(taker).because.is_back

    assert queries.is_held(held, by=taker)
    assert Reason.HANDED_OVER not in reasons(held)
    assert HandOver.objects.get().ended_at is not None


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_either_of_them_puts_it_back_for_all_once(held, giver, taker, who):
    services.hand_over(held, to=taker, note="Yours.", by=giver)
    person = {"giver": giver, "taker": taker}[who]

    services.decline_hand_over(held, by=person)
    with pytest.raises(NothingHandedOver):
        services.decline_hand_over(held, by=person)

    assert Reason.HANDED_OVER not in reasons(held)
    services.claim(held, by=ReviewerFactory())


def test_nobody_else_puts_it_back(held, giver, taker):
    services.hand_over(held, to=taker, note="Yours.", by=giver)

    with pytest.raises(NothingHandedOver):
        services.decline_hand_over(held, by=ReviewerFactory())
    with pytest.raises(NotAReviewer):
        services.decline_hand_over(held, by=held.created_by)


def test_when_its_time_is_over_anybody_may_have_it(held, giver, taker, time_machine):
    handed = services.hand_over(held, to=taker, note="Yours.", by=giver)
    time_machine.move_to(handed.until, tick=False)

    services.claim(held, by=giver)

    assert Reason.HANDED_OVER not in reasons(held)


def test_what_waits_for_somebody_who_is_away_waits_for_nobody(held, giver, taker):
    services.hand_over(held, to=taker, note="Yours.", by=giver)
    away_today(taker)

    assert services.take_next(ReviewerFactory()).application == held


@pytest.mark.parametrize("note", ["", " \n", "x" * 2001, "a\x00b"])
def test_a_note_is_needed(held, giver, taker, note):
    with pytest.raises(HandOverNote):
        services.hand_over(held, to=taker, note=note, by=giver)
    assert queries.is_held(held, by=giver)


def test_only_whoever_holds_it_hands_it_over_and_only_once(held, giver, taker):
    with pytest.raises(NotHeld):
        services.hand_over(held, to=giver, note="Yours.", by=taker)
    services.hand_over(held, to=taker, note="Yours.", by=giver)
    with pytest.raises(NotHeld):
        services.hand_over(held, to=taker, note="Yours.", by=giver)


def test_a_colleague_who_cannot_have_it_is_refused_and_nothing_said_of_why(held, giver, taker):
    member = ReviewerFactory()
    MembershipFactory(organisation=held.organisation, user=member)
    away_today(taker)

    for person in (giver, member, taker, UserFactory()):
        with pytest.raises(NotForColleague) as refusal:
            services.hand_over(held, to=person, note="Yours.", by=giver)
        assert str(refusal.value).startswith("This colleague cannot take it up now.")
    assert queries.is_held(held, by=giver)


def test_the_database_hands_nothing_to_whoever_has_an_interest_or_is_away(held, giver, taker):
    member = ReviewerFactory()
    MembershipFactory(organisation=held.organisation, user=member)
    away_today(taker)

    for person in (member, taker):
        with pytest.raises(DatabaseError), transaction.atomic():
            HandOver.objects.create(
                application=held,
                given_by=giver,
                reviewer=person,
                note="Yours.",
                until=timezone.now() + DAY,
            )


def test_the_database_gives_no_lease_to_whoever_is_away(taker):
    application = cases.submitted()
    away_today(taker)

    with pytest.raises(DatabaseError, match="out of office"), transaction.atomic():
        application.leases.create(reviewer=taker, expires_at=timezone.now() + DAY)


def test_the_colleague_alone_gets_a_mail_that_says_nothing_of_the_application(
    held, giver, taker, django_capture_on_commit_callbacks
):
    ReviewerFactory()
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        services.hand_over(held, to=taker, note="A secret remark.", by=giver)

    (letter,) = mail.outbox
    assert letter.recipients() == [taker.email]
    assert "handed over to you" in letter.subject
    assert "secret" not in letter.body


def test_whoever_goes_away_gives_back_what_they_hold(held, giver):
    away_today(giver)

    assert queries.lease_on(held) is None
    with pytest.raises(OutOfOffice):
        services.claim(held, by=giver)


def test_what_is_held_when_an_absence_begins_is_given_back_by_the_clock(held, giver, time_machine):
    tomorrow = timezone.now().date() + DAY
    services.be_away(tomorrow, tomorrow, by=giver)
    assert release_absent() == 0
    held.leases.update(expires_at=timezone.now() + 2 * DAY)

    time_machine.move_to(timezone.now() + DAY, tick=False)

    assert (release_absent(), release_absent()) == (1, 0)
    assert queries.lease_on(held) is None


def test_a_reply_to_whoever_is_away_is_free_for_others(held, giver):
    services.request_changes(held, {"B2": "Who?"}, by=giver, note="One.", revision=1)
    drafts.save_answers(held, {"B2": "Nurses use it."}, by=held.created_by)
    submissions.submit(held, by=held.created_by)
    away_today(giver)

    assert services.take_next(ReviewerFactory()).application == held


def test_one_comes_back_by_saying_so(held, giver):
    away_today(giver)

    services.be_away(None, None, by=giver)

    services.claim(held, by=giver)
    told = [event.kind for event in events.timeline(f"reviewer:{giver.public_id}")]
    assert told == ["reviewer.away", "reviewer.away"]


def test_days_that_make_no_absence_are_refused(giver):
    today = timezone.now().date()

    for first, last in ((today, None), (None, today), (today, today - DAY), (today + DAY, today)):
        with pytest.raises(AbsenceRefused):
            services.be_away(first, last, by=giver)
    with pytest.raises(AbsenceRefused):
        services.be_away(today - 2 * DAY, today - DAY, by=giver)


def test_the_database_wants_both_days_in_order(giver):
    today = timezone.now().date()
    for days in ((today, None), (today, today - DAY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Availability.objects.create(reviewer=giver, away_from=days[0], away_until=days[1])


def test_languages_are_the_portals_and_said_by_reviewers(giver):
    assert services.set_languages(["de", "de"], by=giver).languages == ["de"]
    with pytest.raises(LanguageUnknown):
        services.set_languages(["tlh"], by=giver)
    for act in (
        lambda: services.set_languages([], by=UserFactory()),
        lambda: services.be_away(None, None, by=UserFactory()),
    ):
        with pytest.raises(NotAReviewer):
            act()
