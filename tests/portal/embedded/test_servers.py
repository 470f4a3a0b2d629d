"""Do PostgreSQL and Valkey keep what they were given, whatever happens to them?"""

import contextlib
import os
import pwd
import socket
import subprocess

import psycopg
import pytest
import redis

from portal.embedded import place, ports, postgres, valkey
from portal.embedded.errors import CannotStart

pytestmark = pytest.mark.slow


@pytest.fixture
def database(here, folder):
    quick = ("fsync=off", "shared_buffers=16MB")
    server = postgres.Postgres(here, "secret", ports.free(), folder / "postgres.log", quick)
    assert server.is_new
    server.create()
    assert not server.is_new
    return server


@pytest.fixture
def broker(here, folder):
    return valkey.Valkey(here, "secret", ports.free(), folder / "valkey.log")


def run(server, ledger):
    child = server.start(ledger)
    server.wait(child)
    return child


def ask(server, query):
    with psycopg.connect(server.url, autocommit=True) as connection:
        answer = connection.execute(query)
        return answer.fetchall() if answer.description else None


def test_postgresql_keeps_its_rows_when_it_is_killed(database, ledger):
    child = run(database, ledger)
    ask(database, "CREATE TABLE kept AS SELECT 7 AS number")
    ask(database, "CHECKPOINT")
    child.popen.kill()
    child.popen.wait()

    child = run(database, ledger)

    assert ask(database, "SELECT number FROM kept") == [(7,)]
    child.stop()


def test_a_stale_pid_file_that_names_a_living_stranger_does_no_harm(database, ledger, here):
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **here.run_as)
    run(database, ledger).stop()
    (database.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{database.cluster}\n")

    child = run(database, ledger)

    assert stranger.poll() is None
    assert ask(database, "SELECT 1") == [(1,)]
    child.stop()
    stranger.kill()
    stranger.wait()


def test_a_server_that_nobody_remembers_gives_way(database, ledger):
    forgotten = run(database, ledger)

    child = run(database, ledger)

    assert forgotten.popen.wait(5) == 0
    assert ask(database, "SELECT 1") == [(1,)]
    child.stop()


def test_a_cluster_whose_making_was_cut_short_is_made_anew(here, folder, ledger):
    (here.folder / "postgres").mkdir()
    (here.folder / "postgres" / "PG_VERSION").write_text("18")
    server = postgres.Postgres(here, "secret", ports.free(), folder / "log", ("fsync=off",))

    server.create()
    child = run(server, ledger)

    assert ask(server, "SHOW password_encryption") == [("scram-sha-256",)]
    child.stop()


def test_nobody_enters_without_the_password(database, ledger):
    child = run(database, ledger)
    wrong = database.url.replace("secret", "guess")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    child.stop()


def test_a_server_that_cannot_start_says_why(database, ledger):
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", database.port))
        listener.listen()

        child = database.start(ledger)
        with pytest.raises(CannotStart, match="Address already in use"):
            database.wait(child)
        child.stop()


def test_a_cluster_that_cannot_be_made_says_why(here, folder):
    server = postgres.Postgres(here, "", ports.free(), folder / "log")

    with pytest.raises(CannotStart, match="initdb failed"):
        server.create()


def test_a_pid_file_of_nonsense_is_ignored(database, ledger):
    run(database, ledger).stop()
    (database.cluster / "postmaster.pid").write_text("nonsense")
    here = database.place
    here.give(database.cluster / "postmaster.pid")

    with pytest.raises(CannotStart, match="bogus data in lock file"):
        run(database, ledger)


def test_valkey_keeps_its_keys_when_it_is_killed(broker, ledger):
    child = run(broker, ledger)
    with redis.Redis.from_url(broker.url) as link:
        link.set("kept", "7")
        link.execute_command("WAITAOF", 1, 0, 2000)
    child.popen.kill()
    child.popen.wait()

    child = run(broker, ledger)

    with redis.Redis.from_url(broker.url) as link:
        assert link.get("kept") == b"7"
    child.stop()


def test_valkey_asks_for_the_password(broker, ledger):
    child = run(broker, ledger)

    with redis.Redis(port=broker.port) as link, pytest.raises(redis.AuthenticationError):
        link.ping()
    child.stop()


def test_a_valkey_that_cannot_start_is_said(broker, ledger):
    broker.password = "two words"

    child = broker.start(ledger)
    with pytest.raises(CannotStart, match="Valkey did not start"):
        broker.wait(child)
    child.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to the services")
def test_postgresql_runs_from_a_copy_if_its_programs_are_out_of_reach(folder, ledger, monkeypatch):
    account = pwd.getpwnam("nobody")
    monkeypatch.setattr(place, "_stand_in", lambda: account)
    monkeypatch.setattr(
        place.Place, "allows", lambda _self, _test, path: "site-packages" not in str(path)
    )
    here = place.choose(folder, name="closed")
    server = postgres.Postgres(here, "secret", ports.free(), folder / "log", ("fsync=off",))

    server.create()
    child = run(server, ledger)

    assert ask(server, "SELECT 1") == [(1,)]
    assert (here.folder / "programs" / postgres.PROGRAMS / "postgres").exists()
    child.stop()
