"""The outbox: every channel is told once, whatever breaks in between."""

import logging
import threading
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from kombu import Connection

from events import delivery, services, tasks
from events.models import Delivery

SUBJECT = "application:GA-7QK2M9XD"
DONE, PENDING, FAILED = Delivery.State.DONE, Delivery.State.PENDING, Delivery.State.FAILED


@pytest.fixture
def waiting(db):
    """A delivery for which nobody has rung yet, to the channel asked for."""

    def make(channel="memory", **fields):
        event = services.append(SUBJECT, "submitted", actor=None)
        return Delivery.objects.create(event=event, channel=channel, **fields)

    return make


def test_a_delivery_is_made_and_marked(waiting, told):
    row = waiting()

    tasks.deliver(row.pk)

    row.refresh_from_db()
    assert told == [row.event_id]
    assert (row.state, row.attempts, row.last_error) == (DONE, 1, "")
    assert row.done_at is not None


def test_delivering_twice_tells_once(waiting, told):
    row = waiting()

    tasks.deliver(row.pk)
    tasks.deliver(row.pk)

    assert told == [row.event_id]


def test_a_worker_that_was_held_up_does_not_tell_again(waiting, told):
    row = waiting(state=DONE, done_at=timezone.now())

    delivery._tell(row.pk)  # noqa: SLF001 -- as if another worker had been faster since the claim

    assert told == []


def test_a_delivery_that_does_not_exist_is_nothing_to_do(db, told):
    tasks.deliver(404)

    assert told == []


def test_a_channel_that_cannot_be_reached_is_tried_again_later(waiting, told):
    row = waiting("unreachable")

    tasks.deliver(row.pk)
    tasks.deliver(row.pk)

    row.refresh_from_db()
    assert told == [row.event_id]  # the second ring came before the pause was over
    assert (row.state, row.attempts) == (PENDING, 1)
    assert row.last_error == "SMTPServerDisconnected: Connection unexpectedly closed"
    assert timedelta(0) < row.next_try_at - timezone.now() <= delivery.FIRST_PAUSE


def test_pauses_grow_to_six_hours():
    pauses = [delivery.pause(n).total_seconds() for n in (1, 2, 3, 10, 50)]

    assert pauses == [30, 60, 120, 15360, 21600]


def test_the_last_attempt_fails_loudly(waiting, caplog):
    row = waiting("unreachable", attempts=delivery.ATTEMPTS_MAX - 1)

    tasks.deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (FAILED, delivery.ATTEMPTS_MAX)
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.ERROR, f"Delivery {row.pk} failed for good: {row.last_error}")
    ]


def test_a_bug_in_a_channel_is_raised_and_its_attempt_counted(waiting):
    row = waiting("broken")

    with pytest.raises(ZeroDivisionError):
        tasks.deliver(row.pk)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (PENDING, 1, delivery.NO_ANSWER)


def test_what_never_answers_is_given_up_loudly(waiting, told, caplog):
    row = waiting(attempts=delivery.ATTEMPTS_MAX, last_error=delivery.NO_ANSWER)

    tasks.deliver(row.pk)
    tasks.sweep()

    row.refresh_from_db()
    assert (row.state, told) == (FAILED, [])
    assert caplog.messages == [f"Delivery {row.pk} failed for good after 10 attempts."]


def test_the_sweeper_rings_for_what_was_forgotten(waiting, told):
    forgotten, later = waiting(), waiting(next_try_at=timezone.now() + timedelta(hours=1))

    tasks.sweep()

    later.refresh_from_db()
    assert (told, later.state) == ([forgotten.event_id], PENDING)


def test_the_sweeper_rings_again_once_the_pause_is_over(waiting, told):
    row = waiting("unreachable")
    tasks.deliver(row.pk)

    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        tasks.sweep()

    row.refresh_from_db()
    assert (row.attempts, told) == (2, [row.event_id, row.event_id])


def test_a_failed_delivery_can_be_rung_for_again(waiting, told, django_capture_on_commit_callbacks):
    row = waiting(state=FAILED, attempts=10)

    with django_capture_on_commit_callbacks(execute=True):
        services.ring_again(row)

    row.refresh_from_db()
    assert (row.state, row.attempts, told) == (DONE, 1, [row.event_id])


def test_what_was_delivered_is_not_rung_for_again(
    waiting, told, django_capture_on_commit_callbacks
):
    row = waiting(state=DONE, done_at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        services.ring_again(row)

    assert told == []


@pytest.fixture
def no_broker(monkeypatch):
    """A broker that refuses the connection, called as in production."""
    call = partial(tasks.deliver.apply_async, connection=Connection("redis://127.0.0.1:1/0"))
    monkeypatch.setattr(tasks.deliver, "delay", lambda pk: call([pk]))
    tasks.deliver.app.conf.task_always_eager = False
    yield
    tasks.deliver.app.conf.task_always_eager = True


def test_a_broker_that_is_down_does_not_undo_the_act(
    db, no_broker, caplog, told, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        services.append(SUBJECT, "submitted", actor=None, deliveries=["memory"])

    row = Delivery.objects.get()
    assert (row.state, told) == (PENDING, [])
    sentence = f"The broker does not answer; beat will ring for events.deliver {row.pk}."
    assert sentence in caplog.messages


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(waiting, told):
    with transaction.atomic():
        row = waiting()
    together = threading.Barrier(4)

    def work():
        together.wait()
        tasks.deliver(row.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == [row.event_id]
