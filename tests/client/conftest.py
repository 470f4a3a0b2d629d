"""A portal that answers on a port, and somebody with a shell."""

import pytest

from tests import cases
from tests.client.commands import Shell, token_of
from tests.factories import OrganisationFactory, UserFactory


@pytest.fixture
def owner(transactional_db):
    owner = UserFactory()
    OrganisationFactory(owner=owner)
    cases.publish_starter()
    return owner


@pytest.fixture
def shell(live_server, tmp_path, owner):
    """The owner's, with a token in the environment."""
    return Shell(tmp_path, live_server.url, token_of(owner))
