"""Can the command be installed from the repository, and does it run with nothing of the portal?"""

import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.client.commands import CLIENT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built with the pinned builder, without asking any package index."""
    folder = tmp_path_factory.mktemp("wheel")
    offline = ["--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", folder, CLIENT],
        check=True,
        capture_output=True,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment: the command, and the libraries of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()))
    offline = ["--no-deps", "--no-index", "--disable-pip-version-check"]
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", *offline, wheel],
        check=True,
        capture_output=True,
    )
    return folder / "bin"


def run(folder, *words):
    return subprocess.run(
        [folder / "gatehouse", *words], cwd="/", check=True, capture_output=True, text=True
    ).stdout


def test_the_command_is_installed_and_tells_its_version(installed):
    assert run(installed, "--version").startswith("gatehouse, version ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_completes_in_the_usual_shells(installed, shell):
    assert "_GATEHOUSE_COMPLETE" in run(installed, "completion", shell)


def test_it_needs_what_it_says_and_finds_it_here(installed):
    code = "from importlib.metadata import requires, version; import re\n"
    code += "for each in requires('gatehouse-cli'): version(re.match(r'[\\w-]+', each)[0])"

    subprocess.run([installed / "python", "-c", code], cwd="/", check=True)


def test_a_wheel_holds_the_command_alone(wheel):
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", wheel], check=True, capture_output=True, text=True
    ).stdout

    tops = {Path(line.split()[0]).parts[0].partition("-")[0] for line in listed.splitlines()[1:]}
    assert tops == {"gatehouse_cli"}
