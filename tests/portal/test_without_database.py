"""What works in a fresh checkout, before anything has been started?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from portal.embedded import environment
from portal.embedded.absent import base

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "guidelines" / "examples" / "ex-01-minutes-summariser.yaml"


@pytest.fixture
def manage(tmp_path):
    def run(*words):
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *words],
            env={"PATH": os.environ["PATH"], "GATEHOUSE_VAR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_an_application_can_be_judged(manage):
    judged = manage("precheck", str(EXAMPLE), "--json")

    assert (judged.returncode, judged.stdout[0]) == (0, "{")


def test_help_is_there(manage):
    assert "up" in manage("help").stdout


COMMANDS = [["create_token", "a@example.org"], ["verify_events"]]


@pytest.mark.parametrize("words", COMMANDS)
def test_before_the_first_start_a_command_says_how_to_start(manage, words):
    refused = manage(*words)

    assert refused.returncode == 1
    assert 'Start the demo with "make run", or set DATABASE_URL' in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("words", COMMANDS)
def test_between_two_runs_a_command_says_how_to_start(manage, tmp_path, words):
    environment.write(tmp_path, environment.Record())

    refused = manage(*words)

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].endswith(
        'No database is running. Start it with "make run", or set DATABASE_URL.'
    )
    assert "Traceback" not in refused.stderr


def test_the_stand_in_never_connects():
    stand_in = base.DatabaseWrapper({**connection.settings_dict, "ENGINE": "absent"})

    assert stand_in.vendor == "postgresql"
    with pytest.raises(base.NoDatabase):
        stand_in.connect()
