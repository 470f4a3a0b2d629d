"""What the tests of the API's contract share."""

import pytest

from tests.portal import contract


@pytest.fixture
def world(settings, db):
    """Somebody of each kind and something in each state; nobody is too fast."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return contract.world()
