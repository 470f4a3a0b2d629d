"""The database as the last reviewer: raw SQL cannot rewrite the log either."""

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from events import heads, services
from events.models import Chain, Delivery, Event

SUBJECT = "application:GA-7QK2M9XD"
INSERT = """
    INSERT INTO events_event (subject, seq, at, kind, actor_ref, data, prev_hash, hash)
    VALUES (%s, %s, now(), 'noted', 'system', '{}', %s, %s)
"""


@pytest.fixture
def event(db):
    return services.append(SUBJECT, "submitted", actor=None)


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events_event SET kind = 'approved'",
        "UPDATE events_event SET hash = sha256('x')",
        "DELETE FROM events_event",
        "TRUNCATE events_event CASCADE",
        "DELETE FROM events_chain",
        "TRUNCATE events_chain",
        "UPDATE events_chain SET subject = 'other'",
        "UPDATE events_chain SET id = 77",
        "UPDATE events_chain SET seq = 2",
        "UPDATE events_chain SET seq = 0",
        "UPDATE events_chain SET head = sha256('x')",
        "INSERT INTO events_chain (subject, seq, head) SELECT 'x', 1, head FROM events_chain",
        "INSERT INTO events_chain (subject, seq, head) VALUES ('x', 0, sha256('x'))",
    ],
)
def test_the_log_cannot_be_rewritten(event, sql):
    with pytest.raises(Error):
        run(sql)

    assert Event.objects.get().kind == "submitted"
    assert Chain.objects.get().seq == 1


@pytest.mark.parametrize("table", ["events_head", "events_headentry"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = 0", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_heads_cannot_be_rewritten(event, table, verb):
    heads.sign()

    with pytest.raises(Error):
        run(verb.format(table))


@pytest.mark.parametrize("seq", [0, 1, 3])
def test_an_event_out_of_step_is_refused(event, seq):
    with pytest.raises(IntegrityError):
        run(INSERT, SUBJECT, seq, event.hash, b"y" * 32)


def test_an_event_that_does_not_name_the_one_before_is_refused(event):
    with pytest.raises(IntegrityError, match="does not continue the chain"):
        run(INSERT, SUBJECT, 2, b"x" * 32, b"y" * 32)


def test_an_event_without_a_chain_is_refused(event):
    with pytest.raises(IntegrityError, match="does not continue the chain"):
        run(INSERT, "application:other", 1, bytes(32), b"y" * 32)


def test_an_event_that_continues_the_chain_moves_it(event):
    run(INSERT, SUBJECT, 2, event.hash, b"y" * 32)

    chain = Chain.objects.get()
    assert (chain.seq, bytes(chain.head)) == (2, b"y" * 32)


def test_an_event_that_has_still_to_be_told_cannot_be_deleted_by_the_orm(event):
    Delivery.objects.create(event=event, channel="memory")

    with pytest.raises(ProtectedError):
        event.delete()
