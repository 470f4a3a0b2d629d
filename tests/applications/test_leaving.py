"""Does who leaves see what they leave behind, and does an owner stay with the organisation?"""

import pytest
from django.urls import reverse

from accounts import queries
from accounts.models import Membership
from applications.services import assignments
from tests import cases
from tests.applications.addresses import text
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def editor(organisation):
    return MembershipFactory(organisation=organisation)


def leaving(organisation):
    return reverse("applications:leave", args=[organisation.public_id])


def removing(membership):
    named = [membership.organisation.public_id, membership.user.public_id]
    return reverse("applications:member_remove", args=named)


def test_the_own_sections_are_listed_first_and_nothing_happens_yet(
    client, draft, organisation, editor, owner
):
    elsewhere = cases.draft(owner=owner, organisation=OrganisationFactory(owner=owner))
    there = MembershipFactory(organisation=elsewhere.organisation, user=editor.user)
    assignments.assign(draft, "B", membership=editor, by=owner)
    assignments.assign(draft, "C", membership=organisation.memberships.get(user=owner), by=owner)
    assignments.assign(elsewhere, "D", membership=there, by=owner)
    client.force_login(editor.user, backend=BACKEND)

    page = client.get(leaving(organisation))

    listed = [own.assignment.section for own in page.context["own_sections"]]
    assert listed == ["B"]
    assert "When you leave, nobody is on them." in text(page)
    assert queries.is_member(editor.user, organisation)


def test_a_member_leaves_and_is_told(client, organisation, editor):
    client.force_login(editor.user, backend=BACKEND)

    done = client.post(leaving(organisation), follow=True)
    again = client.post(leaving(organisation))

    assert f"You have left {organisation}." in text(done)
    assert not queries.is_member(editor.user, organisation)
    assert again.status_code == 404


def test_an_owner_beside_another_just_leaves(signed_in, organisation, owner):
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)

    page = text(signed_in.get(leaving(organisation)))
    signed_in.post(leaving(organisation))

    assert "You are the only owner" not in page
    assert not queries.is_member(owner, organisation)


def test_the_last_owner_hands_over_and_leaves(signed_in, organisation, owner, editor):
    chosen = {"successor": str(editor.user.public_id)}

    page = text(signed_in.get(leaving(organisation)))
    done = text(signed_in.post(leaving(organisation), chosen, follow=True))

    assert "You are the only owner" in page
    assert f"{editor.user} is an owner now, and you have left {organisation}." in done
    assert queries.is_owner(editor.user, organisation)
    assert not queries.is_member(owner, organisation)


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, "Choose who becomes the owner in your place"),
        ({"successor": "00000000-0000-0000-0000-000000000000"}, "Choose one of the members"),
    ],
)
def test_the_last_owner_does_not_leave_to_nobody(
    signed_in, organisation, owner, editor, chosen, sentence
):
    refused = text(signed_in.post(leaving(organisation), chosen))

    assert sentence in refused
    assert queries.is_owner(owner, organisation)


def test_the_only_member_is_told_to_invite_somebody(signed_in, organisation, owner):
    page = text(signed_in.get(leaving(organisation)))
    signed_in.post(leaving(organisation))

    assert "You are the only member" in page
    assert "Hand over and leave" not in page
    assert queries.is_owner(owner, organisation)


def test_whoever_is_no_owner_hands_nothing_over(client, organisation, owner, editor):
    client.force_login(editor.user, backend=BACKEND)
    chosen = {"successor": str(owner.public_id)}

    refused = text(client.post(leaving(organisation), chosen, follow=True))

    assert "Only an owner of the organisation can do this." in refused
    assert queries.role_in(editor.user, organisation) == Membership.Role.EDITOR


def test_a_choice_holds_when_there_is_another_owner_meanwhile(
    signed_in, organisation, owner, editor
):
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)

    signed_in.post(leaving(organisation), {"successor": str(editor.user.public_id)})

    assert queries.is_owner(editor.user, organisation)
    assert not queries.is_member(owner, organisation)


def test_an_owner_takes_somebody_out_after_seeing_their_sections(
    signed_in, draft, organisation, owner, editor
):
    assignments.assign(draft, "B", membership=editor, by=owner)

    asked = signed_in.get(removing(editor))
    before = queries.is_member(editor.user, organisation)
    done = text(signed_in.post(removing(editor), follow=True))
    again = signed_in.post(removing(editor))

    assert [own.assignment.section for own in asked.context["their_sections"]] == ["B"]
    assert before
    assert not queries.is_member(editor.user, organisation)
    assert f"{editor.user} no longer belongs to the organisation." in done
    assert again.status_code == 404


def test_an_editor_takes_nobody_out(client, organisation, owner, editor):
    client.force_login(editor.user, backend=BACKEND)
    address = removing(organisation.memberships.get(user=owner))

    asked = client.get(address)
    refused = text(client.post(address, follow=True))

    assert asked.url == organisation.get_absolute_url()
    assert "Only an owner of the organisation can do this." in refused
    assert queries.is_owner(owner, organisation)


def test_strangers_find_nothing(client, organisation, stranger, editor):
    client.force_login(stranger, backend=BACKEND)

    addresses = [leaving(organisation), removing(editor)]
    answers = [act(address) for act in (client.get, client.post) for address in addresses]

    assert {answer.status_code for answer in answers} == {404}
    assert queries.is_member(editor.user, organisation)


def test_signed_out_one_is_asked_to_sign_in(client, organisation):
    assert client.get(leaving(organisation)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_a_constant_number_of_queries(
    signed_in, draft, organisation, owner, number, django_assert_num_queries
):
    own = organisation.memberships.get(user=owner)
    for name in "BCD"[:number]:
        assignments.assign(draft, name, membership=own, by=owner)
        MembershipFactory(organisation=organisation)
    signed_in.get(leaving(organisation))

    with django_assert_num_queries(7):
        # person, organisation, owners, members, sections, pack in force, unread news
        page = signed_in.get(leaving(organisation))

    assert len(page.context["own_sections"]) == number
    assert len(page.context["form"].others) == number
