"""The log in the admin: to be read, and to ring again for what failed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from events import admin, heads, services
from events.models import Delivery, Event
from tests.factories import UserFactory

SUBJECT = "application:GA-7QK2M9XD"
PERMISSIONS = [f"view_{model}" for model in ("event", "chain", "head", "delivery")]


@pytest.fixture
def staff(db, client, settings):
    """A member of staff who may read the log."""
    settings.STAFF_MFA_REQUIRED = False
    person = UserFactory(is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=PERMISSIONS))
    client.force_login(person)
    return person


@pytest.fixture
def failed(db):
    event = services.append(SUBJECT, "submitted", actor=None)
    return Delivery.objects.create(
        event=event, channel="memory", state=Delivery.State.FAILED, attempts=10, last_error="gone"
    )


def page(client, name, *args, **query):
    return client.get(reverse(f"admin:events_{name}", args=args), query)


def test_events_are_found_by_their_whole_subject(client, staff, db):
    services.append(SUBJECT, "submitted", actor=None)
    services.append("application:other", "submitted", actor=None)

    response = page(client, "event_changelist", q=SUBJECT)

    assert [event.subject for event in response.context["cl"].result_list] == [SUBJECT]


@pytest.mark.parametrize("model", ["event", "chain", "head", "delivery"])
def test_everything_can_be_read(client, staff, failed, model):
    row = {"event": failed.event, "head": heads.sign(), "delivery": failed}.get(model)
    pk = row.pk if row else 1

    listed = page(client, f"{model}_changelist")
    shown = page(client, f"{model}_change", pk) if row else listed

    assert (listed.status_code, shown.status_code) == (200, 200)


def test_an_event_shows_its_hash(client, staff, failed):
    response = page(client, "event_change", failed.event.pk)

    assert failed.event.hash.hex() in response.content.decode()


@pytest.mark.parametrize("model", ["event", "chain", "head", "delivery"])
def test_even_a_superuser_adds_changes_and_deletes_nothing(client, staff, failed, model):
    type(staff).objects.filter(pk=staff.pk).update(is_superuser=True)
    heads.sign()

    codes = [page(client, f"{model}_add").status_code]
    codes.append(page(client, f"{model}_delete", failed.pk).status_code)
    codes.append(client.post(reverse(f"admin:events_{model}_change", args=[failed.pk])).status_code)

    assert [code in {302, 403} for code in codes] == [True] * 3
    assert Event.objects.get().kind == "submitted"


def test_a_failed_delivery_is_rung_for_again(
    client, staff, failed, told, django_capture_on_commit_callbacks
):
    staff.user_permissions.add(Permission.objects.get(codename="change_delivery"))

    with django_capture_on_commit_callbacks(execute=True):
        response = _ring(client, failed)

    failed.refresh_from_db()
    assert (response.status_code, failed.state) == (302, Delivery.State.DONE)
    assert told == [failed.event_id]


def test_who_may_only_read_does_not_ring(client, staff, failed, told):
    _ring(client, failed)

    failed.refresh_from_db()
    assert (failed.state, told) == (Delivery.State.FAILED, [])


def test_what_is_done_stays_done(client, staff, failed, told):
    staff.user_permissions.add(Permission.objects.get(codename="change_delivery"))
    Delivery.objects.update(state=Delivery.State.DONE, done_at=timezone.now())

    _ring(client, failed)

    failed.refresh_from_db()
    assert (failed.state, told) == (Delivery.State.DONE, [])


def test_strangers_do_not_see_the_log(client, db):
    client.force_login(UserFactory())

    assert page(client, "event_changelist").status_code in {302, 403}


def test_counting_ends_at_two_thousand(db, monkeypatch):
    monkeypatch.setattr(admin, "COUNTED_MAX", 2)
    for _ in range(3):
        services.append(SUBJECT, "noted", actor=None)

    assert admin.CappedPaginator(Event.objects.order_by("pk"), 50).count == 2


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_of_deliveries_costs_a_constant_number_of_queries(
    client, staff, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        event = services.append(SUBJECT, "noted", actor=None)
        Delivery.objects.create(event=event, channel="memory")

    page(client, "head_changelist")  # the first page of a session records the session

    with django_assert_num_queries(5):  # person, permissions (2), count, rows
        response = page(client, "delivery_changelist")

    assert len(response.context["cl"].result_list) == item_count


def _ring(client, delivery):
    chosen = {"action": "ring_again", "_selected_action": [delivery.pk]}
    return client.post(reverse("admin:events_delivery_changelist"), chosen)
