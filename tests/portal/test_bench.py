"""Does `manage.py bench` measure by itself, and say what it does not know?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"DATABASE_URL", "REDIS_URL", "GATEHOUSE_VAR", "GATEHOUSE_MODE", "DJANGO_SETTINGS_MODULE"}


def bench(*arguments):
    environ = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "bench", *arguments],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.mark.slow
def test_it_measures_in_services_and_a_database_of_its_own():
    run = bench("--applications", "60", "--json")

    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)
    assert result["applications"] == 60
    named = {"tier", "precheck", "submit", "queue_page", "search", "next", "desk"}
    assert result["figures"].keys() == named
    assert all(0 < figure["p50_ms"] <= figure["p95_ms"] for figure in result["figures"].values())
    assert result["figures"]["tier"]["queries"] == 0
    assert result["figures"]["precheck"]["queries"] <= 4
    assert result["figures"]["desk"]["queries"] <= 12
    assert result["figures"]["queue_page"]["queries"] <= 12


@pytest.mark.slow
def test_an_unknown_name_is_answered_with_the_known_ones():
    run = bench("speed")

    assert run.returncode == 2
    assert "Known: tier, precheck, submit, queue, desk" in run.stderr
