"""What the tests of the log share: channels, and a way to write behind its back."""

import pytest
from django.db import connection

from tests.events import channels

HERE = "tests.events.channels"


@pytest.fixture(autouse=True)
def told(settings):
    """The ids of the events that channels were told of, in order."""
    settings.EVENT_CHANNELS = {
        "memory": f"{HERE}.remember",
        "unreachable": f"{HERE}.unreachable",
        "broken": f"{HERE}.broken",
    }
    channels.told.clear()
    return channels.told


@pytest.fixture
def behind_its_back(db):
    """Run SQL with every trigger off, as somebody with the keys to the database could."""

    def run(sql, *params):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(sql, params)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run
