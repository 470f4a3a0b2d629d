"""Is what browsers load small, our own, and without anything from elsewhere?"""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "portal" / "static" / "gatehouse"
KILOBYTE = 1024


@pytest.mark.parametrize("name", ["app.css", "admin.css"])
def test_the_style_sheet_loads_nothing_from_elsewhere(name):
    css = (STATIC / name).read_text().lower()

    assert not [word for word in ("url(", "@import", "@font-face", "gov.uk", "gds") if word in css]


def test_the_style_sheet_is_within_its_budget():
    size = len(gzip.compress((STATIC / "app.css").read_bytes(), mtime=0))

    assert size <= 20 * KILOBYTE


@pytest.mark.parametrize(("name", "budget"), [("app.js", 10), ("desk.js", 4)])
def test_the_script_is_small_and_evaluates_nothing(name, budget):
    script = (STATIC / name).read_bytes()

    assert len(gzip.compress(script, mtime=0)) <= budget * KILOBYTE
    assert not [
        word for word in (b"eval(", b"new Function", b"http:", b"innerHTML") if word in script
    ]
