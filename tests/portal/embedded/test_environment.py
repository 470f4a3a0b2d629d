"""Does a second terminal share the demo's environment, and production never by accident?"""

import fcntl
import os
import stat

import pytest

from portal.embedded import environment

URL = "postgres://gatehouse:x@127.0.0.1:5/gatehouse"


@pytest.fixture
def var(tmp_path, bare_environ):
    record = environment.Record()
    record.environ |= {"DATABASE_URL": URL, "REDIS_URL": "redis://:y@127.0.0.1:6/0"}
    environment.write(tmp_path, record)
    return tmp_path


@pytest.fixture
def running(var):
    with (var / "up.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield var


def test_while_it_runs_everything_is_shared(running):
    environment.adopt(running)

    assert os.environ["GATEHOUSE_MODE"] == "demo"
    assert os.environ["DATABASE_URL"] == URL
    assert os.environ["SECRET_KEY"] == environment.read(running).environ["SECRET_KEY"]


def test_while_it_rests_the_secrets_are_shared_and_no_address(var):
    environment.adopt(var)

    assert os.environ["GATEHOUSE_MODE"] == "demo"
    assert "DATABASE_URL" not in os.environ
    assert "REDIS_URL" not in os.environ


def test_before_the_first_start_nothing_is_shared(tmp_path, bare_environ):
    environment.adopt(tmp_path)

    assert "GATEHOUSE_MODE" not in os.environ
    assert not environment.is_running(tmp_path)


def test_another_database_means_another_environment(running, bare_environ):
    bare_environ["DATABASE_URL"] = "postgres://production"

    environment.adopt(running)

    assert "GATEHOUSE_MODE" not in os.environ
    assert "SECRET_KEY" not in os.environ


@pytest.mark.parametrize("mode", ["production", "test"])
def test_another_mode_means_another_environment(running, bare_environ, mode):
    bare_environ["GATEHOUSE_MODE"] = mode

    environment.adopt(running)

    assert "SECRET_KEY" not in os.environ


def test_what_the_operator_sets_wins(running, bare_environ):
    bare_environ["SECRET_KEY"] = "mine"

    environment.adopt(running)

    assert os.environ["SECRET_KEY"] == "mine"
    assert os.environ["DATABASE_URL"] == URL


def test_a_secret_that_an_earlier_version_did_not_need_is_made_once_and_kept(var):
    record = environment.read(var)
    kept = record.environ["SECRET_KEY"]
    del record.environ["IDP_OIDC_PRIVATE_KEY"]

    record.complete()
    made = record.environ["IDP_OIDC_PRIVATE_KEY"]
    record.complete()

    assert made.startswith("-----BEGIN PRIVATE KEY-----")
    assert record.environ["IDP_OIDC_PRIVATE_KEY"] == made
    assert record.environ["SECRET_KEY"] == kept


def test_only_the_owner_may_read_the_secrets(var):
    environment.write(var, environment.Record())

    assert stat.S_IMODE((var / "embedded.json").stat().st_mode) == 0o600


def test_a_lock_that_nobody_holds_means_that_nothing_runs(var):
    (var / "up.lock").touch()

    assert not environment.is_running(var)
