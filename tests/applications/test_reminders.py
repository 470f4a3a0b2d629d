"""Is an organisation told in time that its approval ends, and each step once?"""

from datetime import timedelta

import pytest

from applications.jobs import remind_of_ends
from applications.services import follow_ups
from applications.states import ApprovalAction, Kind
from events.models import Event
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return cases.approved(by=ReviewerFactory())


def told():
    return [event.data["days"] for event in Event.objects.filter(kind="approval.reminder")]


def at(time_machine, application, **before):
    until = application.approvals.get().valid_until
    time_machine.move_to(until - timedelta(**before), tick=False)


def test_each_step_is_told_once_however_often_the_clock_strikes(application, time_machine):
    for days in (61, 60, 60, 59, 30, 30, 7, 2, 1, 1):
        at(time_machine, application, days=days)
        remind_of_ends()

    assert told() == [60, 30, 7, 1]


def test_after_a_pause_only_the_nearest_step_is_told(application, time_machine):
    at(time_machine, application, days=5)

    assert [remind_of_ends(), remind_of_ends()] == [1, 0]

    assert told() == [7]


def test_nobody_is_told_of_an_end_that_has_come(application, time_machine):
    at(time_machine, application, days=0)

    assert remind_of_ends() == 0


def test_nobody_is_told_while_it_is_suspended(application, time_machine):
    reviews.move_approval(
        application, ApprovalAction.SUSPEND, by=ReviewerFactory(), note="Because."
    )
    at(time_machine, application, days=30)

    assert remind_of_ends() == 0


def test_a_recertification_under_way_is_named(application, time_machine):
    at(time_machine, application, days=30)
    begun = follow_ups.begin(application, Kind.RECERTIFICATION, by=application.created_by)

    remind_of_ends()

    event = Event.objects.get(kind="approval.reminder")
    assert event.data["recertification"] == begun.application.reference
    assert event.deliveries.get().channel == "applicant-mail"
