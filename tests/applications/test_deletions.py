"""Can a draft be deleted by an owner alone, come back for thirty days, and then go for good?"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from applications import lines
from applications.jobs import purge_drafts
from applications.models import Application, Attachment
from applications.services import deletions, drafts, files, follow_ups, submissions
from applications.services.moves import DraftDeleted
from applications.states import Kind
from events.models import Event
from tests import cases
from tests.applications.addresses import of, section, text
from tests.applications.programs import address, program
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LATER = timedelta(days=31)


@pytest.fixture
def editor(organisation):
    return MembershipFactory(organisation=organisation).user


@pytest.fixture
def deleted(draft, owner):
    deletions.delete(draft, by=owner)
    return draft


def kinds(application):
    return list(Event.objects.filter(subject=application.subject).values_list("kind", flat=True))


def purge_after(application, age=LATER):
    """As if it had been deleted so long ago."""
    Application.objects.filter(pk=application.pk).update(deleted_at=timezone.now() - age)
    return purge_drafts()


# --- Deleting and restoring ----------------------------------------------------------------------


def test_a_deleted_draft_is_nowhere_any_more(client, deleted, owner):
    client.force_login(owner, backend=BACKEND)

    addresses = [of(deleted), of(deleted, "check"), section(deleted, "A"), of(deleted, "delete")]
    addresses.append(of(deleted, "download", Attachment.objects.first().pk))

    assert [client.get(url).status_code for url in addresses] == [404] * 5
    assert deleted.reference not in text(client.get(reverse("applications:list")))
    assert not Application.objects.visible_to(owner).exists()
    assert program(owner).get(address(deleted)).status_code == 404
    assert program(owner).get("/api/v1/applications/").json()["results"] == []


def test_it_comes_back_as_it_was(deleted, owner):
    before = deleted.given_answers()

    deletions.restore(deleted, by=owner)

    assert Application.objects.of_applicant(owner).get().given_answers() == before
    assert kinds(deleted) == ["application.created", "application.deleted", "application.restored"]


@pytest.mark.parametrize("role", ["editor", "viewer", "stranger"])
def test_only_owners_delete_and_restore(request, draft, owner, role):
    person = request.getfixturevalue(role)

    with pytest.raises(deletions.NotAnOwner):
        deletions.delete(draft, by=person)
    deletions.delete(draft, by=owner)
    with pytest.raises(deletions.NotAnOwner):
        deletions.restore(draft, by=person)


def test_nothing_is_deleted_or_restored_twice(draft, owner):
    with pytest.raises(deletions.NotDeleted):
        deletions.restore(draft, by=owner)
    deletions.delete(draft, by=owner)
    with pytest.raises(deletions.AlreadyDeleted):
        deletions.delete(draft, by=owner)


def test_what_was_submitted_is_not_deleted(draft, owner):
    submissions.submit(draft, by=owner)

    with pytest.raises(deletions.NoDraft):
        deletions.delete(draft, by=owner)


def test_the_database_deletes_only_drafts(draft, owner):
    submissions.submit(draft, by=owner)

    with pytest.raises(IntegrityError, match="only_drafts_are_deleted"), transaction.atomic():
        Application.objects.update(deleted_at=timezone.now())


def test_whoever_still_has_it_open_is_told(deleted, owner):
    with pytest.raises(DraftDeleted):
        drafts.save_answers(deleted, {"B1": "Late"}, by=owner)
    with pytest.raises(DraftDeleted):
        submissions.submit(deleted, by=owner)


def test_the_database_lets_a_deleted_draft_rest(deleted):
    with pytest.raises(IntegrityError, match="has to be restored"), transaction.atomic():
        Application.objects.update(answers={"B1": "Late"})


def test_a_key_of_a_deleted_draft_begins_a_new_one(organisation, owner):
    key = "0b9f3a52-4c34-4d8e-9d8e-5a0a5a3b7c11"
    cases.publish_starter()
    first = drafts.create(organisation, by=owner, key=key)
    deletions.delete(first, by=owner)

    assert drafts.create(organisation, by=owner, key=key) != first


def test_a_deleted_amendment_makes_room_and_comes_back_only_if_there_is(draft, owner, reviewer):
    submissions.submit(draft, by=owner)
    cases.approve(draft, by=reviewer)
    first = follow_ups.begin(draft, Kind.AMENDMENT, by=owner).application
    deletions.delete(first, by=owner)
    assert lines.open_follow_up(draft) is None
    second = follow_ups.begin(draft, Kind.AMENDMENT, by=owner).application

    with pytest.raises(deletions.AnotherIsOpen):
        deletions.restore(first, by=owner)
    deletions.delete(second, by=owner)
    deletions.restore(first, by=owner)

    assert lines.open_follow_up(draft) == first


# --- Going for good ------------------------------------------------------------------------------


def test_after_thirty_days_rows_and_files_go_and_the_events_stay(
    deleted, django_capture_on_commit_callbacks
):
    file = Attachment.objects.first().file
    name, storage = file.name, file.storage

    with django_capture_on_commit_callbacks(execute=True):
        number = purge_after(deleted)

    assert number == 1
    assert not Application.objects.exists()
    assert not Attachment.objects.exists()
    assert not storage.exists(name)
    assert kinds(deleted)[-1] == "application.purged"
    call_command("verify_events")


def test_before_that_nothing_goes(deleted):
    assert purge_after(deleted, timedelta(days=29)) == 0
    assert Application.objects.exists()


def test_what_was_restored_meanwhile_stays(deleted, owner):
    deletions.restore(deleted, by=owner)

    assert not deletions.purge(deleted, now=timezone.now() + LATER)
    assert Application.objects.exists()


def test_nothing_is_purged_twice(deleted):
    purge_after(deleted)

    assert not deletions.purge(deleted, now=timezone.now() + LATER)


def test_the_database_lets_nobody_take_a_draft_away_at_once(draft):
    files.purge(draft)

    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        draft.delete()


# --- Pages ---------------------------------------------------------------------------------------


def test_an_owner_deletes_and_restores_by_the_pages(signed_in, draft):
    offered = text(signed_in.get(of(draft)))
    asked = text(signed_in.get(of(draft, "delete")))

    gone = signed_in.post(of(draft, "delete"), follow=True)
    back = signed_in.post(of(draft, "restore"), follow=True)

    assert "Delete this draft" in offered
    assert "Withdraw this application" not in offered
    assert "Do you want to delete this draft?" in asked
    assert "You can restore it for 30 days." in text(gone)
    assert f'Restore<span class="govuk-visually-hidden"> {draft.reference}' in text(gone)
    assert "is back as it was." in text(back)
    assert back.request["PATH_INFO"] == of(draft)


def test_an_editor_is_told_who_can(client, draft, editor):
    client.force_login(editor, backend=BACKEND)

    page = text(client.get(of(draft)))
    asked = client.get(of(draft, "delete"))
    refused = client.post(of(draft, "delete"), follow=True)

    assert "An owner of the organisation can delete this draft." in page
    assert asked.url == of(draft)
    assert "Only an owner of the organisation can delete its drafts" in text(refused)
    assert Application.objects.present().exists()


def test_others_find_no_deleted_draft(client, deleted, editor, stranger):
    for person in (editor, stranger):
        client.force_login(person, backend=BACKEND)

        assert deleted.reference not in text(client.get(reverse("applications:deleted")))
        assert client.post(of(deleted, "restore")).status_code == 404


def test_an_amendment_whose_place_is_taken_says_so_on_the_page(signed_in, draft, owner, reviewer):
    submissions.submit(draft, by=owner)
    cases.approve(draft, by=reviewer)
    first = follow_ups.begin(draft, Kind.AMENDMENT, by=owner).application
    deletions.delete(first, by=owner)
    follow_ups.begin(draft, Kind.AMENDMENT, by=owner)

    response = signed_in.post(of(first, "restore"), follow=True)

    assert "Another application about the same approval has been begun" in text(response)


def test_deleting_takes_a_post_and_restoring_nothing_else(signed_in, deleted):
    assert signed_in.get(of(deleted, "restore")).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    signed_in, owner, number, django_assert_num_queries
):
    cases.publish_starter()
    for _ in range(number):
        organisation = OrganisationFactory(owner=owner)
        deletions.delete(drafts.create(organisation, by=owner), by=owner)
    signed_in.get(reverse("applications:deleted"))

    # the session, the user, the count, the rows; what the person was told and has not read
    with django_assert_num_queries(4):
        page = signed_in.get(reverse("applications:deleted"))

    assert text(page).count("Deleted by") == number


def test_an_owner_who_became_a_viewer_restores_nothing(client, deleted, organisation, owner):
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)
    Membership.objects.filter(user=owner).update(role=Membership.Role.VIEWER)
    client.force_login(owner, backend=BACKEND)

    assert client.post(of(deleted, "restore")).status_code == 404
