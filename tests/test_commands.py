"""Are the two commands of the README what they say, on a machine with nothing but Python?"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text()


def make(*words, folder=ROOT, path=os.environ["PATH"]):
    return subprocess.run(
        [shutil.which("make"), "--no-print-directory", *words],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path):
    """A checkout with a Makefile and nothing installed."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def tools(tmp_path):
    """A PATH with a shell's tools and the Pythons that a test puts there."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("sh", "touch", "mkdir", "echo"):
        (folder / name).symlink_to(shutil.which(name))

    def add(name, script):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    add.path = str(folder)
    return add


def test_a_python_that_is_too_old_is_passed_over(checkout, tools):
    tools("python3", "exit 1")
    tools("python3.12", "exit 0")

    planned = make("--dry-run", "run", folder=checkout, path=tools.path)

    assert "python3.12 -m venv --clear .venv" in planned.stdout
    assert "python3 -m venv" not in planned.stdout


def test_no_python_at_all_is_said_with_a_way_out(checkout, tools):
    refused = make("run", folder=checkout, path=tools.path)

    assert refused.returncode != 0
    assert "Gatehouse needs Python 3.11 or newer" in refused.stderr
    assert "make run PYTHON=/path/to/python3" in refused.stderr


def test_the_operator_may_choose_the_python(checkout):
    planned = make("--dry-run", "run", "PYTHON=/opt/python", folder=checkout)

    assert "/opt/python -m venv --clear .venv" in planned.stdout


def test_the_second_run_installs_nothing(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (checkout / ".venv" / "installed").touch()

    planned = make("--dry-run", "run", folder=checkout)

    assert planned.stdout.strip() == "exec .venv/bin/python manage.py up"


def test_new_requirements_are_installed(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (checkout / ".venv" / "installed").touch()
    os.utime(checkout / ".venv" / "installed", (0, 0))

    planned = make("--dry-run", "run", folder=checkout)

    assert "pip install --quiet --disable-pip-version-check -r requirements.txt" in planned.stdout


def test_every_command_is_explained():
    targets = re.search(r"^\.PHONY: help (.+)$", MAKEFILE, re.MULTILINE)[1].split()

    explained = make("help").stdout

    assert [name for name in targets if f"make {name} " not in explained] == []


def test_the_checking_machine_runs_the_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text()

    assert "export REQUIRE_BROWSER=1 REQUIRE_SCANNER=1\nmake check\nmake test-all\n" in script
    assert {"make test", "`make test-all`", "`make check`"} <= set(
        re.findall(r"^make test$|`make [a-z-]+`", (ROOT / "README.md").read_text(), re.MULTILINE)
    )
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
