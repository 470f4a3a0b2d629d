"""What the tests of the applicant's pages share: people, a draft, and who is signed in."""

import pytest

from accounts.models import Membership
from tests import cases
from tests.factories import MembershipFactory, OrganisationFactory, ReviewerFactory, UserFactory


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def organisation(owner):
    return OrganisationFactory(owner=owner)


@pytest.fixture
def draft(owner, organisation):
    """A complete draft of the low tier."""
    return cases.draft(owner=owner, organisation=organisation)


@pytest.fixture
def viewer(organisation):
    """A member who may only read."""
    return MembershipFactory(organisation=organisation, role=Membership.Role.VIEWER).user


@pytest.fixture
def stranger():
    """A person with an organisation of their own."""
    return OrganisationFactory(owner=UserFactory()).memberships.get().user


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, owner):
    """The owner's browser."""
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
