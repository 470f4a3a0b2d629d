"""Does no way lead to a key that works without an approval in force?"""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.scopes import Scope
from applications.models import Application
from applications.services import appeals, approvals, deletions, drafts, follow_ups, submissions
from applications.states import ApprovalAction, Status
from common.errors import DomainError
from keys import services as keys
from keys.models import ApiKey
from reviews import services as reviews
from tests import cases
from tests.applications.programs import BOTH, program
from tests.factories import PASSWORD, OrganisationFactory, ReviewerFactory
from tests.refusals.attempts import browser

pytestmark = pytest.mark.django_db
KEYS = (Scope.KEYS_READ, Scope.KEYS_WRITE)


@pytest.fixture
def reviewer():
    return ReviewerFactory()


# --- Ways to ask for a key ------------------------------------------------------------------------


def by_page(application, person):
    client = browser(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("keys:issue", args=[application.reference])
    client.post(address, {"name": "Server", "env": "live"})


def by_program(application, person):
    address = f"/api/v1/applications/{application.reference}/keys/"
    api = program(person, scopes=KEYS)
    api.post(address, {"name": "Server"}, format="json", headers={"Idempotency-Key": "a" * 20})


def by_job(application, person):
    try:
        keys.issue(application, by=person, name="Server")
    except DomainError:
        return


WAYS = (by_page, by_program, by_job)


@pytest.mark.parametrize("way", WAYS)
def test_under_an_approval_each_of_these_ways_gives_a_key(reviewer, way):
    application = cases.approved(by=reviewer)

    way(application, application.created_by)

    assert ApiKey.objects.count() == 1


def waits_for_the_applicant(application, reviewer):
    reviews.claim(application, by=reviewer)
    reviews.request_changes(application, {"B2": "Who?"}, by=reviewer, note="Say.", revision=1)


def is_held(application, reviewer):
    reviews.claim(application, by=reviewer)


def is_declined(application, reviewer):
    cases.decline(application, by=reviewer)


def is_appealed(application, reviewer):
    cases.decline(application, by=reviewer)
    appeals.file(application, "It was not read.", by=application.created_by)


def is_withdrawn(application, reviewer):
    submissions.withdraw(application, by=application.created_by)


def just_submitted(application, reviewer):
    """As it is."""


PENDING = (just_submitted, is_held, waits_for_the_applicant, is_declined, is_appealed, is_withdrawn)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("brought", PENDING)
def test_no_key_is_had_while_nothing_is_approved(reviewer, brought, way):
    application = cases.submitted()
    brought(application, reviewer)

    way(application, application.created_by)

    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_no_key_is_had_after_one_of_two_needed_approvals(reviewer, way):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    way(application, application.created_by)

    assert application.status == Status.AWAITING_SECOND
    assert not ApiKey.objects.exists()


# --- A declined application, turned into something else -------------------------------------------


@pytest.fixture
def declined(reviewer):
    return cases.declined(by=reviewer)


def edit_by_page(application, owner):
    address = reverse("applications:autosave", args=[application.reference, "B"])
    browser(owner).post(address, {"B1": "Another name", "version": application.version})


def edit_by_program(application, owner):
    api = program(owner, scopes=BOTH)
    address = f"/api/v1/applications/{application.reference}/"
    api.patch(
        address, {"answers": {"B1": "Another name"}}, format="json", headers={"If-Match": "*"}
    )


def edit_by_job(application, owner):
    try:
        drafts.save_answers(application, {"B1": "Another name"}, by=owner)
    except DomainError:
        return


def edit_by_sql(application, owner):
    try:
        with transaction.atomic():
            Application.objects.filter(pk=application.pk).update(answers={"B1": "Another name"})
    except DatabaseError:
        return


@pytest.mark.parametrize("way", [edit_by_page, edit_by_program, edit_by_job, edit_by_sql])
def test_a_declined_application_is_not_edited_or_renamed(declined, way):
    before = (declined.title, declined.given_answers())

    way(declined, declined.created_by)

    declined.refresh_from_db()
    assert (declined.title, declined.given_answers()) == before


def delete_by_page(application, owner):
    browser(owner).post(reverse("applications:delete", args=[application.reference]))


def delete_by_program(application, owner):
    api = program(owner, scopes=BOTH)
    api.post(f"/api/v1/applications/{application.reference}/delete/", {}, format="json")


def delete_by_job(application, owner):
    try:
        deletions.delete(application, by=owner)
    except DomainError:
        return


def delete_by_sql(application, owner):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM applications_application WHERE id = %s", [application.pk])
    except DatabaseError:
        return


@pytest.mark.parametrize("way", [delete_by_page, delete_by_program, delete_by_job, delete_by_sql])
def test_a_declined_application_is_not_deleted(declined, way):
    way(declined, declined.created_by)

    declined.refresh_from_db()
    assert (declined.status, declined.deleted_at) == (Status.DECLINED, None)


@pytest.mark.parametrize("way", WAYS)
def test_one_begun_again_is_a_draft_without_a_key(declined, way):
    again = follow_ups.begin_again(declined, by=declined.created_by).application

    way(again, declined.created_by)

    assert (again.status, again.revision) == (Status.DRAFT, None)
    assert not ApiKey.objects.exists()


def test_one_begun_again_is_reviewed_before_there_is_a_key(declined, reviewer):
    again = follow_ups.begin_again(declined, by=declined.created_by).application
    kept = {**again.given_answers(), **agreed()}
    drafts.save_answers(again, kept, by=declined.created_by)
    submissions.submit(again, by=declined.created_by)

    by_job(again, declined.created_by)

    assert again.status == Status.SUBMITTED
    assert not ApiKey.objects.exists()


def agreed():
    """What is agreed to anew with each application."""
    answers = cases.example(cases.LOW)["answers"]
    return {question: value for question, value in answers.items() if value is True}


@pytest.mark.parametrize("column", ["organisation_id", "reference"])
def test_a_declined_application_does_not_move_to_another_organisation(declined, column):
    other = OrganisationFactory(owner=declined.created_by)
    value = {"organisation_id": other.pk, "reference": "GA-AAAAAAAA"}[column]

    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=declined.pk).update(**{column: value})


def test_no_approval_is_written_for_a_declined_application(declined, reviewer):
    approved = cases.approved(by=ReviewerFactory(), owner=declined.created_by)
    approval = approved.approvals.get()

    for changes in ({"application_id": declined.pk}, {"organisation_id": declined.organisation_id}):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(approval).objects.filter(pk=approval.pk).update(**changes)


# --- A key after its time -------------------------------------------------------------------------


@pytest.fixture
def approved(reviewer):
    return cases.approved(by=reviewer)


@pytest.fixture
def secret(approved):
    return keys.issue(approved, by=approved.created_by, name="Server")[1]


def asked(secret):
    response = APIClient().get("/api/v1/key", headers={"Authorization": f"Bearer {secret}"})
    return json.loads(response.content)


def suspended(approved, reviewer):
    reviews.move_approval(approved, ApprovalAction.SUSPEND, by=reviewer, note="Misuse.")


def revoked(approved, reviewer):
    reviews.move_approval(approved, ApprovalAction.REVOKE, by=reviewer, note="Misuse.")


def relinquished(approved, reviewer):
    approvals.relinquish(approved.approvals.get(), by=approved.created_by)


@pytest.mark.parametrize("ended", [suspended, revoked, relinquished])
def test_a_key_stops_with_its_approval_at_the_next_call(approved, secret, reviewer, ended):
    assert asked(secret)["status"] == "active"

    ended(approved, reviewer)

    assert asked(secret)["status"] in {"suspended", "revoked"}


def test_a_key_stops_when_its_approval_expires_though_no_clock_has_rung(
    approved, secret, time_machine
):
    until = approved.approvals.get().valid_until

    time_machine.move_to(until + timedelta(seconds=1))

    assert approved.approvals.get().status == "active"
    assert asked(secret)["status"] == "expired"


def test_an_organisation_with_an_application_is_not_deleted(approved, secret):
    with pytest.raises(DatabaseError), transaction.atomic():
        approved.organisation.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        delete_organisation_by_sql(approved.organisation_id)


def delete_organisation_by_sql(pk):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_organisation WHERE id = %s", [pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
