"""Does nobody survive who should not, and nobody die who should live?"""

import io
import json
import os
import runpy
import signal
import subprocess
import sys
import time

import psutil
import pytest

from portal.embedded import children

SLEEP = ["sleep", "60"]
PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""
LISTENER = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background starts with it ignored
print("ready", flush=True)
time.sleep(60)
"""
SUPERVISOR = """
import sys, time
from pathlib import Path
from portal.embedded import children
ledger = children.Ledger(Path(sys.argv[1]))
dog = children.watch_over(ledger)
child = children.start("web", [sys.executable, "-c", "import time; time.sleep(60)"],
                       output=None, ledger=ledger)
print(child.popen.pid, flush=True)
time.sleep(60)
"""


def is_gone(pid, *, within=5.0):
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def start(ledger, name="web", command=SLEEP, output=None):
    return children.start(name, command, output=output, ledger=ledger)


def test_a_child_leads_a_group_of_its_own(ledger):
    child = start(ledger)

    assert os.getpgid(child.popen.pid) == child.popen.pid
    child.stop()


def test_stopping_a_child_ends_its_children_too(ledger):
    child = start(ledger, command=[sys.executable, "-c", PARENT], output=subprocess.PIPE)
    grandchild = int(child.popen.stdout.readline())

    child.stop()
    child.popen.stdout.close()

    assert is_gone(grandchild)


def test_a_child_that_ignores_the_request_is_ended_all_the_same(ledger):
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)\n"
    command = [sys.executable, "-c", stubborn + "time.sleep(60)"]
    child = start(ledger, command=command, output=subprocess.PIPE)
    child.popen.stdout.readline()

    child.stop(patience=0.2)
    child.popen.stdout.close()

    assert child.popen.returncode == -signal.SIGKILL


def test_leftovers_are_ended_and_named(ledger):
    first = start(ledger, "web")
    second = start(ledger, "postgres", [sys.executable, "-c", LISTENER], output=subprocess.PIPE)
    with second.popen.stdout as output:
        output.readline()

    ended = ledger.stop_leftovers()

    assert ended == ["web", "postgres"]
    assert (first.popen.wait(), second.popen.wait()) == (-signal.SIGKILL, -signal.SIGINT)
    assert ledger.read() == []


def test_a_stranger_who_has_the_number_now_is_left_alone(ledger):
    stranger = subprocess.Popen(SLEEP, process_group=0)
    earlier = psutil.Process(stranger.pid).create_time() - 60
    ledger.add(children.Known("web", stranger.pid, earlier))

    assert ledger.stop_leftovers() == []
    assert stranger.poll() is None

    stranger.kill()
    stranger.wait()


def test_children_of_a_leftover_that_died_are_ended(ledger):
    child = start(ledger, command=[sys.executable, "-c", PARENT], output=subprocess.PIPE)
    grandchild = int(child.popen.stdout.readline())
    child.popen.kill()
    child.popen.wait()
    child.popen.stdout.close()

    assert ledger.stop_leftovers() == ["web"]
    assert is_gone(grandchild)


def test_the_ledger_of_a_copied_folder_counts_for_nothing(ledger, folder):
    child = start(ledger)
    copy = folder / "copy.json"
    copy.write_text(ledger.path.read_text())

    assert children.Ledger(copy).stop_leftovers() == []
    assert child.is_alive
    child.stop()


@pytest.mark.parametrize("content", ["", '{"path": "/tmp'])
def test_a_torn_ledger_counts_as_empty(ledger, content):
    ledger.path.write_text(content)

    assert ledger.stop_leftovers() == []


def test_the_dead_leave_the_ledger_when_somebody_new_joins(ledger):
    start(ledger, "web").stop()

    start(ledger, "beat").stop()

    assert [entry["name"] for entry in json.loads(ledger.path.read_text())["children"]] == ["beat"]


def test_the_watchdog_ends_the_children_of_a_supervisor_that_was_killed(folder):
    command = [sys.executable, "-c", SUPERVISOR, str(folder / "ledger.json")]
    supervisor = subprocess.Popen(command, stdout=subprocess.PIPE)
    child = int(supervisor.stdout.readline())

    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    assert is_gone(child)


def test_the_watchdog_removes_the_folder_of_a_run_that_was_for_once(folder, ledger, monkeypatch):
    child = start(ledger)
    scratch = folder / "scratch"
    scratch.mkdir()
    argv = ["watchdog.py", str(ledger.path), str(scratch)]
    monkeypatch.setattr(sys, "argv", argv)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))

    runpy.run_module("portal.embedded.watchdog", run_name="__main__")

    assert child.popen.wait() == -signal.SIGKILL
    assert not scratch.exists()
