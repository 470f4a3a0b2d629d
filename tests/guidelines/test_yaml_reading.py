"""What is read from YAML, and is everything else refused cheaply and with a reason?"""

import datetime as dt

import pytest

from guidelines.yaml_reading import MAX_BYTES, Unreadable, read

DOUBLING = "a: &a0 [1, 1]\n" + "".join(
    f"b{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("[NO, no, off, yes]", [False, False, False, True]),
        ("'NO'", "NO"),
        ("!!str NO", "NO"),
        ("1:30", 90),
        ("012", 10),
        ("2026-05-04", dt.date(2026, 5, 4)),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("a: &x 5\nb: *x", {"a": 5, "b": 5}),
        ("a: &x {b: 1, c: 1}\nd: {<<: *x, b: 2}", {"a": {"b": 1, "c": 1}, "d": {"b": 2, "c": 1}}),
        ("", None),
        (b"a: \xc3\xa9", {"a": "é"}),
    ],
)
def test_yaml_1_1_is_read_with_safe_types(text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: 2\na: 3", "line 3 repeats the key 'a'"),
        ("x: {a: 1, a: 1}", "line 1 repeats the key 'a'"),
        ("NO: 1", "line 1 has a key that is not text"),
        ("1: 1", "line 1 has a key that is not text"),
        ("[a]: 1", "line 1 has a key that is not text"),
        ("? {a: 1}\n: 1", "line 1 has a key that is not text"),
        ("a: !!python/object:os.system x", "uses the tag"),
        ("a: !!binary aGk=", "uses the tag"),
        ("a: !!set {b}", "uses the tag"),
        ("a: !!timestamp x", "uses the tag"),
        ("a: !own x", "uses the tag"),
        ("a: &x [*x]", "uses the alias 'x' before its anchor is complete"),
        ("a: *x", "uses the alias 'x'"),
        (DOUBLING, "holds more than 30,000 values"),
        ("[" * 100_000, "nests deeper than 100 levels"),
        ("- " * 100_000, "nests deeper than 100 levels"),
        ("a: [1", "expected"),
        ("a: 2026-99-99", "month must be in 1..12"),
        ("a: " + "9" * 5000, "integer"),
        ("a: \0", "control characters are not allowed"),
        (b"\xff\xfe\xff", "incomplete UTF-16 character"),
        ("a: 1\n---\nb: 1", "expected a single document"),
        ("[" + "1," * 40_000 + "1]", "holds more than 30,000 values"),
        ("x" * (MAX_BYTES + 1), "is larger than 1,000,000 bytes"),
    ],
)
def test_anything_else_is_refused_with_a_reason(text, reason):
    with pytest.raises(Unreadable) as refusal:
        read(text)

    assert reason in str(refusal.value)
