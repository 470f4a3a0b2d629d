"""Do the database's rules hold for a session that asks for an exception?"""

from importlib import import_module
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps as django_apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from applications.models import Application, Decision
from common.holding import never_ignored
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


def test_no_session_switches_the_triggers_off():
    application = cases.submitted()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(names)}}}"]
        )

    assert names
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="approved")


def test_the_librarys_own_way_is_closed_too():
    cases.approve(cases.submitted(), by=ReviewerFactory())

    with pgtrigger.ignore(), pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(note="Other")


def migrations_with_triggers():
    for app in django_apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("0*.py")):
            if app.path.startswith(str(settings.BASE_DIR)) and "AddTrigger(" in path.read_text():
                yield import_module(f"{app.name}.migrations.{path.stem}").Migration


def test_every_migration_that_makes_a_trigger_ends_by_closing_the_way_around():
    """An installation that stops at any of them has no trigger that a session may ignore."""
    last = never_ignored().sql

    open_ = [
        migration.__module__
        for migration in migrations_with_triggers()
        if getattr(migration.operations[-1], "sql", "") != last
    ]

    assert open_ == []
