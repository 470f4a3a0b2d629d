"""What the tests of the guidelines share: the starter pack, and good answers to its form."""

from copy import deepcopy
from pathlib import Path

import pytest
import yaml

from guidelines import loading

EXAMPLES = Path(loading.__file__).parent / "examples"


@pytest.fixture(scope="session")
def starter_content():
    return loading.read_folder(loading.STARTER)


@pytest.fixture(scope="session")
def pack(starter_content):
    return loading.load(starter_content)


@pytest.fixture
def content(starter_content):
    """A copy to spoil."""
    return deepcopy(starter_content)


@pytest.fixture(scope="session")
def examples():
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in sorted(EXAMPLES.glob("*.yaml"))
    }


@pytest.fixture
def answers(examples):
    """A complete low-tier application."""
    return deepcopy(examples["ex-01-minutes-summariser"]["answers"])
