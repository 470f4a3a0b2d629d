"""Which code does which value get? A second specification of every question type, by hand."""

import pytest

from guidelines.answers import check
from guidelines.pack import Field, Option, Question, Row

SHA = "0123456789abcdef" * 4
FILE = {"name": "prompt.md", "sha256": SHA, "size": 10}
RECORD = {**FILE, "name": "run.json", "format": "inspect_json"}
ANY = Question("Z1", "Z", "text", "Label", "Help", "always", "Enter it", ())


def question(kind, **parts):
    return Question(**{**ANY.__dict__, "type": kind, **parts})


OPTIONS = (Option("a", "A"), Option("b", "B"), Option("none", "None", exclusive=True))
TEXT = question("text", max_length=5)
LONG = question("long_text", min_length=3, max_length=6)
URL = question("url", max_length=30)
DATE = question("date")
YES_NO = question("yes_no")
TICK = question("attestation")
NUMBER = question("number", min=0, max=100)
NUMBERS = question("numbers", fields=(Field("x", "X", 0, 10), Field("y", "Y", -5, 5)))
SINGLE = question("single", options=OPTIONS)
MULTI = question("multi", options=OPTIONS)
OPEN = question("multi", options_from="languages", pattern="^[a-z]{2,3}$")
OPEN_SINGLE = question("single", options_from="languages", pattern="[a-z]+")
MATRIX = question("matrix", options=OPTIONS[:2], rows=(Row("r1", "1"), Row("r2", "2")))
FILES = question("files", accept=("md", "pdf"))
EVIDENCE = question("evidence", accept=("inspect_json", "pdf"))

VALID = [
    (TEXT, "", ""),
    (TEXT, None, ""),
    (TEXT, " \u2003\t\r\n ", ""),
    (TEXT, "  abc\r\n", "abc"),
    (TEXT, "a\r\nb\rc", "a\nb\nc"),
    (TEXT, "     12345     ", "12345"),
    (TEXT, "👩🏽\u200d🚒x", "👩🏽\u200d🚒x"),
    (LONG, "", ""),
    (LONG, "abc", "abc"),
    (LONG, "abcdef", "abcdef"),
    (URL, "", ""),
    (URL, " https://a ", "https://a"),
    (URL, "https://a.example:8443/p?q#f", "https://a.example:8443/p?q#f"),
    (URL, "https://user:word@a.example/", "https://user:word@a.example/"),
    (URL, "https://[::1]/", "https://[::1]/"),
    (URL, "https://münchen.example", "https://münchen.example"),
    (DATE, "", ""),
    (DATE, " 2024-02-29\n", "2024-02-29"),
    (YES_NO, None, None),
    (YES_NO, True, True),
    (YES_NO, False, False),
    (TICK, None, False),
    (TICK, False, False),
    (TICK, True, True),
    (NUMBER, None, None),
    (NUMBER, 0, 0),
    (NUMBER, 100, 100),
    (NUMBERS, None, {"x": None, "y": None}),
    (NUMBERS, {}, {"x": None, "y": None}),
    (NUMBERS, {"y": -5}, {"x": None, "y": -5}),
    (NUMBERS, {"x": None, "y": 5}, {"x": None, "y": 5}),
    (SINGLE, "", ""),
    (SINGLE, "a", "a"),
    (MULTI, [], []),
    (MULTI, ["b", "a"], ["b", "a"]),
    (MULTI, ["none"], ["none"]),
    (OPEN, ["de", "fil"], ["de", "fil"]),
    (OPEN_SINGLE, "abc", "abc"),
    (MATRIX, {}, {"r1": "", "r2": ""}),
    (MATRIX, {"r2": "a"}, {"r1": "", "r2": "a"}),
    (MATRIX, {"r1": "", "r2": "b"}, {"r1": "", "r2": "b"}),
    (FILES, [], []),
    (FILES, [FILE], [FILE]),
    (FILES, [{**FILE, "name": "a.b.MD", "size": 0}], [{**FILE, "name": "a.b.MD", "size": 0}]),
    (FILES, [FILE, FILE], [FILE, FILE]),
    (EVIDENCE, [], []),
    (EVIDENCE, [RECORD], [RECORD]),
    (EVIDENCE, [{**RECORD, "name": "no ending"}], [{**RECORD, "name": "no ending"}]),
]

INVALID = [
    *[(TEXT, value, "wrong_type") for value in (0, 1.5, True, [], {}, ["a"], {"a": 1})],
    (TEXT, "a\0", "bad_format"),
    (TEXT, "a\ud800", "bad_format"),
    (TEXT, "\udfffabcdefgh", "bad_format"),
    (TEXT, "123456", "too_long"),
    (LONG, " ab ", "too_short"),
    (LONG, "👩👩", "too_short"),
    (LONG, "abcdefg", "too_long"),
    (URL, 5, "wrong_type"),
    *[
        (URL, value, "bad_format")
        for value in (
            "a",
            "http://a",
            "https:",
            "https:/a",
            "https://",
            "https:///p",
            "https://?q",
            "https://#f",
            "https://:443",
            "https://user@",
            "https://a b",
            "https://a\tb",
            "https://a/\u00a0b",
            "https://a/\nb",
            "https://[::1",
            "ftp://a",
            "xhttps://a",
            "https://a/" + "x" * 40 + " ",
        )
        if value.strip() == value
    ],
    (URL, "https://a b" + "x" * 40, "bad_format"),
    (URL, "https://" + "x" * 40, "too_long"),
    (DATE, 20240229, "wrong_type"),
    *[
        (DATE, value, "bad_format")
        for value in (
            "2026-02-30",
            "2026-1-1",
            "2026-01-1",
            "20260101",
            "2026-W01-1",
            "0000-01-01",
            "2026-13-01",
            "01-01-2026",
            "\u0662\u0660\u0662\u0666-\u0660\u0661-\u0660\u0661",
            "2026-01-01T00:00",
            "yesterday",
        )
    ],
    *[(YES_NO, value, "wrong_type") for value in (0, 1, "", "true", "yes", [], {}, 0.0)],
    *[(TICK, value, "wrong_type") for value in (0, 1, "", "on", [True])],
    *[(NUMBER, value, "wrong_type") for value in (True, False, "1", "", 1.0, 1.5, [], {})],
    (NUMBER, -1, "out_of_range"),
    (NUMBER, 101, "out_of_range"),
    (NUMBER, 10**400, "out_of_range"),
    *[(NUMBERS, value, "wrong_type") for value in (1, "", [], [1], True)],
    *[(NUMBERS, {"x": value}, "wrong_type") for value in (True, "1", "", 1.0, [], {})],
    (NUMBERS, {"z": 1}, "unknown_option"),
    (NUMBERS, {"z": None}, "unknown_option"),
    (NUMBERS, {"x": 11}, "out_of_range"),
    (NUMBERS, {"x": 1, "y": -6}, "out_of_range"),
    (NUMBERS, {"z": 1, "x": 99}, "unknown_option"),
    (NUMBERS, {"z": 1, "x": "1"}, "wrong_type"),
    *[(SINGLE, value, "wrong_type") for value in (1, False, ["a"], {"a": 1})],
    *[(SINGLE, value, "unknown_option") for value in ("c", "A", " a", "a\n", "\ud800")],
    *[(MULTI, value, "wrong_type") for value in ("a", "", 1, {}, True, {"a": True})],
    *[(MULTI, [value], "wrong_type") for value in (1, None, True, [], {}, ["a"])],
    (MULTI, ["c"], "unknown_option"),
    (MULTI, [""], "unknown_option"),
    (MULTI, ["a", "a"], "duplicate_option"),
    (MULTI, ["none", "none"], "duplicate_option"),
    (MULTI, ["a", "none"], "exclusive_option"),
    (MULTI, ["a", "a", "none"], "duplicate_option"),
    (MULTI, ["a", "a", "c"], "unknown_option"),
    (MULTI, ["a", "a", 1], "wrong_type"),
    *[
        (OPEN, [value], "bad_format")
        for value in ("DE", "de-", "", "de\n", "d\0", "\ud800", "ab d")
    ],
    (OPEN, ["DE", "DE"], "bad_format"),
    (OPEN, ["de", "de"], "duplicate_option"),
    (OPEN_SINGLE, "A", "bad_format"),
    *[(MATRIX, value, "wrong_type") for value in ("", [], 1, ["r1"], True)],
    *[(MATRIX, {"r1": value}, "wrong_type") for value in (None, 1, True, ["a"], {})],
    (MATRIX, {"r3": "a"}, "unknown_option"),
    (MATRIX, {"r3": ""}, "unknown_option"),
    (MATRIX, {"r1": "none"}, "unknown_option"),
    (MATRIX, {"r3": "a", "r1": 1}, "wrong_type"),
    *[
        (FILES, value, "wrong_type")
        for value in ("", "a.md", {}, FILE, 1, [1], ["a.md"], [None], [[]])
    ],
    *[
        (FILES, [{key: FILE[key] for key in FILE if key != absent}], "wrong_type")
        for absent in FILE
    ],
    (FILES, [{**FILE, "format": "pdf"}], "wrong_type"),
    *[(FILES, [{**FILE, "size": value}], "wrong_type") for value in (True, None, "1", 1.0, -1)],
    *[(FILES, [{**FILE, "sha256": value}], "wrong_type") for value in (None, 1)],
    *[(FILES, [{**FILE, "name": value}], "wrong_type") for value in (None, 1, ["a.md"])],
    *[
        (FILES, [{**FILE, "sha256": value}], "bad_format")
        for value in ("", SHA[1:], SHA + "0", SHA.upper(), SHA[:-1] + "\n", "g" * 64)
    ],
    *[
        (FILES, [{**FILE, "name": value}], "bad_format")
        for value in ("", " ", "a\0.md", "\ud800.md")
    ],
    *[
        (FILES, [{**FILE, "name": value}], "unknown_option")
        for value in ("a", "md", "a.exe", "a.md.exe", "a.md ", "a.", ".")
    ],
    (FILES, [FILE, {**FILE, "name": "a.exe"}, {**FILE, "sha256": "x"}], "bad_format"),
    (FILES, [FILE, {**FILE, "name": "a.exe"}, {**FILE, "size": "x"}], "wrong_type"),
    (EVIDENCE, [FILE], "wrong_type"),
    (EVIDENCE, [{**RECORD, "format": None}], "wrong_type"),
    (EVIDENCE, [{**RECORD, "format": "csv"}], "unknown_option"),
    (EVIDENCE, [{**RECORD, "format": "json"}], "unknown_option"),
    (EVIDENCE, [{**RECORD, "format": "csv", "name": ""}], "bad_format"),
]


@pytest.mark.parametrize(("question", "given", "clean"), VALID)
def test_a_valid_value_is_cleaned(question, given, clean):
    checked = check(question, given)

    assert (checked.code, checked.value) == (None, clean)
    assert type(checked.value) is type(clean)


@pytest.mark.parametrize(("question", "given", "code"), INVALID)
def test_an_invalid_value_gets_its_first_code(question, given, code):
    assert check(question, given).code == code


@pytest.mark.parametrize(("question", "given", "code"), INVALID)
def test_an_invalid_value_leaves_the_question_empty(question, given, code):
    checked = check(question, given)

    assert checked.value == check(question, None).value
    assert checked.is_given


@pytest.mark.parametrize(
    ("question", "given"),
    [
        (TEXT, " "),
        (NUMBERS, {"x": None}),
        (MATRIX, {"r1": ""}),
        (MULTI, []),
        (TICK, False),
        (YES_NO, None),
    ],
)
def test_an_empty_value_is_not_given(question, given):
    assert not check(question, given).is_given


def test_cleaning_copies_what_it_was_given():
    given = [dict(FILE)]

    cleaned = check(FILES, given).value
    cleaned[0]["name"] = "other.md"

    assert given == [FILE]
