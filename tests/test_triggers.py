"""Do the database's rules hold for a session that asks for an exception?"""

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from applications.models import Application, Decision
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
