"""Does every length follow the direction of the language?"""

import re

import pytest

from tests.test_architecture import ROOT, name_of

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|border-(?:top|bottom)-(?:left|right)-"
    r"radius|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
FOUR_VALUES = re.compile(r"(?<![\w-])(?:margin|padding)\s*:\s*(\S+) (\S+) (\S+) (\S+?)\s*[;}]")
SOURCES = sorted((ROOT / "portal" / "static_src").glob("*.scss"))
BUILT = [ROOT / "portal" / "static" / "gatehouse" / name for name in ("app.css", "admin.css")]


def physical_in(text):
    """Each declaration that says left or right, with its line."""
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("//")[0]
        yield from ((number, found) for found in PHYSICAL.findall(code))
        lopsided = (four for four in FOUR_VALUES.findall(code) if four[1] != four[3])
        yield from ((number, " ".join(four)) for four in lopsided)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_our_style_sources_name_no_left_and_no_right(path):
    found = [f"{name_of(path)}:{line} {said}" for line, said in physical_in(path.read_text())]

    assert not found, "Say start and end instead: margin-inline-start, inset-inline-end, …"


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_neither_do_the_style_sheets_that_browsers_load(path):
    found = [said for _, said in physical_in(path.read_text())]

    assert not found, "Build it again: npm run build"
