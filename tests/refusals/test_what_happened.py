"""Is no event lost with a person, and no mail sent for what did not happen?"""

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from applications.models import Application
from applications.services import submissions
from applications.states import Status
from events import verification
from events.models import Chain, Delivery, Event
from notifications.models import Notification
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory


class CalledOff(Exception):
    """Something went wrong after the act and before the end of its transaction."""


@pytest.mark.django_db
def test_deleting_a_person_takes_no_event_along_and_breaks_no_chain():
    application, reviewer = cases.submitted(), ReviewerFactory()
    cases.mark_all(application, by=reviewer)
    reviews.release(application, by=reviewer)
    before = list(Event.objects.values())

    reviewer.delete()

    assert list(Event.objects.values()) == before
    assert f"person:{reviewer.public_id}" in {event["actor_ref"] for event in before}
    assert list(verification.Verification().findings()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["events_event", "events_chain"])
def test_nobody_deletes_an_event_by_hand(table):
    cases.submitted()
    before = (Event.objects.count(), Chain.objects.count())

    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):  # noqa: S608 -- fixed
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert (Event.objects.count(), Chain.objects.count()) == before


def approve(application, reviewer):
    cases.approve(application, by=reviewer)


def decline(application, reviewer):
    cases.decline(application, by=reviewer)


def ask(application, reviewer):
    reviews.claim(application, by=reviewer)
    reviews.request_changes(application, {"B2": "Who?"}, by=reviewer, note="Say.", revision=1)


def write(application, reviewer):
    reviews.write(application, "Just a word.", by=reviewer)


def withdraw(application, reviewer):
    submissions.withdraw(application, by=application.created_by)


ACTS = (approve, decline, ask, write, withdraw)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_called_off_sends_no_mail_and_leaves_no_trace(act):
    application, reviewer = cases.submitted(), ReviewerFactory()
    mail.outbox.clear()
    before = counted()

    with pytest.raises(CalledOff):
        call_off(act, Application.objects.get(pk=application.pk), reviewer)

    application.refresh_from_db()
    assert mail.outbox == []
    assert counted() == before
    assert application.status == Status.SUBMITTED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [approve, decline, ask, write])
def test_the_same_act_sends_its_mail_once_it_is_done(act):
    application, reviewer = cases.submitted(), ReviewerFactory()
    mail.outbox.clear()

    act(application, reviewer)

    assert [message.to for message in mail.outbox] == [[application.created_by.email]]


@transaction.atomic
def call_off(act, application, reviewer):
    act(application, reviewer)
    raise CalledOff


def counted():
    return tuple(model.objects.count() for model in (Event, Delivery, Notification))
