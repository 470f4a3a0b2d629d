"""Do the tests run on the real thing?"""

import redis
from django.conf import settings
from django.db import connection


def test_the_database_is_postgresql(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (version,) = cursor.fetchone()

    assert int(version) >= 160000


def test_the_broker_answers():
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as link:
        assert link.ping() is True
