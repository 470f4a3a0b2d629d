"""Real processes in a folder of their own, ended after each test."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from portal.embedded import children, place

FREE_ENVIRONMENT = ("DATABASE_URL", "REDIS_URL", "GATEHOUSE_MODE", "DJANGO_SETTINGS_MODULE")
SECRETS = ("SECRET_KEY", "KEY_PEPPERS", "ANSWER_KEYS", "SITE_URL")


@pytest.fixture
def folder():
    """Like `tmp_path`, but open to the user who runs the services if the tests run as root."""
    path = Path(tempfile.mkdtemp(prefix="gatehouse-embedded-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def ledger(folder):
    """Whatever a test starts, ends with it."""
    ledger = children.Ledger(folder / "ledger.json")
    yield ledger
    ledger.stop_leftovers()


@pytest.fixture
def here(folder):
    return place.choose(folder, name="services")


@pytest.fixture
def bare_environ(monkeypatch):
    """The environment of somebody who has set nothing; changes to it are forgotten."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {*FREE_ENVIRONMENT, *SECRETS, "GATEHOUSE_VAR"}
    }
    monkeypatch.setattr(os, "environ", kept)
    return kept
