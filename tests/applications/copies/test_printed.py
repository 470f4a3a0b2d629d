"""Are texts of any script ready to be printed?"""

import pytest

from applications.copies.printed import is_rtl, printable


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Minutes", False),
        ("", False),
        ("123 !?", False),
        ("\u0645\u0631\u062d\u0628\u0627 abc", True),
        ("12 \u05e9\u05dc\u05d5\u05dd", True),
        ("abc \u05e9\u05dc\u05d5\u05dd", False),
    ],
)
def test_a_line_runs_as_its_first_letter_does(line, expected):
    assert is_rtl(line) is expected


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x7f", "\ud800", "\ufffe", "\U000e0fff"])
def test_what_is_no_character_is_replaced(sign):
    assert printable(f"a{sign}b") == "a\ufffdb"


def test_letters_line_ends_and_joined_signs_stay():
    text = "a\n\tb\r\n\u4e2d \U0001f468\u200d\U0001f469 e\u0301"

    assert printable(text) == text
