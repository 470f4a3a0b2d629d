"""What is missing, what follows, and what is kept so that anybody can recompute it?"""

import hashlib
import json

import pytest

from guidelines.assessment import assess, is_required
from guidelines.checklist import Review
from guidelines.pack import Tier


def without(answers, *questions):
    return {key: value for key, value in answers.items() if key not in questions}


def test_a_complete_application_can_be_submitted(pack, answers):
    result = assess(pack, answers)

    assert (result.missing, result.invalid, result.is_submittable) == ((), (), True)
    assert result.outcome == "needs_review"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("A1", "  "),
        ("A8", None),
        ("B4", []),
        ("B9", []),
        ("C2", {"m1": 5}),
        ("C2", {}),
        ("D2", {"GP-01": "neither"}),
        ("G3", None),
        ("J1", False),
        ("B8", ""),
    ],
)
def test_an_incomplete_answer_is_missing(pack, answers, question, value):
    result = assess(pack, {**answers, question: value})

    assert question in result.missing
    assert result.outcome == "cannot_be_submitted"


def test_an_invalid_answer_is_not_missing_too(pack, answers):
    result = assess(pack, {**answers, "A1": 5})

    assert result.missing == ()
    assert result.as_dict()["invalid"] == [{"question": "A1", "code": "wrong_type"}]
    assert result.outcome == "cannot_be_submitted"


def test_an_unknown_question_stops_the_submission(pack, answers):
    result = assess(pack, {**answers, "A99": ""})

    assert result.missing == ()
    assert not result.is_submittable


def test_optional_questions_are_never_missing(pack, answers):
    assert assess(pack, without(answers, "A7", "J7", "C8", "H1", "H2")).missing == ()


def test_a_tier_asks_for_more_answers(pack, answers):
    raised = {tier: assess(pack, answers, Review(raised_to=tier)).missing for tier in Tier}

    assert raised == {
        Tier.LOW: (),
        Tier.MEDIUM: ("C8", "H1"),
        Tier.HIGH: ("C8", "H1", "H2"),
        Tier.PROHIBITED: ("C8", "H1", "H2"),
    }


def test_a_mark_that_stops_asks_for_no_more_answers(pack, answers):
    assert assess(pack, answers, Review(checks={"CK-GP07a": "violates"})).missing == ()


@pytest.mark.parametrize(
    ("required", "tiers"),
    [
        ("always", list(Tier)),
        ("when_shown", list(Tier)),
        ("never", []),
        ("from_medium", [Tier.MEDIUM, Tier.HIGH, Tier.PROHIBITED]),
        ("from_high", [Tier.HIGH, Tier.PROHIBITED]),
    ],
)
def test_a_question_is_required_from_a_tier_on(pack, required, tiers):
    question = next(one for one in pack.questions if one.required == required)

    assert [tier for tier in Tier if is_required(question, tier=tier)] == tiers


def test_the_consequences_follow_the_raised_tiers(pack, answers):
    result = assess(pack, answers, Review(raised_to=Tier.HIGH))

    assert (result.tier, result.review_tier, result.grant_tier) == ("low", "high", "high")
    assert (result.review_consequence.reviewers, result.review_consequence.express) == (2, False)
    assert result.grant_consequence.recertify_months == 6
    assert result.rules_tier == "high"


def test_an_application_raised_to_prohibited_must_be_refused(pack, answers, examples):
    answers = examples["ex-04-cv-ranking"]["answers"]

    result = assess(pack, answers, Review(raised_to=Tier.PROHIBITED))

    assert result.tier == "high"
    assert result.outcome == "must_be_refused"


def test_fired_rules_explain_themselves(pack, examples):
    result = assess(pack, examples["ex-05-teen-tutor"]["answers"])

    rule = result.fired[0]
    assert (rule.id, rule.tier, rule.text) == ("FL-1", "high", "People under 18 can use it")
    assert rule.advice.startswith("If the product")


def test_the_record_holds_every_question_and_every_check(pack, answers):
    record = assess(pack, answers, Review(checks={"CK-01": "meets"})).record

    assert record["pack"] == "starter@1.1.0"
    assert record["answers"].keys() == pack.question_index.keys()
    assert record["checks"] == {**dict.fromkeys(pack.check_index, ""), "CK-01": "meets"}


def test_the_digest_is_that_of_canonical_json(pack, answers):
    result = assess(pack, {**answers, "A1": "Ünïcode & Söhne"})

    text = json.dumps(result.record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert result.sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_the_result_is_plain_json(pack, answers):
    result = assess(pack, answers).as_dict()

    assert json.loads(json.dumps(result)) == result
    assert all(type(value) in {str, int, bool, list, dict} for value in result.values())


def test_the_pack_can_be_looked_up_by_id(pack):
    assert pack.section("A").questions[0] == pack.question("A1")
    assert pack.clause("GP-07").reference == "GP-07@1.0.0"
    assert pack.check("CK-GP07a").clause == "GP-07"
    assert pack.condition("CO-RATE").params[0].name == "rpm"
    assert pack.source("JS-2022").basis == "primary"
    assert [check.id for check in pack.checks_of("GP-07")] == ["CK-GP07a", "CK-GP07b"]
    assert [one.id for one in pack.conditions_for("GP-07")] == ["CO-HITL", "CO-APPEAL", "CO-BIAS"]
    assert pack.question("A4").labels["DE"] == "Germany"
