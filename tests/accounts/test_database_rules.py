"""What does the database itself refuse, whoever writes to it?"""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import ApiToken, Membership, Organisation, User
from tests.factories import MembershipFactory, OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


def execute(sql, values):
    """Run the statement and its deferred checks in a transaction of their own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(sql, *values, constraint):
    """Whether the statement breaks the named constraint."""
    with pytest.raises(IntegrityError) as refusal:
        execute(sql, values)
    return refusal.value.__cause__.diag.constraint_name == constraint


def test_two_people_cannot_share_an_address_in_another_case(person):
    other = UserFactory()

    assert refused(
        "UPDATE accounts_user SET email = upper(%s) WHERE id = %s",
        person.email,
        other.pk,
        constraint="one_user_per_email",
    )


def test_addresses_are_kept_trimmed(person):
    assert refused(
        "UPDATE accounts_user SET email = ' ' || email WHERE id = %s",
        person.pk,
        constraint="user_email_is_trimmed",
    )


def test_two_members_of_staff_cannot_share_a_pseudonym():
    one, other = ReviewerFactory(), ReviewerFactory()

    assert refused(
        "UPDATE accounts_user SET pseudonym = %s WHERE id = %s",
        one.pseudonym,
        other.pk,
        constraint="one_member_of_staff_per_pseudonym",
    )


def test_an_organisation_needs_a_name(organisation):
    assert refused(
        "UPDATE accounts_organisation SET name = '' WHERE id = %s",
        organisation.pk,
        constraint="organisation_has_a_name",
    )


def test_a_role_is_one_of_three(organisation):
    assert refused(
        "UPDATE accounts_membership SET role = 'king' WHERE organisation_id = %s",
        organisation.pk,
        constraint="membership_role_is_known",
    )


def test_a_person_belongs_to_an_organisation_once(organisation, person):
    assert refused(
        "INSERT INTO accounts_membership (user_id, organisation_id, role, created_at)"
        " VALUES (%s, %s, 'viewer', now())",
        person.pk,
        organisation.pk,
        constraint="one_membership_per_person",
    )


def test_the_last_owner_cannot_be_deleted(organisation):
    assert refused(
        "DELETE FROM accounts_membership WHERE organisation_id = %s",
        organisation.pk,
        constraint="organisation_keeps_an_owner",
    )


def test_the_last_owner_cannot_become_an_editor(organisation):
    assert refused(
        "UPDATE accounts_membership SET role = 'editor' WHERE organisation_id = %s",
        organisation.pk,
        constraint="organisation_keeps_an_owner",
    )


def test_the_last_owner_cannot_move_to_another_organisation(organisation):
    other = OrganisationFactory()

    assert refused(
        "UPDATE accounts_membership SET organisation_id = %s WHERE organisation_id = %s",
        other.pk,
        organisation.pk,
        constraint="organisation_keeps_an_owner",
    )


def test_a_member_cannot_join_an_organisation_without_an_owner(person):
    ownerless = Organisation.objects.create(name="Nobody's")

    assert refused(
        "INSERT INTO accounts_membership (user_id, organisation_id, role, created_at)"
        " VALUES (%s, %s, 'editor', now())",
        person.pk,
        ownerless.pk,
        constraint="organisation_keeps_an_owner",
    )


def test_the_only_owner_cannot_be_deleted_as_a_person(organisation, person):
    person.delete()

    with pytest.raises(IntegrityError, match="would have no owner"):
        connection.check_constraints()
    transaction.set_rollback(True)


def test_one_of_two_owners_can_go(organisation, person):
    MembershipFactory(organisation=organisation, role=Membership.Role.OWNER)

    organisation.memberships.filter(user=person).delete()
    connection.check_constraints()

    assert organisation.memberships.count() == 1


def test_an_organisation_can_be_deleted_with_its_members(organisation):
    organisation.delete()
    connection.check_constraints()

    assert not Membership.objects.exists()


def test_there_is_one_open_invitation_for_an_address(organisation):
    insert = (
        "INSERT INTO accounts_invitation"
        " (public_id, organisation_id, email, role, digest, created_at, expires_at)"
        " VALUES (gen_random_uuid(), %s, %s, 'viewer', sha256(%s), now(), now())"
    )
    with connection.cursor() as cursor:
        cursor.execute(insert, [organisation.pk, "a@example.org", b"1"])

    assert refused(
        insert, organisation.pk, "A@example.org", b"2", constraint="one_open_invitation_per_email"
    )


INSERT_TOKEN = (
    "INSERT INTO accounts_apitoken"
    " (public_id, user_id, name, digest, pepper_version, scopes, created_at, expires_at)"
    " VALUES (gen_random_uuid(), %s, 't', '\\x00', 1, %s, now(), now() + %s::interval)"
)


@pytest.mark.parametrize("scopes", [["everything"], []])
def test_a_token_has_scopes_of_the_table(person, scopes):
    assert refused(
        INSERT_TOKEN, person.pk, scopes, "1 day", constraint="api_token_scopes_are_known"
    )


@pytest.mark.parametrize("lifetime", ["0 days", "-1 day", "366 days"])
def test_a_token_lasts_a_year_at_most(person, lifetime):
    assert refused(
        INSERT_TOKEN, person.pk, ["precheck"], lifetime, constraint="api_token_lasts_a_year_at_most"
    )


def test_two_tokens_cannot_share_a_digest(person):
    with connection.cursor() as cursor:
        cursor.execute(INSERT_TOKEN, [person.pk, ["precheck"], "1 day"])

    with pytest.raises(IntegrityError, match="digest"), transaction.atomic():
        ApiToken.objects.create(
            user=person,
            name="again",
            digest=b"\x00",
            pepper_version=1,
            scopes=["precheck"],
            expires_at=ApiToken.objects.get().expires_at,
        )


def test_deleting_a_person_leaves_the_organisations_they_registered(person):
    organisation = OrganisationFactory(created_by=person)

    User.objects.filter(pk=person.pk).delete()
    organisation.refresh_from_db()

    assert organisation.created_by is None
