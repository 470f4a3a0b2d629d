"""Is My work a person's own: choices, exposure, breaks, hours, notes, and nobody else's?"""

import re
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from reviews import debriefs, desk_times, wellbeing
from reviews import services as reviews
from reviews.models import Break, DebriefNote, Lease
from reviews.services import wellbeing as services
from reviews.services.leases import extend
from reviews.wellbeing import Wish
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
DISTRESSING = "ex-05-teen-tutor"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def reviewer():
    return ReviewerFactory(name="Rea Reviewer")


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


def at(name, *more):
    return reverse(f"admin:reviews_{name}", args=more)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def claimed_ago(application, minutes):
    """Move a claim back in time, as if it had been kept alive since."""
    begun = timezone.now() - minutes * MINUTE
    Lease.objects.filter(application=application).update(claimed_at=begun)


def test_choices_are_kept_and_shown_to_the_person(signed_in, reviewer):
    cases.publish_starter()

    response = signed_in.post(at("choose"), {"topics": ["hate", "sexual"], "budget": "30"})

    assert response.status_code == 302
    assert wellbeing.wish_of(reviewer) == Wish(frozenset({"hate", "sexual"}), 30, is_warned=False)
    text = text_of(signed_in.get(at("my_work")))
    assert text.count("checked") == 3  # the two topics, and the reader of a note
    assert "0 of 30 points" in text


def test_a_choice_that_cannot_be_is_refused_on_the_page(signed_in, reviewer):
    cases.publish_starter()

    response = signed_in.post(at("choose"), {"budget": "9999"})

    assert response.status_code == 422
    assert "not raise it" in text_of(response)
    assert wellbeing.wish_of(reviewer) == Wish()


def test_what_one_has_been_through_today_is_shown(signed_in, reviewer):
    services.open_named(cases.submitted(DISTRESSING), by=reviewer)

    assert f"3 of {configured.EXPOSURE_BUDGET} points" in text_of(signed_in.get(at("my_work")))


def test_hours_are_the_time_with_work_less_breaks(signed_in, reviewer):
    application = cases.submitted()
    reviews.claim(application, by=reviewer)
    claimed_ago(application, 90)
    start = timezone.now() - 60 * MINUTE
    Break.objects.create(reviewer=reviewer, started_at=start, ends_at=start + 20 * MINUTE)

    hours = desk_times.hours(reviewer)

    assert hours.unbroken_since == start + 20 * MINUTE
    assert round((hours.week + hours.last_week) / MINUTE) == 70


def test_a_colleagues_hours_are_not_mine(reviewer):
    application = cases.submitted()
    reviews.claim(application, by=ReviewerFactory())
    claimed_ago(application, 90)

    assert desk_times.hours(reviewer).week == timedelta()


def test_claims_survive_a_break_and_a_lease_more(reviewer):
    application = cases.submitted()
    lease = reviews.claim(application, by=reviewer)

    taken = services.pause(reviewer, minutes=30)

    lease.refresh_from_db()
    assert lease.expires_at == taken.ends_at + configured.LEASE
    assert taken.ends_at - taken.started_at == 30 * MINUTE


def test_what_keeps_a_claim_alive_does_not_shorten_a_break(reviewer):
    application = cases.submitted()
    reviews.claim(application, by=reviewer)
    taken = services.pause(reviewer, minutes=30)

    assert extend(application, by=reviewer).expires_at == taken.ends_at + configured.LEASE


def test_a_break_keeps_nobody_elses_claim(reviewer):
    lease = reviews.claim(cases.submitted(), by=ReviewerFactory())

    services.pause(reviewer, minutes=30)

    assert Lease.objects.get(pk=lease.pk).expires_at == lease.expires_at


def test_a_break_that_is_on_is_not_taken_twice(reviewer):
    services.pause(reviewer, minutes=5)

    with pytest.raises(services.OnBreak):
        services.pause(reviewer, minutes=5)


@pytest.mark.parametrize("minutes", [0, 4, 31])
def test_a_break_takes_5_to_30_minutes(reviewer, minutes):
    with pytest.raises(services.BreakTooLong):
        services.pause(reviewer, minutes=minutes)


def test_the_database_knows_no_longer_break_either(reviewer):
    start = timezone.now()

    with pytest.raises(IntegrityError, match="half_an_hour"), transaction.atomic():
        Break.objects.create(reviewer=reviewer, started_at=start, ends_at=start + 31 * MINUTE)


def test_whoever_is_back_early_is_back(reviewer):
    services.pause(reviewer, minutes=30)

    services.resume(reviewer)
    services.resume(reviewer)

    assert desk_times.break_now(reviewer) is None
    services.pause(reviewer, minutes=5)


def test_a_break_begun_at_the_desk_leads_back_there(signed_in):
    application = cases.submitted()

    response = signed_in.post(at("pause"), {"minutes": "10", "at": application.reference})

    assert response.url == at("desk", application.reference)
    assert Break.objects.count() == 1


def test_a_break_leads_to_no_other_place(signed_in):
    response = signed_in.post(at("pause"), {"minutes": "10", "at": "//example.org"})

    assert response.url == at("my_work")


def test_after_an_hour_without_a_break_one_is_offered(signed_in, reviewer):
    application = cases.submitted()
    reviews.claim(application, by=reviewer)
    before = text_of(signed_in.get(at("moment")))
    claimed_ago(application, 61)

    after = text_of(signed_in.get(at("moment")))

    assert before.strip() == ""
    assert "You have worked without a break since" in after
    assert "Take a break" in after


def test_a_spent_budget_is_told_at_the_desk_with_the_ways_out(signed_in, reviewer, settings):
    settings.EXPOSURE_BUDGET = 3
    services.open_named(cases.submitted(DISTRESSING), by=reviewer)

    text = text_of(signed_in.get(at("moment")))

    assert "You can finish what you hold, or give it back" in text


def test_a_note_is_sealed_and_shown_to_the_writer_alone(client, signed_in, reviewer):
    signed_in.post(at("write_down"), {"text": "It stayed with me.", "reader": "oneself"})

    assert b"stayed" not in bytes(DebriefNote.objects.get().sealed)
    assert "It stayed with me." in text_of(signed_in.get(at("my_work")))
    client.force_login(ReviewerFactory())
    assert "stayed" not in text_of(client.get(at("my_work")))


def test_a_note_for_the_contact_is_read_by_the_contact_alone(reviewer, settings):
    contact, chief = PolicyOwnerFactory(), PolicyOwnerFactory(is_superuser=True)
    settings.WELLBEING_CONTACTS = [contact.email.upper()]

    services.write_down(reviewer, "Please ring me.", reader="contact")
    services.write_down(reviewer, "For me.", reader="oneself")

    assert [note.text for note in debriefs.addressed_to(contact)] == ["Please ring me."]
    assert debriefs.addressed_to(chief) == []
    assert debriefs.addressed_to(reviewer) == []


def test_without_a_contact_nothing_is_addressed_to_one(reviewer, settings):
    settings.WELLBEING_CONTACTS = []

    with pytest.raises(services.NobodyToWriteTo):
        services.write_down(reviewer, "Hello?", reader="contact")


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001, "a\x00b"])
def test_a_note_says_something_and_has_an_end(signed_in, text):
    response = signed_in.post(at("write_down"), {"text": text, "reader": "oneself"})

    assert response.status_code == 422
    assert not DebriefNote.objects.exists()


def test_one_deletes_ones_own_notes_and_no_others(client, signed_in, reviewer):
    mine = services.write_down(reviewer, "Mine.", reader="oneself")
    theirs = services.write_down(ReviewerFactory(), "Theirs.", reader="oneself")

    assert signed_in.post(at("tear_up", theirs.pk)).status_code == 404
    assert signed_in.post(at("tear_up", mine.pk)).status_code == 302
    assert signed_in.post(at("tear_up", mine.pk)).status_code == 404
    assert list(DebriefNote.objects.all()) == [theirs]


def test_no_event_tells_of_breaks_notes_or_what_was_opened(reviewer):
    application = cases.submitted(DISTRESSING)
    before = Event.objects.count()

    services.open_named(application, by=reviewer)
    services.uncover(application, "B3", by=reviewer)
    services.pause(reviewer, minutes=5)
    services.resume(reviewer)
    services.tear_up(services.write_down(reviewer, "A note.", reader="oneself"), by=reviewer)

    assert Event.objects.count() == before


def test_only_reviewers_have_the_page(client):
    client.force_login(PolicyOwnerFactory())

    assert client.get(at("my_work")).status_code == 403


def test_the_page_costs_a_constant_number_of_queries(signed_in, reviewer):
    def queries():
        signed_in.get(at("my_work"))
        with connection.execute_wrapper(count):
            counted.append(0)
            signed_in.get(at("my_work"))
        return counted.pop()

    def count(execute, *args):
        counted[-1] += 1
        return execute(*args)

    counted = []
    services.write_down(reviewer, "One.", reader="oneself")
    before = queries()
    for number in range(3):
        services.write_down(reviewer, f"Note {number}.", reader="oneself")
        reviews.claim(cases.submitted(), by=reviewer)

    assert queries() == before


def test_nobody_tears_up_the_note_of_another(reviewer):
    note = services.write_down(ReviewerFactory(), "A note.", reader="oneself")

    services.tear_up(note, by=reviewer)

    assert DebriefNote.objects.get() == note
