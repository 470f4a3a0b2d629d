"""Does closing an organisation end all that it has, for good, by its owner alone?"""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Organisation
from accounts.services.organisations import ClosedAlready, NotAnOwner
from applications.models import Application
from applications.services import appeals, closing, drafts, submissions
from applications.services.moves import OrganisationClosed
from applications.states import ApprovalAction, Status
from events.models import Event
from keys import services as keys
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory
from tests.racing import at_once
from tests.refusals.attempts import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def approved(reviewer):
    return cases.approved(by=reviewer)


@pytest.fixture
def owner(approved):
    return approved.created_by


@pytest.fixture
def organisation(approved):
    return approved.organisation


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def at(organisation):
    return reverse("applications:close", args=[organisation.public_id])


def status_of(secret):
    return APIClient().get("/api/v1/key", headers={"Authorization": f"Bearer {secret}"}).json()


def test_closing_ends_approvals_and_withdraws_what_is_under_way(approved, owner, organisation):
    secret = keys.issue(approved, by=owner, name="Server")[1]
    waiting, begun = (cases.draft(owner=owner, organisation=organisation) for _ in range(2))
    submissions.submit(waiting, by=owner)
    other = cases.approved(by=ReviewerFactory())

    closing.close(organisation, by=owner)

    states = {one.reference: one.status for one in Application.objects.all()}
    assert states[waiting.reference] == states[begun.reference] == Status.WITHDRAWN
    assert approved.approvals.get().status == "revoked"
    assert other.approvals.get().status == "active"
    assert status_of(secret)["status"] == "revoked"
    assert Event.objects.filter(kind="organisation.closed").get().actor_ref == (
        f"person:{owner.public_id}"
    )


def test_a_suspended_approval_ends_and_an_appeal_is_taken_back(
    approved, reviewer, owner, organisation
):
    declined = cases.draft(owner=owner, organisation=organisation)
    submissions.submit(declined, by=owner)
    cases.decline(declined, by=ReviewerFactory())
    reviews.move_approval(approved, ApprovalAction.SUSPEND, by=reviewer, note="Misuse.")
    appeals.file(declined, "It was not read.", by=owner)

    closing.close(organisation, by=owner)

    declined.refresh_from_db()
    assert approved.approvals.get().status == "revoked"
    assert declined.status == Status.DECLINED


def test_a_key_is_refused_by_the_closing_alone(approved, owner, organisation):
    """Whatever became of the approvals."""
    secret = keys.issue(approved, by=owner, name="Server")[1]
    with without_triggers():
        Organisation.objects.filter(pk=organisation.pk).update(closed_at=timezone.now())

    answer = status_of(secret)

    assert approved.approvals.get().status == "active"
    assert answer["status"] == "revoked"


def test_afterwards_nothing_is_begun_or_submitted(owner, organisation):
    begun = cases.draft(owner=owner, organisation=organisation)
    closing.close(organisation, by=owner)

    with pytest.raises(OrganisationClosed):
        drafts.create(organisation, by=owner)
    with pytest.raises(OrganisationClosed):
        submissions.submit(Application.objects.get(pk=begun.pk), by=owner)


def test_the_database_takes_nothing_of_a_closed_organisation(approved, owner, organisation):
    begun = cases.draft(owner=owner, organisation=organisation)
    with without_triggers():
        Organisation.objects.filter(pk=organisation.pk).update(closed_at=timezone.now())

    begun.organisation = Organisation(pk=organisation.pk, name="As it was read before")
    for refused in (
        lambda: Application.objects.create(organisation=organisation, created_by=owner),
        lambda: Application.objects.filter(pk=begun.pk).update(status="submitted"),
        lambda: approved.approvals.update(status="active"),
        lambda: keys.issue(approved, by=owner, name="Server"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()


def test_a_closed_organisation_stays_closed(owner, organisation):
    closing.close(organisation, by=owner)

    with pytest.raises(ClosedAlready):
        closing.close(organisation, by=owner)
    with pytest.raises(DatabaseError, match="stays closed"), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(closed_at=None)


@pytest.mark.parametrize("role", ["editor", "viewer", None])
def test_only_an_owner_closes(approved, organisation, role):
    person = UserFactory()
    if role:
        MembershipFactory(organisation=organisation, user=person, role=role)

    with pytest.raises(NotAnOwner):
        closing.close(organisation, by=person)

    assert approved.approvals.get().status == "active"
    assert not Event.objects.filter(kind="organisation.closed").exists()


def test_the_page_names_what_ends_and_asks_for_the_name(signed_in, approved, organisation):
    page = signed_in.get(at(organisation)).content.decode()
    wrong = signed_in.post(at(organisation), {"name": "Another"})

    organisation.refresh_from_db()
    assert approved.reference in page
    assert "This is not the name of the organisation" in wrong.content.decode()
    assert organisation.closed_at is None


def test_the_page_closes_and_says_so(signed_in, organisation):
    done = signed_in.post(at(organisation), {"name": f" {organisation.name.upper()} "}, follow=True)

    assert "is closed. Its keys no longer work." in done.content.decode()
    assert "Closed on" in done.content.decode()
    assert signed_in.get(at(organisation)).status_code == 404


def test_members_and_strangers_do_not_close_by_the_page(client, approved, organisation):
    viewer, stranger = UserFactory(), UserFactory()
    MembershipFactory(organisation=organisation, user=viewer, role="viewer")

    answers = []
    for person in (viewer, stranger):
        client.force_login(person)
        answers.append(client.post(at(organisation), {"name": organisation.name}).status_code)

    organisation.refresh_from_db()
    assert answers == [302, 404]
    assert organisation.closed_at is None


@pytest.mark.django_db(transaction=True)
def test_what_is_submitted_while_the_organisation_closes_does_not_stay_open():
    begun = cases.draft()
    owner, organisation = begun.created_by, begun.organisation

    at_once(
        lambda: closing.close(Organisation.objects.get(pk=organisation.pk), by=owner),
        lambda: submit_or_be_refused(begun, owner),
    )

    begun.refresh_from_db()
    organisation.refresh_from_db()
    assert organisation.closed_at is not None
    assert begun.status == Status.WITHDRAWN


def submit_or_be_refused(application, owner):
    try:
        submissions.submit(Application.objects.get(pk=application.pk), by=owner)
    except DatabaseError:
        return
