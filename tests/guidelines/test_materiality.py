"""Is a change a matter for reviewers, but for what the policy only wants recorded?"""

from dataclasses import replace

import pytest

from guidelines import loading
from guidelines.materiality import Ground, difference
from tests import cases


@pytest.fixture(scope="module")
def pack():
    return loading.load(loading.read_folder(loading.STARTER))


@pytest.fixture(scope="module")
def answers():
    return cases.example(cases.LOW)["answers"]


def compare(pack, before, after, *, is_same_pack=True):
    return difference(pack, before, after, is_same_pack=is_same_pack)


def test_nothing_changed_is_no_difference(pack, answers):
    found = compare(pack, answers, answers)

    assert (found.changed, found.grounds, found.is_material) == ((), (), False)


def test_what_the_policy_only_wants_recorded_needs_no_review(pack, answers):
    found = compare(pack, answers, {**answers, "I2": "2031-05-01"})

    assert [one.question.id for one in found.changed] == ["I2"]
    assert not found.changed[0].is_material
    assert not found.is_material


def test_another_purpose_needs_a_review_although_no_check_and_no_rule_reads_it(pack, answers):
    found = compare(pack, answers, {**answers, "B2": "It ranks applicants for a job."})

    (changed,) = found.changed
    assert (changed.question.id, changed.checks, changed.rules) == ("B2", (), ())
    assert changed.is_material
    assert found.grounds == (Ground.ANSWER,)


def test_what_is_only_recorded_needs_a_review_once_a_check_looks_at_it(pack, answers):
    looking = replace(pack.checks[0], evidence=("I2",))
    found = compare(
        replace(pack, checks=(looking, *pack.checks[1:])), answers, {**answers, "I2": "2031-05-01"}
    )

    assert found.grounds == (Ground.EVIDENCE,)


def test_an_answer_that_a_shown_check_looks_at_needs_one(pack, answers):
    found = compare(pack, answers, {**answers, "B3": "What goes in is other now. " * 20})

    (changed,) = found.changed
    assert changed.question.id == "B3"
    assert changed.checks
    assert all("B3" in pack.check(check).evidence for check in changed.checks)
    assert found.grounds == (Ground.ANSWER, Ground.EVIDENCE)


def test_a_check_that_nobody_sees_gives_no_ground(pack, answers):
    hidden = [replace(check, when=pack.checks[0].when) for check in pack.checks]
    never = replace(hidden[0], evidence=("I2",), when=pack.stops[0].when)
    found = compare(
        replace(pack, checks=(never, *hidden[1:])), answers, {**answers, "I2": "2031-05-01"}
    )

    assert not found.is_material


def test_every_question_that_a_rule_reads_gives_a_ground(pack, answers):
    rules = (*pack.checks, *pack.stops, *pack.floors)
    read = {q for rule in rules for q in rule.when.questions}
    read |= {line.question for line in pack.points}
    read |= {q for line in pack.points if line.only_if for q in line.only_if.questions}
    read |= {q for one in pack.questions if one.show_if for q in one.show_if.questions}
    empty = {q: value for q, value in answers.items() if q not in read}

    found = compare(pack, answers, empty)

    named = {one.question.id: one for one in found.changed}
    assert read & set(answers) & set(named)
    assert all(named[q].rules for q in read & set(named))
    assert Ground.RULE in found.grounds


def test_another_tier_is_named(pack, answers):
    found = compare(pack, answers, cases.example(cases.HIGH)["answers"])

    assert {Ground.TIER, Ground.RULES, Ground.CHECKS, Ground.CONDITIONS} <= set(found.grounds)


def test_a_new_version_of_the_policy_is_a_ground_by_itself(pack, answers):
    assert compare(pack, answers, answers, is_same_pack=False).grounds == (Ground.PACK,)


def test_answers_to_questions_that_are_gone_do_not_count(pack, answers):
    assert not compare(pack, {**answers, "Z9": "Gone."}, answers).is_material


def test_an_agreement_is_no_change(pack, answers):
    unticked = {q: value for q, value in answers.items() if value is not True}
    agreed = {q.id for q in pack.questions if q.type == "attestation"}

    found = compare(pack, answers, unticked)

    assert not agreed & {one.question.id for one in found.changed}
