"""Which tier follows, and does it only ever rise when more is found?"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines import tiers
from guidelines.assessment import assess
from guidelines.checklist import Review
from guidelines.expressions import Vocabulary, compiled
from guidelines.pack import Floor, Stop, Tier, strictest
from tests.guidelines.test_effective_answers import PACK, applications

ALWAYS = compiled("true", vocabulary=Vocabulary(questions={}))
BLOCKER = "CK-GP07a"
LINES = {line.id: line for line in PACK.points}


def effective_of(answers):
    return assess(PACK, answers).effective.answers


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], "low"),
        ([Tier.LOW], "low"),
        ([Tier.MEDIUM, Tier.LOW], "medium"),
        ([Tier.HIGH, Tier.MEDIUM], "high"),
        ([Tier.LOW, Tier.PROHIBITED, Tier.HIGH], "prohibited"),
    ],
)
def test_the_strictest_tier_wins(found, expected):
    assert strictest(*found) == expected


def test_an_empty_application_fires_nothing_and_gets_the_worst_points():
    result = assess(PACK, {})

    assert result.fired == ()
    assert (result.verdict.floor, result.verdict.points, result.verdict.band) == ("low", 20, "high")
    assert result.verdict.points_by_line == {
        "PT-AUD": 3,
        "PT-IN": 2,
        "PT-OUT": 3,
        "PT-HUM": 3,
        "PT-AFF": 3,
        "PT-DATA": 3,
        "PT-SCALE": 3,
        "PT-ID": 0,
    }


@pytest.mark.parametrize(
    ("line", "answers", "points"),
    [
        ("PT-ID", {"C1": "own_staff"}, 0),
        ("PT-ID", {"C1": "general_public"}, 2),
        ("PT-ID", {"C1": "general_public", "F1": "email"}, 1),
        ("PT-ID", {"C1": "general_public", "F1": "e-mail"}, 2),
        ("PT-SCALE", {"C2": {"m6": 0}}, 0),
        ("PT-SCALE", {"C2": {"m6": 999}}, 0),
        ("PT-SCALE", {"C2": {"m6": 1000}}, 1),
        ("PT-SCALE", {"C2": {"m6": 99_999}}, 1),
        ("PT-SCALE", {"C2": {"m6": 100_000}}, 2),
        ("PT-SCALE", {"C2": {"m6": 1_000_000}}, 3),
        ("PT-SCALE", {"C2": {"m1": 1}}, 3),
        ("PT-SCALE", {"C2": {"m1": -1, "m6": 1}}, 3),
        ("PT-AFF", {"C7": ["nobody"]}, 0),
        ("PT-AFF", {"C7": ["people_described_in_input", "students"]}, 2),
        ("PT-AFF", {"C7": []}, 3),
        ("PT-DATA", {"G1": ["contact", "health"]}, 3),
        ("PT-AUD", {"C1": "own_team_up_to_5"}, 0),
    ],
)
def test_a_line_gives_its_points(line, answers, points):
    assert tiers.points_of(LINES[line], effective_of(answers)) == points


def test_a_number_question_is_counted_by_bands():
    line = replace(LINES["PT-SCALE"], question="G3", field=None)

    assert tiers.points_of(line, effective_of({"G3": 0})) == 0
    assert tiers.points_of(line, effective_of({"G3": 1001})) == 1
    assert tiers.points_of(line, effective_of({})) == 3


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "low"), (6, "low"), (7, "medium"), (12, "medium"), (13, "high"), (99, "high")],
)
def test_the_total_falls_into_a_band(total, band):
    flat = replace(LINES["PT-AUD"], values=dict.fromkeys(LINES["PT-AUD"].values, total))
    pack = replace(PACK, points=(flat,))

    assert assess(pack, {"C1": "own_staff"}).verdict.band == band


def test_a_violated_prohibited_clause_makes_the_application_prohibited(answers):
    result = assess(PACK, answers, Review(checks={BLOCKER: "violates"}))

    assert (result.form_tier, result.tier, result.residual) == ("low", "prohibited", "prohibited")
    assert [rule.id for rule in result.fired] == ["ST-2"]
    assert result.outcome == "must_be_refused"


def test_a_mark_never_changes_which_checks_are_shown(answers):
    before = assess(PACK, answers)

    after = assess(PACK, answers, Review(checks={BLOCKER: "violates"}))

    assert after.shown == before.shown
    assert after.missing == before.missing


def test_a_mark_on_a_check_that_is_not_shown_never_counts(answers):
    hidden = "CK-GP01b"

    result = assess(PACK, answers, Review(checks={hidden: "violates"}))

    assert result.tier == "low"
    assert result.record["checks"][hidden] == ""


def test_a_mark_on_a_check_opened_by_hand_counts(answers):
    hidden = "CK-GP01b"

    result = assess(PACK, answers, Review(checks={hidden: "violates"}, opened=frozenset({hidden})))

    assert result.tier == "prohibited"


@settings(max_examples=60, deadline=None)
@given(applications, st.sampled_from(list(Tier)))
def test_one_more_rule_never_lowers_the_tier(answers, tier):
    stops = (*PACK.stops, Stop("ST-9", "More", "None", ALWAYS))
    floors = (*PACK.floors, Floor("FL-99", "More", "None", ALWAYS, tier))
    before = assess(PACK, answers)

    stopped = assess(replace(PACK, stops=stops), answers)
    floored = assess(replace(PACK, floors=floors), answers)

    assert stopped.tier == "prohibited"
    assert floored.tier == strictest(before.tier, tier)


@settings(max_examples=60, deadline=None)
@given(applications, st.sampled_from(list(Tier)))
def test_an_override_up_never_lowers_anything(answers, tier):
    before = assess(PACK, answers)

    after = assess(PACK, answers, Review(raised_to=tier))

    assert after.tier == before.tier
    assert after.review_tier == strictest(before.tier, tier)
    assert after.grant_tier == strictest(after.residual, tier)
    assert set(before.missing) <= set(after.missing)
    assert {check.id for check in before.shown} <= {check.id for check in after.shown}
