"""Of what two reviewers set, does the stricter hold, whichever of them came last?"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.merging import merge
from guidelines.loading import load_folder

PACK = load_folder(Path(__file__).parents[2] / "guidelines" / "starter")


def merged(name, first, second):
    """What holds of one condition with these fields."""
    both = ([{"id": name, "params": params}] for params in (first, second))
    (condition,) = merge(PACK, both)
    return condition["params"]


@pytest.mark.parametrize(
    ("name", "field", "strict", "lax"),
    [
        ("CO-RATE", "rpm", 10, 60),
        ("CO-SPEND", "month", 100, 100.5),
        ("CO-PILOT", "max_users", 50, 500),
        ("CO-PILOT", "until", "2027-01-31", "2027-06-30"),
        ("CO-BIAS", "due", "2027-01-31", "2027-06-30"),
        ("CO-BIAS", "max_gap", 0.05, 0.1),
        ("CO-ENDUSER", "min_coverage_pct", 99, 80),
        ("CO-REDTEAM", "min_attempts", 500, 100),
    ],
)
def test_the_stricter_value_holds_whoever_set_it_last(name, field, strict, lax):
    assert merged(name, {field: strict}, {field: lax}) == {field: strict}
    assert merged(name, {field: lax}, {field: strict}) == {field: strict}


@pytest.mark.parametrize(
    ("name", "field", "first", "second"),
    [
        ("CO-RATE", "scope", "key", "end_user"),
        ("CO-LOG", "days", 30, 90),
        ("CO-SPEND", "hard", True, False),
        ("CO-SCOPE", "allowed", ["a"], ["b"]),
    ],
)
def test_where_the_schema_does_not_tell_the_last_reviewer_stands(name, field, first, second):
    assert merged(name, {field: first}, {field: second}) == {field: second}


def test_a_field_that_one_reviewer_left_empty_is_filled_by_the_other():
    assert merged("CO-RATE", {"rpm": 60, "tpd": 1000}, {"rpm": 60, "tpd": None}) == {
        "rpm": 60,
        "tpd": 1000,
    }
    assert merged("CO-RATE", {"rpm": 60}, {"rpm": None}) == {"rpm": 60}


def test_every_condition_stands_that_anybody_set():
    first = [{"id": "CO-RATE", "params": {"rpm": 5}}, {"id": "CO-LOG", "params": {"days": 30}}]
    second = [{"id": "CO-INCIDENT", "params": {"hours": 72}}]

    names = [condition["id"] for condition in merge(PACK, [first, second])]

    assert names == ["CO-RATE", "CO-LOG", "CO-INCIDENT"]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_no_order_and_no_repetition_makes_a_limit_laxer(values):
    conditions = [[{"id": "CO-RATE", "params": {"rpm": value}}] for value in values]

    results = [merge(PACK, order) for order in (conditions, conditions[::-1], conditions * 2)]

    assert all(result[0]["params"]["rpm"] == min(values) for result in results)
