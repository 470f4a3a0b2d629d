"""Does `manage.py up` do the whole job: for a stranger, twice, and after everything goes wrong?"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from portal.embedded import machine, ports
from portal.embedded.errors import CannotStart
from portal.management.commands import up as up_command

ROOT = Path(__file__).resolve().parents[3]
ALL = {"valkey", "postgres", "web", "worker", "beat"}
pytestmark = pytest.mark.slow


class Run:
    """A machine in this process, looked at from another thread while it runs."""

    def __init__(self, var):
        self.said = []
        self.port = ports.free()
        self.machine = machine.Machine(var, host="127.0.0.1", port=self.port, say=self.said.append)

    def until_ready(self, *acts):
        """Run; once it is ready, do these acts, then ask it to stop."""
        answers = []
        thread = threading.Thread(target=self._act, args=(acts, answers))
        thread.start()
        try:
            self.machine.run()
        finally:
            self.machine.supervisor.asked.set()
            thread.join()
        return answers

    def _act(self, acts, answers):
        asked = self.machine.supervisor.asked
        while not asked.wait(0.05):
            if any("is ready" in sentence for sentence in self.said):
                answers += [act() for act in acts]
                asked.set()

    def health(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return json.load(answer)["status"]

    def children(self):
        """The names of the parts that are alive."""
        return {known.name for known in self.machine.ledger.read() if known.is_alive}

    def kill(self, name):
        """End a part by force and wait until the supervisor has noticed."""
        for known in self.machine.ledger.read():
            if known.name == name and known.is_alive:
                os.kill(known.pid, signal.SIGKILL)
        wait_for(lambda: any(said.startswith(f"{name} has stopped") for said in self.said))

    def is_healed(self):
        with contextlib.suppress(OSError):
            return self.health() == "ok" and self.children() == ALL
        return False


def wait_for(is_so, *, within=60):
    deadline = time.monotonic() + within
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def up(folder, environ):
    """A start in another process, ready."""
    environ = {**environ, "GATEHOUSE_VAR": str(folder), "PORT": str(ports.free())}
    command = [sys.executable, ROOT / "manage.py", "up"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT)
    said = (folder / "output").read_text
    wait_for(lambda: "is ready" in said() or process.poll() is not None)
    assert "is ready" in said()
    return process


def manage(var, *words):
    """A second terminal: nothing set but the folder."""
    environ = {"PATH": os.environ["PATH"], "GATEHOUSE_VAR": str(var)}
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *words],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def living_in(var):
    """Every process whose command or environment names this folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            is_named = str(var) in " ".join([*process.cmdline(), *process.environ().values()])
            if is_named and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.name())
    return found


def test_a_run_from_the_first_start_to_the_end(folder, bare_environ, capfd):
    run = Run(folder)

    health, parts, token, another = run.until_ready(
        run.health,
        run.children,
        lambda: manage(folder, "create_token", "applicant@example.org"),
        lambda: manage(folder, "up"),
    )

    assert (health, parts) == ("ok", ALL)
    assert token.stdout.startswith("gate")
    assert "Gatehouse is already running here" in another.stderr
    output = capfd.readouterr().out
    assert len(re.findall(r"^    \w+@example\.org +\S{16}$", output, re.MULTILINE)) == 4
    assert run.said[-1] == "Stopped."
    assert living_in(folder) == []


def test_a_start_after_everything_was_killed(folder, bare_environ, capfd):
    killed = up(folder, bare_environ)
    parts = psutil.Process(killed.pid).children()
    (watchdog,) = [part for part in parts if "watchdog.py" in str(part.cmdline())]
    watchdog.kill()
    killed.kill()
    killed.wait()

    run = Run(folder)
    (health,) = run.until_ready(run.health)

    assert health == "ok"
    assert re.match("Ended what an earlier run left behind: .*postgres", run.said[0])
    assert not any("Making a PostgreSQL cluster" in sentence for sentence in run.said)
    assert "Their passwords were shown at the first start" in capfd.readouterr().out
    assert living_in(folder) == []


def test_parts_that_are_killed_come_back(folder, bare_environ):
    run = Run(folder)

    *_, is_healed = run.until_ready(
        lambda: run.kill("postgres"), lambda: run.kill("web"), lambda: wait_for(run.is_healed)
    )

    assert is_healed
    assert "postgres has stopped (exit code -9). Starting it again." in run.said
    assert "web has stopped (exit code -9). Starting it again." in run.said


@pytest.mark.django_db(transaction=True)
def test_the_operators_own_servers_are_used(folder, bare_environ):
    theirs = connection.settings_dict
    bare_environ["DATABASE_URL"] = (
        f"postgres://{theirs['USER']}:{theirs['PASSWORD']}@{theirs['HOST']}:{theirs['PORT']}"
        f"/{theirs['NAME']}"
    )
    bare_environ["REDIS_URL"] = settings.REDIS_URL
    process = up(folder, bare_environ)

    token = manage(folder, "create_token", "applicant@example.org")
    process.terminate()

    assert process.wait(30) == 0
    assert token.stdout.startswith("gate")
    said = (folder / "output").read_text()
    assert "Using the server in DATABASE_URL." in said
    assert "Using the server in REDIS_URL." in said
    assert "Starting PostgreSQL" not in said


def test_a_taken_port_is_said_before_anything_starts(folder, bare_environ):
    run = Run(folder)
    (folder / "run").mkdir()
    (folder / "run" / "1.json").touch()  # an earlier run that was killed as it began
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", run.port))
        listener.listen()

        with pytest.raises(CannotStart, match=f"Port {run.port} is taken by another program"):
            run.machine.run()

    assert run.said == []
    assert not (folder / "services").exists()


def test_production_is_not_run_by_the_demo(folder, bare_environ):
    bare_environ["GATEHOUSE_MODE"] = "production"

    with pytest.raises(CannotStart, match="This command runs the demo"):
        Run(folder).machine.run()


def test_a_step_that_fails_ends_the_start(folder, bare_environ):
    bare_environ["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none"
    bare_environ["REDIS_URL"] = "redis://127.0.0.1:1/0"

    with pytest.raises(CannotStart, match="The step 'prepare' failed"):
        Run(folder).machine.run()

    assert living_in(folder) == []


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError, match=f"PORT={port} is not a port number"):
        call_command("up")


def test_the_command_refuses_in_one_sentence(monkeypatch):
    monkeypatch.setenv("GATEHOUSE_MODE", "test")

    with pytest.raises(CommandError, match="This command runs the demo"):
        call_command("up")


def test_what_is_said_is_marked_as_ours(capsys):
    up_command.Command().say("Starting.")

    assert capsys.readouterr().out == "» Starting.\n"


def test_a_portal_that_never_answers_ends_the_start(folder, monkeypatch):
    monkeypatch.setattr(machine, "READY_WITHIN", 0.3)

    with pytest.raises(CannotStart, match="does not become ready"):
        Run(folder).machine.wait_until_healthy()


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_repeated(live_server, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    assert '"broker": "does not answer"' in machine.ask(f"{live_server.url}/healthz")
