"""The daily heads: every chain that moved, signed once a day, each head on the one before."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from events import heads, services, signing, tasks
from events.chain import ORIGIN
from events.models import Head, HeadEntry

ONE, OTHER = "application:GA-1", "application:GA-2"


def stands(head):
    return list(HeadEntry.objects.filter(head=head).values_list("subject", "seq"))


def test_a_head_says_where_every_chain_stands(db):
    services.append(OTHER, "submitted", actor=None)
    services.append(ONE, "submitted", actor=None)
    last = services.append(ONE, "claimed", actor=None)

    head = heads.sign()

    assert stands(head) == [(ONE, 2), (OTHER, 1)]
    assert (head.event_count, head.last_event_id, head.prev_digest) == (3, last.pk, ORIGIN)


def test_a_head_is_signed_with_the_key_of_the_settings(db, settings):
    settings.EVENT_SIGNING_KEY = "a secret"

    head = heads.sign()

    assert {head.public_key} == heads.trusted_keys()
    assert signing.is_signed(head.digest, head.signature, public_key=head.public_key)
    assert not signing.is_signed(ORIGIN, head.signature, public_key=head.public_key)


def test_signing_twice_on_one_day_signs_once(db):
    tasks.sign_heads()
    tasks.sign_heads()

    assert Head.objects.count() == 1


def test_the_next_head_holds_only_what_has_moved(db):
    services.append(ONE, "submitted", actor=None)
    services.append(OTHER, "submitted", actor=None)
    first = heads.sign()
    services.append(OTHER, "claimed", actor=None)

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        second = heads.sign()

    assert stands(second) == [(OTHER, 2)]
    assert (second.event_count, second.prev_digest) == (3, first.digest)


def test_a_head_is_logged_so_that_a_copy_exists_outside(db, caplog):
    caplog.set_level("INFO", "events")

    head = heads.sign()

    assert caplog.messages == [f"Signed the event chains: {head.day}: {head.digest.hex()}"]


def test_the_digest_covers_every_part():
    about = {"day": "2026-11-23", "last_event_id": 7, "event_count": 7}
    stand = signing.Stand(ONE, 2, bytes(32))
    parts = [
        (ORIGIN, about, [stand]),
        (b"x" * 32, about, [stand]),
        (ORIGIN, about | {"day": "2026-11-24"}, [stand]),
        (ORIGIN, about | {"last_event_id": 8}, [stand]),
        (ORIGIN, about | {"event_count": 8}, [stand]),
        (ORIGIN, about, []),
        (ORIGIN, about, [stand, stand]),
        (ORIGIN, about, [stand._replace(subject=OTHER)]),
        (ORIGIN, about, [stand._replace(seq=3)]),
        (ORIGIN, about, [stand._replace(hash=b"x" * 32)]),
    ]

    digests = {signing.head_digest(prev, stands=moved, **said) for prev, said, moved in parts}

    assert len(digests) == len(parts)


@pytest.mark.django_db(transaction=True)
def test_signing_waits_for_whoever_is_writing_and_gives_up_in_time(monkeypatch):
    monkeypatch.setattr(heads, "LOCK_WAIT", "50ms")
    writer = connection.copy()
    with transaction.atomic():
        services.append(ONE, "submitted", actor=None)
    writer.set_autocommit(False)
    writer.cursor().execute("LOCK TABLE events_event IN ROW EXCLUSIVE MODE")

    with pytest.raises(OperationalError, match="lock timeout"):
        heads.sign()

    writer.rollback()
    writer.close()
    assert heads.sign().event_count == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_sign_one_head():
    with transaction.atomic():
        services.append(ONE, "submitted", actor=None)
    together = threading.Barrier(4)

    def work():
        together.wait()
        heads.sign()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Head.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_writers_go_on_while_a_head_is_made():
    writer = connection.copy()
    with transaction.atomic():
        heads.sign()

        with writer.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE events_event IN ROW EXCLUSIVE MODE NOWAIT")

    writer.close()
