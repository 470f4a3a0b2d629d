"""Which values fit a parameter of a condition?"""

import pytest

from guidelines.condition_params import problem
from guidelines.pack import Param


def param(kind, options=()):
    return Param("name", kind, "Label", required=True, options=options)


FITS = [
    ("integer", 0),
    ("integer", -1),
    ("number", 1),
    ("number", 0.5),
    ("text", "words"),
    ("boolean", False),
    ("date", "2026-02-28"),
    ("list", ["a", "b"]),
    ("map", {"DE": "112", "violence": 0.5}),
]
DOES_NOT_FIT = [
    *[("integer", value) for value in (True, 1.0, "1", None)],
    *[("number", value) for value in (True, "1", float("nan"), float("inf"))],
    *[("text", value) for value in ("", " ", 1)],
    *[("boolean", value) for value in (0, "true")],
    *[("date", value) for value in ("2026-02-30", "2026-2-3", 20260203, "")],
    *[("list", value) for value in ([], "a", [1], [""])],
    *[("map", value) for value in ({}, [], {"a": []}, {"": "x"}, {"a": ""})],
]


@pytest.mark.parametrize(("kind", "value"), FITS)
def test_a_value_of_the_right_kind_fits(kind, value):
    assert problem(param(kind), value) is None


@pytest.mark.parametrize(("kind", "value"), DOES_NOT_FIT)
def test_a_value_of_another_kind_is_refused_in_words(kind, value):
    assert problem(param(kind), value).startswith("must be ")


def test_a_choice_is_one_of_its_options():
    choice = param("choice", ("a", "b"))

    assert problem(choice, "a") is None
    assert problem(choice, "c") == "must be among a, b"
    assert problem(choice, ["a"]) == "must be one of its options"


def test_a_list_may_be_limited_to_options():
    limited = param("list", ("a", "b"))

    assert problem(limited, ["b", "a"]) is None
    assert problem(limited, ["a", "c"]) == "must be among a, b"
