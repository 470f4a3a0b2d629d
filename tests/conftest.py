"""What every test may ask for. The services themselves start in `tests.settings`."""

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits and sessions of one test are no business of the next."""
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _tables_may_be_emptied():
    """Transactional tests empty every table afterwards; the triggers against that stand aside."""
    empty = DatabaseOperations.sql_flush

    def sql_flush(self, *args, **kwargs):
        return ["SET LOCAL session_replication_role = replica", *empty(self, *args, **kwargs)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
