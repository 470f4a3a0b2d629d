"""Who enters the admin, through which door, and what may they change about people?"""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import User
from accounts.services.people import AddressTaken, OwnStanding
from tests.factories import PASSWORD, OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    """The superuser."""
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def admin(client, operator):
    """A browser in which the operator is signed in."""
    client.force_login(operator)
    return client


def change(admin, user, **form):
    """Fill in the change form of a person."""
    return admin.post(reverse("admin:accounts_user_change", args=[user.pk]), form)


def test_the_admins_login_is_everybodys(client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?next=%2Fadmin%2F"


@pytest.mark.parametrize("signed_in_as", [None, UserFactory, ReviewerFactory])
def test_the_admins_own_login_form_signs_nobody_in(client, operator, signed_in_as):
    someone = signed_in_as() if signed_in_as else None
    if someone:
        client.force_login(someone)

    client.post(reverse("admin:login"), {"username": operator.email, "password": PASSWORD})

    assert client.session.get("_auth_user_id") == (str(someone.pk) if someone else None)


def test_applicants_are_kept_out(signed_in):
    response = signed_in.get(reverse("admin:index"), follow=True)

    assert response.status_code == 403


def test_staff_come_in(client):
    client.force_login(ReviewerFactory())

    assert client.get(reverse("admin:login")).url == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_password_is_changed_where_everybody_does(admin):
    response = admin.get(reverse("admin:password_change"))

    assert response.url == reverse("account_change_password")


def test_a_superuser_appoints_a_reviewer(admin, person):
    reviewers = Group.objects.get(name="Reviewers")

    change(admin, person, is_active="on", is_staff="on", groups=[reviewers.pk])

    appointed = User.objects.get(pk=person.pk)
    assert appointed.is_staff
    assert appointed.is_reviewer


def test_a_superuser_deactivates_a_person(admin, person):
    change(admin, person)

    assert not User.objects.get(pk=person.pk).is_active


def test_deactivating_ends_sessions_that_are_open(admin, person):
    elsewhere = Client()
    elsewhere.force_login(person)

    change(admin, person)

    assert elsewhere.get(reverse("accounts:account")).status_code == 302


def test_nothing_else_about_a_person_changes(admin, person):
    change(admin, person, is_active="on", email="x@example.org", is_superuser="on", name="X")

    unchanged = User.objects.get(pk=person.pk)
    assert (unchanged.email, unchanged.is_superuser, unchanged.name) == (
        person.email,
        False,
        person.name,
    )


def test_superusers_do_not_change_themselves(admin, operator):
    assert change(admin, operator).status_code == 403
    with pytest.raises(OwnStanding):
        services.set_standing(operator, is_active=False, is_staff=True, groups=[], by=operator)


def test_reviewers_neither_see_nor_change_people(client, person):
    client.force_login(ReviewerFactory())

    assert change(client, person, is_active="on").status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_whoever_may_view_people_does_not_change_them(client, person):
    viewer = ReviewerFactory()
    services.set_standing(
        viewer, is_active=True, is_staff=True, groups=[viewers()], by=UserFactory()
    )
    client.force_login(viewer)

    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 200
    assert change(client, person, is_active="on", is_staff="on").status_code == 403


def viewers():
    """A group that may look at people."""
    group = Group.objects.create(name="Viewers")
    group.permissions.add(
        group.permissions.model.objects.get(
            codename="view_user", content_type__app_label="accounts"
        )
    )
    return group


@pytest.mark.parametrize("kind", ["user", "organisation"])
def test_nothing_is_added_or_deleted(admin, person, kind):
    OrganisationFactory(owner=person)
    pk = person.pk if kind == "user" else person.memberships.get().organisation_id

    assert admin.get(reverse(f"admin:accounts_{kind}_add")).status_code == 403
    assert admin.get(reverse(f"admin:accounts_{kind}_delete", args=[pk])).status_code == 403


def test_organisations_are_shown_with_their_members(admin, organisation, person):
    response = admin.get(reverse("admin:accounts_organisation_change", args=[organisation.pk]))

    assert person.name in response.content.decode()
    assert 'name="_save"' not in response.content.decode()


@pytest.mark.parametrize("kind", ["user", "organisation"])
@pytest.mark.parametrize("item_count", [1, 3])
def test_the_lists_cost_a_constant_number_of_queries(
    admin, kind, item_count, django_assert_max_num_queries
):
    for _ in range(item_count):
        OrganisationFactory()

    admin.get(reverse(f"admin:accounts_{kind}_changelist"))

    with django_assert_max_num_queries(5):  # person, count, rows, groups to filter by
        admin.get(reverse(f"admin:accounts_{kind}_changelist"))


def test_a_pseudonym_taken_meanwhile_is_replaced_on_appointment(person):
    colleague = ReviewerFactory(pseudonym=person.pseudonym)

    services.set_standing(person, is_active=True, is_staff=True, groups=[], by=colleague)

    assert person.pseudonym != colleague.pseudonym


def test_pseudonyms_in_use_are_not_drawn(person, monkeypatch):
    draws = iter([person.pseudonym, "Reviewer Heron 27"])
    monkeypatch.setattr("accounts.models.people.pseudonym", lambda: next(draws))

    assert User.objects.free_pseudonym() == "Reviewer Heron 27"


def test_operators_register_people_who_need_no_confirmation(client):
    services.register_person(
        "ada@example.org", password=PASSWORD, name="Ada", is_staff=True, groups=["Reviewers"]
    )

    response = client.post(
        reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD}
    )

    assert response.url == reverse("admin:index")


def test_an_address_is_registered_once(person):
    with pytest.raises(AddressTaken):
        services.register_person(person.email.upper())


def test_createsuperuser_makes_a_member_of_staff():
    superuser = User.objects.create_superuser(" root@Example.ORG ", PASSWORD)

    assert superuser.email == "root@example.org"
    assert superuser.is_staff
    assert superuser.is_reviewer
    assert superuser.is_policy_owner
