"""What every test may ask for. The services themselves start in `tests.settings`."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits and sessions of one test are no business of the next."""
    yield
    cache.clear()
