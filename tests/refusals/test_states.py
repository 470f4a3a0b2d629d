"""Does no state change beside the services: by a queryset, by SQL, in the admin?"""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from applications.models import Application, Approval
from applications.services import reviewing
from applications.states import ApprovalStatus, Status
from events.models import Event
from tests import cases
from tests.factories import ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def at_commit():
    """Ask now what the database asks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def by_queryset(rows, status):
    rows.update(status=status)
    at_commit()


def by_bulk_update(rows, status):
    (row,) = rows
    row.status = status
    type(row).objects.bulk_update([row], ["status"])
    at_commit()


def by_saving(rows, status):
    (row,) = rows
    row.status = status
    row.save()
    at_commit()


def by_sql(rows, status):
    (row,) = rows
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE applications_{row._meta.model_name} SET status = %s WHERE id = %s",  # noqa: S608, SLF001 -- our own table
            [status, row.pk],
        )
    at_commit()


WAYS = (by_queryset, by_bulk_update, by_saving, by_sql)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.WITHDRAWN])
def test_an_application_makes_no_step_that_no_event_tells_of(way, status):
    """The table has both steps: it is the missing event that stops them."""
    application = cases.submitted()

    with pytest.raises(DatabaseError, match="No event tells of the move"), transaction.atomic():
        way(Application.objects.filter(pk=application.pk), status)

    application.refresh_from_db()
    assert application.status == Status.SUBMITTED


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", [ApprovalStatus.SUSPENDED, ApprovalStatus.REVOKED])
def test_an_approval_makes_no_step_that_no_event_tells_of(reviewer, way, status):
    approval = cases.approved(by=reviewer).approvals.get()

    with pytest.raises(DatabaseError, match="No event tells of the move"), transaction.atomic():
        way(Approval.objects.filter(pk=approval.pk), status)

    approval.refresh_from_db()
    assert approval.status == ApprovalStatus.ACTIVE


def test_a_step_back_past_the_last_event_is_refused_too(reviewer):
    application = cases.submitted()
    reviewing.start(application, by=reviewer)
    at_commit()

    with pytest.raises(DatabaseError), transaction.atomic():
        by_queryset(Application.objects.filter(pk=application.pk), Status.AWAITING_SECOND)


def test_the_act_itself_passes(reviewer):
    application = cases.submitted()

    reviewing.start(application, by=reviewer)
    at_commit()

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW


@pytest.mark.parametrize("model", ["application", "approval", "decision", "revision"])
@pytest.mark.parametrize("act", ["change", "delete", "add", "changelist"])
def test_not_even_a_superuser_changes_anything_in_the_admin(client, reviewer, model, act):
    application = cases.approved(by=reviewer)
    row = {
        "application": application,
        "approval": application.approvals.get(),
        "decision": application.decisions.get(),
        "revision": application.revision,
    }[model]
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    name = f"admin:applications_{model}_{act}"
    address = reverse(name, args=[row.pk] if act in {"change", "delete"} else [])
    form = {
        "status": "revoked",
        "title": "Other",
        "post": "yes",
        "action": "delete_selected",
        "_selected_action": [row.pk],
    }
    before = (Event.objects.count(), dict(type(row).objects.filter(pk=row.pk).values()[0]))

    client.post(address, form)

    assert (Event.objects.count(), type(row).objects.filter(pk=row.pk).values()[0]) == before
