"""Do conditions fit the pack's schema, and do limits follow from them?"""

from pathlib import Path

import pytest

from applications.conditions import ConditionInvalid, complete_all, defaults, gateway_limits
from guidelines.loading import load_folder

PACK = load_folder(Path(__file__).parents[2] / "guidelines" / "starter")
RATE = {"id": "CO-RATE", "params": {"rpm": 30, "scope": "key"}}


def refused(*conditions, tier="low"):
    with pytest.raises(ConditionInvalid) as caught:
        complete_all(PACK, conditions, tier=tier)
    return caught.value


def test_the_tiers_defaults_are_filled_in_and_what_is_given_wins():
    given = {"id": "CO-RATE", "params": {"rpm": 5}}

    (filled,) = complete_all(PACK, [given], tier="high")

    assert filled == {"id": "CO-RATE", "params": {"rpm": 5, "scope": "end_user"}}


def test_default_conditions_come_from_the_tiers_consequences():
    assert [condition["id"] for condition in defaults(PACK, "low")] == [
        "CO-RATE",
        "CO-INCIDENT",
        "CO-RECERT",
    ]


def test_a_missing_required_field_is_named():
    error = refused({"id": "CO-SPEND", "params": {"month": 100, "hard": True}})

    assert error.pointers == {"CO-SPEND.currency": "Enter 'Currency'."}


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"rpm": True}, "CO-RATE.rpm"),
        ({"rpm": 1.5}, "CO-RATE.rpm"),
        ({"rpm": -1}, "CO-RATE.rpm"),
        ({"rpm": 10**13}, "CO-RATE.rpm"),
        ({"rpm": "60"}, "CO-RATE.rpm"),
        ({"scope": "planet"}, "CO-RATE.scope"),
        ({"scope": ["key"]}, "CO-RATE.scope"),
        ({"speed": 1}, "CO-RATE.speed"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(params, pointer):
    assert list(refused({"id": "CO-RATE", "params": params}).pointers) == [pointer]


@pytest.mark.parametrize("until", ["2026-2-1", "2026-02-30", "tomorrow", 20260201])
def test_a_date_must_be_a_real_one(until):
    pilot = {"id": "CO-PILOT", "params": {"max_users": 5, "until": until}}

    assert list(refused(pilot).pointers) == ["CO-PILOT.until"]


@pytest.mark.parametrize("month", [float("nan"), float("inf"), "10", None])
def test_an_amount_must_be_a_finite_number(month):
    spend = {"id": "CO-SPEND", "params": {"currency": "EUR", "month": month, "hard": False}}

    assert list(refused(spend).pointers) == ["CO-SPEND.month"]


def test_unknown_and_repeated_conditions_are_refused():
    assert "CO-MAGIC" in str(refused({"id": "CO-MAGIC", "params": {}}))
    assert "CO-RATE" in str(refused(RATE, RATE))


def test_params_that_are_no_map_count_as_none_given():
    (filled,) = complete_all(PACK, [{"id": "CO-RATE", "params": [1]}], tier="low")

    assert filled["params"] == {"rpm": 60, "scope": "key"}


def test_only_what_the_gateway_enforces_becomes_a_limit():
    limits = gateway_limits(PACK, (RATE, {"id": "CO-INCIDENT", "params": {"hours": 72}}))

    assert limits == {"CO-RATE": {"rpm": 30, "scope": "key"}}
