"""Can colleagues share the sections of an application out, with nobody locked out of any?"""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from accounts import services as accounts
from accounts.models import Membership
from applications import people
from applications.models import Application, SectionAssignment
from applications.services import assignments, drafts, submissions
from applications.services.moves import NotAnEditor
from events.models import Delivery, Event
from tests.applications.addresses import of, section, text
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def colleague(organisation):
    """An editor, by membership."""
    return MembershipFactory(organisation=organisation)


@pytest.fixture
def assigned(draft, colleague, owner):
    return assignments.assign(draft, "B", membership=colleague, by=owner)


def sections(user):
    return [own.assignment.section for own in people.sections_of(user)]


def test_a_colleague_is_put_on_a_section_and_told(
    draft, owner, colleague, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assignments.assign(draft, "B", membership=colleague, by=owner)

    event = Event.objects.get(kind="section.assigned")
    title = people.sections_of(colleague.user)[0].title
    person = str(colleague.user.public_id)
    assert event.data == {"section": "B", "title": title, "person": person}
    assert [mail.to for mail in mailoutbox] == [[colleague.user.email]]
    assert sections(colleague.user) == ["B"]


def test_whoever_takes_a_section_needs_no_mail(draft, colleague):
    assignments.assign(draft, "B", membership=colleague, by=colleague.user)

    assert not Delivery.objects.filter(event__kind="section.assigned").exists()


def test_the_same_again_is_one_event(draft, assigned, colleague, owner):
    assignments.assign(draft, "B", membership=colleague, by=owner)

    assert Event.objects.filter(kind="section.assigned").count() == 1


def test_somebody_else_takes_over(draft, assigned, organisation, colleague, owner):
    other = MembershipFactory(organisation=organisation)

    assignments.assign(draft, "B", membership=other, by=owner)

    assert draft.assignments.get().membership == other
    assert sections(colleague.user) == []


def test_nobody_is_locked_out(draft, assigned, owner):
    drafts.save_answers(draft, {"B1": "Mine"}, by=owner)

    assert Application.objects.get(pk=draft.pk).answers["B1"] == "Mine"


def test_a_section_is_released_once(draft, assigned, owner):
    for _ in range(2):
        assignments.release(draft, "B", by=owner)

    assert not draft.assignments.exists()
    assert Event.objects.filter(kind="section.released").count() == 1


def test_there_is_no_section_beyond_the_form(draft, colleague, owner):
    with pytest.raises(assignments.NoSection):
        assignments.assign(draft, "Z", membership=colleague, by=owner)


def test_a_viewer_puts_nobody_on_a_section(draft, assigned, colleague, viewer):
    with pytest.raises(NotAnEditor):
        assignments.assign(draft, "C", membership=colleague, by=viewer)
    with pytest.raises(NotAnEditor):
        assignments.release(draft, "B", by=viewer)


def test_only_those_who_may_write_are_put_on_a_section(draft, owner, viewer):
    reading = Membership.objects.get(user=viewer)
    elsewhere = OrganisationFactory().memberships.get()

    for membership in (reading, elsewhere):
        with pytest.raises(assignments.NoColleague):
            assignments.assign(draft, "B", membership=membership, by=owner)
        with pytest.raises(IntegrityError, match="Only owners and editors"), transaction.atomic():
            SectionAssignment.objects.create(application=draft, section="B", membership=membership)


def test_after_the_submission_nobody_is_put_on_a_section(draft, colleague, owner):
    submissions.submit(draft, by=owner)

    with pytest.raises(drafts.NotEditable):
        assignments.assign(draft, "B", membership=colleague, by=owner)


def test_the_database_puts_one_person_on_a_section(draft, assigned, organisation):
    other = MembershipFactory(organisation=organisation)

    with pytest.raises(IntegrityError, match="assignment_one_per_section"), transaction.atomic():
        SectionAssignment.objects.create(application=draft, section="B", membership=other)


def test_leaving_ends_it(draft, assigned, organisation, colleague):
    accounts.leave(organisation, user=colleague.user)

    assert not draft.assignments.exists()


def test_being_removed_ends_it_and_every_open_page_at_once(
    client, draft, assigned, colleague, owner
):
    client.force_login(colleague.user, backend=BACKEND)
    before = client.get(section(draft, "B")).status_code

    accounts.remove_member(colleague, by=owner)

    assert before == 200
    assert client.get(section(draft, "B")).status_code == 404
    assert client.post(of(draft, "autosave", "B"), {"B1": "x"}).status_code == 404
    assert not draft.assignments.exists()


def test_whoever_may_only_read_by_now_is_on_nothing(draft, assigned, colleague, owner):
    accounts.change_role(colleague, role=Membership.Role.VIEWER, by=owner)

    assert people.on_sections(draft) == {}
    assert sections(colleague.user) == []


def test_two_who_put_somebody_on_at_once_leave_one(
    transactional_db, draft, organisation, colleague, owner
):
    other = MembershipFactory(organisation=organisation)
    together = threading.Barrier(2)

    def assign(membership):
        try:
            together.wait(timeout=10)
            own = Application.objects.get(pk=draft.pk)
            assignments.assign(own, "B", membership=membership, by=owner)
        finally:
            connection.close()

    threads = [threading.Thread(target=assign, args=[each]) for each in (colleague, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert draft.assignments.count() == 1
    assert Event.objects.filter(kind="section.assigned").count() == 2


# --- Pages ---------------------------------------------------------------------------------------


def test_it_is_said_on_the_task_list_the_section_and_the_own_list(
    signed_in, client, draft, assigned, colleague
):
    tasks = text(signed_in.get(of(draft)))
    page = text(signed_in.get(section(draft, "B")))
    other = text(signed_in.get(section(draft, "C")))
    client.force_login(colleague.user, backend=BACKEND)
    own = text(client.get("/applications/"))

    sentence = f"{colleague.user} is on this section"
    assert sentence in tasks
    assert sentence in page
    assert sentence not in other
    assert "Your sections" in own
    assert section(draft, "B") in own


def test_a_person_is_chosen_on_the_section_page_and_released(signed_in, draft, colleague):
    url = of(draft, "assign", "B")
    person = {"colleague": str(colleague.user.public_id)}

    put = signed_in.post(url, person, follow=True)
    released = signed_in.post(url, {"colleague": ""}, follow=True)

    assert f"{colleague.user} is on this section now." in text(put)
    assert "Nobody is on this section now." in text(released)
    assert not draft.assignments.exists()


@pytest.mark.parametrize("person", ["nobody", "0b9f3a52-4c34-4d8e-9d8e-5a0a5a3b7c11"])
def test_an_unknown_person_is_not_found(signed_in, draft, person):
    assert signed_in.post(of(draft, "assign", "B"), {"colleague": person}).status_code == 404


def test_a_viewer_sees_who_and_changes_nothing(client, draft, assigned, colleague, viewer):
    client.force_login(viewer, backend=BACKEND)

    page = text(client.get(section(draft, "B")))
    refused = client.post(of(draft, "assign", "B"), {"colleague": ""}, follow=True)

    assert f"{colleague.user} is on this section" in page
    assert "Save who is on it" not in page
    assert "Only owners and editors" in text(refused)
    assert draft.assignments.exists()


def test_a_stranger_finds_nothing(client, draft, assigned, stranger):
    client.force_login(stranger, backend=BACKEND)

    assert client.post(of(draft, "assign", "B"), {"colleague": ""}).status_code == 404


def test_the_people_are_on_the_page_with_their_roles(signed_in, client, draft, colleague, owner):
    page = text(signed_in.get(of(draft)))
    client.force_login(colleague.user, backend=BACKEND)
    others = text(client.get(of(draft)))

    assert f"{owner} (you), owner" in page
    assert f"{colleague.user}, editor" in page
    assert "Invite somebody, or change roles" in page
    assert "Invite somebody" not in others


@pytest.mark.parametrize("number", [1, 3])
def test_the_own_list_costs_two_queries_however_long(
    draft, colleague, owner, number, django_assert_num_queries
):
    for name in "BCD"[:number]:
        assignments.assign(draft, name, membership=colleague, by=owner)

    with django_assert_num_queries(2):
        assert len(people.sections_of(colleague.user)) == number
