"""What every test may ask for. The services themselves start in `tests.settings`."""

import hypothesis
import pytest
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations

from accounts import limits
from common import bell
from portal import celery_app

hypothesis.settings.register_profile("gatehouse", deadline=None)  # machines differ in speed
hypothesis.settings.load_profile("gatehouse")

KEPT = {
    "accounts_shareddomain",
    "allauth_idp_oidc_client",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
}
# what the migrations themselves have put there


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits, sessions and outages of one test are no business of the next."""
    yield
    cache.clear()
    bell.BROKER.end()
    limits.VALKEY.end()


@pytest.fixture(autouse=True, scope="session")
def _tables_may_be_emptied():
    """Transactional tests empty every table afterwards; the triggers against that stand aside."""

    def sql_flush(self, style, tables, **kwargs):
        emptied = [self.quote_name(name) for name in tables if name not in KEPT]
        rows = [f"DELETE FROM {name}" for name in emptied]  # noqa: S608 -- kept rows point to them
        return ["SET LOCAL session_replication_role = replica", *rows]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture
def worker(transactional_db):
    """A Celery worker on the real broker; without it tasks run where they are queued."""
    eager = {"task_always_eager": False, "task_eager_propagates": False}
    before = {name: celery_app.conf[name] for name in eager}
    celery_app.conf.update(eager)
    with start_worker(celery_app, pool="solo", perform_ping_check=False, loglevel="ERROR"):
        yield celery_app
    celery_app.conf.update(before)


SKIPPED = {
    "no Chromium": "Browser tests were skipped: no Chromium on the PATH (REQUIRE_BROWSER=1 forbids"
    " that).",
    "no clamd": "Tests against a real virus scanner were skipped: no clamd (REQUIRE_SCANNER=1"
    " forbids that).",
}


def pytest_terminal_summary(terminalreporter):
    """Say in one line each what was not run for want of a program."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason, sentence in SKIPPED.items():
        if any(reason in str(report.longrepr) for report in skipped):
            terminalreporter.write_line(sentence)
