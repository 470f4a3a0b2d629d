"""Appending an event: it continues the chain, names people by reference, and tells channels."""

import threading
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection, transaction

from events import queries, services
from events.chain import ORIGIN, NotRecordable, event_hash
from events.channels import UnknownChannel
from events.models import Chain, Delivery, Event
from tests.factories import OrganisationFactory, UserFactory

SUBJECT = "application:GA-7QK2M9XD"


def test_the_first_event_starts_the_chain(db):
    event = services.append(SUBJECT, "submitted", actor=None, data={"revision": 1})

    chain = Chain.objects.get()
    assert (event.seq, event.prev_hash, event.actor_ref) == (1, ORIGIN, "system")
    assert (chain.subject, chain.seq, bytes(chain.head)) == (SUBJECT, 1, event.hash)


def test_each_further_event_builds_on_the_one_before(db):
    first = services.append(SUBJECT, "submitted", actor=None)

    second = services.append(SUBJECT, "claimed", actor=None)

    assert (second.seq, second.prev_hash) == (2, first.hash)


def test_the_stored_event_has_the_hash_that_its_fields_give(db):
    person, organisation = UserFactory(), OrganisationFactory()
    data = {"zebra": [1, {"b": None, "a": "ü"}], "big": 10**20, "yes": True}
    services.append(SUBJECT, "decided", actor=person, data=data, organisation_id=organisation.pk)

    event = Event.objects.get()

    assert event.hash == event_hash(ORIGIN, event.record)
    assert event.data == data
    assert event.organisation_id == organisation.pk


def test_subjects_have_chains_of_their_own(db):
    services.append(SUBJECT, "submitted", actor=None)

    other = services.append("key:1", "issued", actor=None)

    assert (other.seq, other.prev_hash) == (1, ORIGIN)


def test_an_event_outlives_the_person_who_acted(db):
    person = UserFactory()
    event = services.append(SUBJECT, "submitted", actor=person)

    reference = f"person:{person.public_id}"
    person.delete()

    assert Event.objects.get().actor_ref == reference == event.actor_ref
    assert queries.actors([event]) == {}


@pytest.mark.django_db(transaction=True)
def test_an_event_without_the_transaction_of_its_act_is_refused():
    with pytest.raises(services.OutsideTransaction, match="in the transaction of the act"):
        services.append(SUBJECT, "submitted", actor=None)


def test_data_that_cannot_be_hashed_is_refused_and_leaves_nothing(db):
    with pytest.raises(NotRecordable), transaction.atomic():
        services.append(SUBJECT, "submitted", actor=None, data={"share": 0.5})

    assert not Chain.objects.exists()


def test_a_channel_that_the_settings_do_not_name_is_refused(db):
    with pytest.raises(UnknownChannel, match="pigeon"):
        services.append(SUBJECT, "submitted", actor=None, deliveries=["pigeon"])


def test_channels_are_told_after_the_commit(db, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        event = services.append(SUBJECT, "submitted", actor=None, deliveries=["memory"])
        before_commit = list(told)

    assert (before_commit, told) == ([], [event.pk])
    assert Delivery.objects.get().state == Delivery.State.DONE


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_leaves_no_event_and_tells_nobody(told):
    with transaction.atomic():
        services.append(SUBJECT, "submitted", actor=None, deliveries=["memory"])
        transaction.set_rollback(True)

    assert (Event.objects.count(), Delivery.objects.count(), told) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_make_one_chain_without_gaps():
    together = threading.Barrier(8)

    def write():
        together.wait()
        for _ in range(5):
            with transaction.atomic():
                services.append(SUBJECT, "noted", actor=None, data={"id": str(uuid4())})
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    events = list(queries.timeline(SUBJECT))
    before = [ORIGIN, *(event.hash for event in events)]
    assert [event.seq for event in events] == list(range(1, 41))
    assert [event.prev_hash for event in events] == before[:-1]
    close_old_connections()


def test_an_append_costs_a_query_a_row(db, django_assert_num_queries):
    services.append(SUBJECT, "submitted", actor=None)

    with django_assert_num_queries(3):  # lock the chain, insert the event, insert the delivery
        services.append(SUBJECT, "claimed", actor=None, deliveries=["memory"])


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_timeline_with_its_people_costs_two_queries(db, item_count, django_assert_num_queries):
    people = [UserFactory() for _ in range(item_count)]
    for person in people:
        services.append(SUBJECT, "noted", actor=person)
    services.append(SUBJECT, "noted", actor=None)

    with django_assert_num_queries(2):  # events, people
        events = list(queries.timeline(SUBJECT))
        actors = queries.actors(events)

    assert [actors.get(event.actor_ref) for event in events] == [*people, None]
