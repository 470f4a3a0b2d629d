"""Do parts that die come back, and all of them end together?"""

import os
import signal
import subprocess
import sys
import threading

import pytest

from portal.embedded import children
from portal.embedded.errors import CannotStart
from portal.embedded.supervisor import AskedToStop, Supervisor, pass_on


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    supervisor = Supervisor(said.append)
    with supervisor.in_charge():
        yield supervisor


@pytest.fixture
def sleeper(ledger):
    return lambda: children.start("web", ["sleep", "60"], output=None, ledger=ledger)


def test_a_part_that_dies_is_started_again_and_that_is_said(supervisor, said, sleeper):
    first = supervisor.start("web", sleeper)
    first.popen.kill()
    first.popen.wait()

    supervisor.check()

    (part,) = supervisor.parts
    assert part.child.is_alive
    assert part.child is not first
    assert said == ["web has stopped (exit code -9). Starting it again."]


def test_a_part_that_keeps_dying_ends_the_run(supervisor):
    supervisor.start("web", lambda: children.start("web", ["false"], output=None))

    with pytest.raises(CannotStart, match=r"web keeps stopping \(exit code 1\)"):
        supervisor.keep_running()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_polite_signal_ends_the_run(supervisor, sleeper, number):
    supervisor.start("web", sleeper)
    threading.Timer(0.2, os.kill, (os.getpid(), number)).start()

    with pytest.raises(AskedToStop):
        supervisor.keep_running()


def test_nobody_outlives_the_block(said, sleeper):
    supervisor = Supervisor(said.append)
    with supervisor.in_charge():
        started = [supervisor.start(name, sleeper) for name in ("postgres", "web")]

    assert [child.is_alive for child in started] == [False, False]


def test_a_step_is_waited_for(supervisor):
    step = children.start("step", ["sh", "-c", "exit 3"], output=None)

    assert supervisor.run_to_end(step) == 3


def test_a_step_is_ended_if_we_are_asked_to_stop(supervisor, sleeper):
    step = sleeper()
    supervisor.asked.set()

    with pytest.raises(AskedToStop):
        supervisor.run_to_end(step)

    assert not step.is_alive


def test_nothing_more_is_started_once_we_are_asked_to_stop(supervisor, sleeper):
    supervisor.asked.set()

    with pytest.raises(AskedToStop):
        supervisor.start("web", sleeper)


def test_lines_are_passed_on_with_the_name_of_who_says_them(capsys):
    command = [sys.executable, "-c", "print('one'); print('two')"]
    child = children.start("web", command, output=subprocess.PIPE)

    pass_on("web", child.popen.stdout).join()
    child.stop()

    assert capsys.readouterr().out == "   web | one\n   web | two\n"
