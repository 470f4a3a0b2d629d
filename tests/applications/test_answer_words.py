"""Do answers of every type read as words?"""

import pytest

from applications.answer_words import Line, lines
from guidelines import loading


@pytest.fixture(scope="module")
def pack():
    return loading.load(loading.read_folder(loading.STARTER))


@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        ("A1", " Acme ", (Line("Acme"),)),
        ("A1", "", ()),
        ("A3", "company", (Line("Company"),)),
        ("A4", "FR", (Line("France"),)),
        ("A8", True, (Line("Yes"),)),
        ("A8", False, (Line("No"),)),
        ("A8", None, ()),
        ("B4", ["extract", "code"], (Line("Pull facts out of text"), Line("Write or change code"))),
        ("C2", {"m1": 1000, "m6": None}, (Line("1,000", "Users in month 1"),)),
        ("C4", ["tlh"], (Line("tlh"),)),
        (
            "D2",
            {"GP-01": "neither"},
            (Line("No", "Sexual exploitation or endangerment of children"),),
        ),
        ("G3", 1500, (Line("1,500"),)),
        ("I2", "2026-03-01", (Line("1 March 2026"),)),
        ("J1", True, (Line("Confirmed"),)),
        ("J1", False, ()),
        ("B9", [{"name": "a.md", "sha256": "0" * 64, "size": 1}], (Line("a.md"),)),
        ("A2", "nowhere", (Line("nowhere"),)),
        ("C2", {"m1": "many", "m6": ""}, (Line("many", "m1"),)),
        ("C3", ["XX"], (Line("XX"),)),
    ],
)
def test_an_answer_reads_as_words(pack, question, value, expected):
    assert lines(pack.question(question), value) == expected
