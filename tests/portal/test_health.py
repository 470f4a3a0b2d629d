"""Does /healthz tell the truth, to anybody who can reach the web process?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from portal import health

OK = {"status": "ok", "web": "ok", "database": "ok", "broker": "ok"}


@pytest.fixture(autouse=True)
def _forget_migrations():
    health.ask_migrations.cache_clear()


def test_everything_ready_is_200(client, db):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, OK)
    assert answer["Cache-Control"] == "no-store"


def test_the_host_name_and_https_do_not_matter(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})

    assert answer.status_code == 200


def test_a_missing_broker_is_503_and_named(client, db, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {**OK, "status": "unavailable", "broker": "does not answer"}


def test_a_missing_database_is_503_and_named(client, db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    with ThreadPoolExecutor() as another_thread:  # which has to connect anew
        answer = another_thread.submit(client.get, "/healthz").result()

    assert answer.status_code == 503
    assert answer.json() == {**OK, "status": "unavailable", "database": "does not answer"}


def test_a_database_without_its_migrations_is_not_ready(client, db):
    MigrationRecorder.Migration.objects.filter(app="keys").delete()

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "migrations are not applied"


def test_other_methods_get_what_every_unknown_address_gets(client, db):
    assert client.post("/healthz").status_code == 404
