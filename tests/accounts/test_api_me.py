"""Does a token learn whose it is and what it is good for, and nothing of others?"""

import pytest
from rest_framework.test import APIClient

from accounts.models import Membership
from accounts.scopes import Scope
from tests.accounts import devices
from tests.applications.programs import program
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/me"


def test_a_token_learns_its_person_their_organisations_and_its_scopes(person):
    OrganisationFactory(name="Not theirs")
    organisation = MembershipFactory(user=person, role=Membership.Role.VIEWER).organisation

    answer = program(person, scopes=[Scope.PRECHECK]).get(ADDRESS).json()

    assert (answer["id"], answer["email"]) == (str(person.public_id), person.email)
    assert answer["organisations"] == [
        {"id": str(organisation.public_id), "name": organisation.name, "role": "viewer"}
    ]
    assert answer["scopes"] == ["precheck"]


def test_a_program_that_was_let_in_learns_the_same(person):
    client = APIClient()
    token = devices.sign_in(person, scope="keys:read")["access_token"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    assert client.get(ADDRESS).json()["scopes"] == ["keys:read"]


def test_a_browser_has_no_scopes(client, person):
    client.force_login(person)

    assert client.get(ADDRESS).json()["scopes"] is None


def test_nobody_is_nobody():
    assert APIClient().get(ADDRESS).status_code == 401


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_a_constant_number_of_queries(person, count, django_assert_num_queries):
    MembershipFactory.create_batch(count, user=person)
    client = program(person)
    client.get(ADDRESS)

    with django_assert_num_queries(3):  # the token, the note of its use, the memberships
        assert len(client.get(ADDRESS).json()["organisations"]) == count
