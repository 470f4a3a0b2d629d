"""Which checks are shown, what stops an approval, and when does the tier go down a step?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.assessment import assess
from guidelines.checklist import Review, UnknownName
from guidelines.expressions import MARKS
from guidelines.pack import Tier
from tests.guidelines.test_effective_answers import PACK, applications

CHECKS = st.sampled_from(list(PACK.check_index))
reviews = st.builds(
    Review,
    checks=st.dictionaries(CHECKS, st.sampled_from(MARKS)),
    evidence=st.frozensets(CHECKS),
    conditions=st.frozensets(st.sampled_from(list(PACK.condition_index))),
    opened=st.frozensets(CHECKS, max_size=3),
    raised_to=st.none() | st.sampled_from(list(Tier)),
)


def marked(result, mark="meets", **others):
    """Every shown check with one mark, except those named with `_` for `-`."""
    others = {f"CK-{name.removeprefix('CK_')}": value for name, value in others.items()}
    return {check.id: mark for check in result.shown} | others


def gate_of(answers, checks, **parts):
    result = assess(PACK, answers, Review(checks=checks, **parts))
    return [(one.check, one.reason) for one in result.gate]


@pytest.mark.parametrize(
    ("check", "mark", "reason"),
    [
        ("CK-01", "", "unanswered"),
        ("CK-01", "meets", None),
        ("CK-01", "n_a", None),
        ("CK-01", "unclear", "question_open"),
        ("CK-01", "gap", "blocker_gap"),
        ("CK-01", "violates", "blocker_violates"),
        ("CK-03", "", "unanswered"),
        ("CK-03", "meets", None),
        ("CK-03", "n_a", None),
        ("CK-03", "unclear", "question_open"),
        ("CK-03", "gap", "gap_without_fix"),
        ("CK-03", "violates", "major_violates"),
        ("CK-06", "", "unanswered"),
        ("CK-06", "meets", None),
        ("CK-06", "n_a", None),
        ("CK-06", "unclear", "question_open"),
        ("CK-06", "gap", None),
        ("CK-06", "violates", None),
    ],
)
def test_a_mark_stops_or_not_by_severity(answers, check, mark, reason):
    marks = {**marked(assess(PACK, answers)), check: mark}

    expected = [(check, reason)] if reason else []
    assert gate_of(answers, marks) == expected


def test_a_gap_in_a_major_check_passes_with_one_of_its_fixes(answers):
    marks = {**marked(assess(PACK, answers)), "CK-03": "gap"}

    assert gate_of(answers, marks, conditions=frozenset({"CO-SIGNIN"})) == []
    assert gate_of(answers, marks, conditions=frozenset({"CO-RATE"})) == [
        ("CK-03", "gap_without_fix")
    ]


def test_a_gap_in_a_blocker_stops_whatever_the_conditions(answers):
    marks = {**marked(assess(PACK, answers)), "CK-GP12a": "gap"}

    assert gate_of(answers, marks, conditions=frozenset({"CO-HITL", "CO-APPEAL"})) == [
        ("CK-GP12a", "blocker_gap")
    ]


def test_a_check_opened_by_hand_must_be_marked(answers):
    marks = marked(assess(PACK, answers))

    assert gate_of(answers, marks, opened=frozenset({"CK-28"})) == [("CK-28", "unanswered")]


@pytest.mark.parametrize(
    ("review", "message"),
    [
        (Review(checks={"CK-99": "meets"}), "The policy pack has no check CK-99."),
        (Review(checks={"CK-01": "fine"}), "The policy pack has no mark fine."),
        (Review(evidence=frozenset({"CK-99"})), "The policy pack has no check CK-99."),
        (
            Review(opened=frozenset({"CK-98", "CK-99"})),
            "The policy pack has no check CK-98, CK-99.",
        ),
        (Review(conditions=frozenset({"CO-X"})), "The policy pack has no condition CO-X."),
    ],
)
def test_an_unknown_name_is_an_error_of_the_caller(review, message):
    with pytest.raises(UnknownName) as refusal:
        assess(PACK, {}, review)

    assert str(refusal.value) == message


# --- residual tier ------------------------------------------------------------------------------
@pytest.fixture
def medium(answers):
    """Medium by points alone: the floor is low."""
    return {**answers, "C1": "business_customers", "B6": "long_free_text", "E1": "sample_after"}


def residual_of(answers, **parts):
    result = assess(PACK, answers)
    shown = [check.id for check in result.shown]
    review = {"checks": dict.fromkeys(shown, "meets"), "evidence": frozenset(shown), **parts}
    return assess(PACK, answers, Review(**review)).residual


def test_a_complete_checklist_lowers_the_tier_one_step(medium):
    assert assess(PACK, medium).tier == "medium"
    assert assess(PACK, medium).verdict.floor == "low"
    assert residual_of(medium) == "low"


def test_the_tier_stays_without_evidence_for_a_major_check(medium):
    shown = {check.id for check in assess(PACK, medium).shown}

    assert residual_of(medium, evidence=frozenset(shown - {"CK-03"})) == "medium"


def test_evidence_for_blockers_and_minor_checks_does_not_matter(medium):
    shown = assess(PACK, medium).shown
    major = frozenset(check.id for check in shown if check.severity == "major")

    assert residual_of(medium, evidence=major) == "low"


@pytest.mark.parametrize(
    ("check", "mark", "expected"),
    [
        ("CK-01", "n_a", "low"),
        ("CK-01", "", "medium"),
        ("CK-01", "gap", "medium"),
        ("CK-03", "n_a", "low"),
        ("CK-03", "gap", "medium"),
        ("CK-03", "unclear", "medium"),
        ("CK-06", "gap", "low"),
        ("CK-06", "", "low"),
    ],
)
def test_one_mark_decides_whether_the_tier_goes_down(medium, check, mark, expected):
    shown = assess(PACK, medium).shown
    checks = {**{one.id: "meets" for one in shown}, check: mark}

    assert residual_of(medium, checks=checks) == expected


def test_the_tier_never_goes_below_the_floor(answers, examples):
    high = examples["ex-04-cv-ranking"]["answers"]

    assert residual_of(high) == "high"
    assert residual_of({**answers, "D1": ["GS-12"], "D4": "background_only"}) == "medium"


def test_a_low_tier_stays_low(answers):
    assert residual_of(answers) == "low"


@settings(max_examples=120, deadline=None)
@given(applications, reviews)
def test_the_outcome_follows_from_its_parts(answers, review):
    result = assess(PACK, answers, review)

    shown = {check.id for check in result.shown}
    assert [one.check for one in result.gate] == [
        c.id for c in PACK.checks if c.id in {one.check for one in result.gate}
    ]
    assert {one.check for one in result.gate} <= shown
    assert {check for check, mark in result.marks.items() if mark} <= shown & set(review.checks)
    assert (result.outcome == "cannot_be_submitted") is bool(result.invalid or result.missing)
    if result.outcome == "can_be_approved":
        assert not result.gate
        assert result.review_tier != "prohibited"
    assert result.residual.rank in {result.tier.rank, result.tier.rank - 1}
    assert result.residual.is_at_least(result.verdict.floor)


@settings(max_examples=120, deadline=None)
@given(applications, reviews)
def test_the_gate_is_empty_only_if_every_shown_check_passes(answers, review):
    result = assess(PACK, answers, review)

    passes = all(_passes(check, result.marks[check.id], review) for check in result.shown)
    assert passes is not bool(result.gate)


def _passes(check, mark, review):
    if mark in {"meets", "n_a"}:
        return True
    if mark == "gap":
        fixed = bool(set(check.fixes) & review.conditions)
        return check.severity == "minor" or (check.severity == "major" and fixed)
    return mark == "violates" and check.severity == "minor"


@settings(max_examples=60, deadline=None)
@given(applications, reviews)
def test_a_result_can_be_recomputed_from_its_record(answers, review):
    result = assess(PACK, answers, review)

    again = assess(
        PACK,
        result.record["answers"],
        Review(
            checks=result.record["checks"],
            evidence=review.evidence,
            opened=review.opened,
            raised_to=review.raised_to,
        ),
    )

    assert again.tier == result.tier
    assert again.sha256 == result.sha256
