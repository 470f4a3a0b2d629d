"""Does the form's JSON Schema say the same as the cleaners and the rules, in both directions?"""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from guidelines import json_schema_types as shapes
from guidelines import loading
from guidelines.answers import check, effective, is_incomplete
from guidelines.assessment import assess
from guidelines.expressions import Values, Vocabulary, compiled
from guidelines.json_schema import form_schema
from guidelines.json_schema_rules import shown
from tests.guidelines.test_answer_codes import INVALID, VALID
from tests.guidelines.test_effective_answers import applications, json_values, plausible

PACK = loading.load_folder(loading.STARTER)
SCHEMA = form_schema(PACK)
ASKED_AT_EVERY_TIER = {"always", "when_shown"}
CASES = [(question, value) for question, value, _ in (*VALID, *INVALID)]
NO_HOST = re.compile(r"[^\x21-\x7e]|//[^/?#]*[\[\]]")  # names beyond ASCII, odd literals of IPv6


def validator(schema):
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"]))


WHOLE = validator(SCHEMA)


def is_sayable(value):
    """Whether JSON Schema can tell: it knows no cutting, no half characters, and 1.0 is 1."""
    if isinstance(value, str):
        clean = value.replace("\r", "\n").strip()
        return value == clean and not re.search("[\ud800-\udfff]", value)
    if isinstance(value, float):
        return not value.is_integer()
    if isinstance(value, dict):
        return all(is_sayable(part) for pair in value.items() for part in pair)
    return all(map(is_sayable, value)) if isinstance(value, list) else True


def is_complete(question, value):
    checked = check(question, value)
    return checked.code is None and not is_incomplete(question, checked.value)


@pytest.mark.parametrize(("question", "value"), [case for case in CASES if is_sayable(case[1])])
def test_it_agrees_with_the_table_of_codes(question, value):
    accepted = validator(shapes.answer(question)).is_valid(value)
    whole = validator(shapes.complete(question)).is_valid(value)

    assert accepted == (check(question, value).code is None)
    assert whole == is_complete(question, value)


@settings(max_examples=150)
@given(st.data())
def test_it_agrees_with_the_cleaners_on_every_question(data):
    question = data.draw(st.sampled_from(PACK.questions), label="question")
    value = data.draw(plausible(question) | json_values, label="value")
    assume(is_sayable(value))

    assert validator(shapes.answer(question)).is_valid(value) == (
        check(question, value).code is None
    )
    assert validator(shapes.complete(question)).is_valid(value) == is_complete(question, value)


@settings(max_examples=150)
@given(st.text("ab.:/@?#[]1-\t é", max_size=20).map(lambda rest: f"https://{rest}"))
@example("https://a:b:c/@")
def test_it_agrees_about_addresses(address):
    assume(is_sayable(address) and not NO_HOST.search(address))
    [question] = [one for one in PACK.questions if one.id == "A2"]

    accepted = validator(shapes.answer(question)).is_valid(address)

    assert accepted == (check(question, address).code is None)


@settings(max_examples=60)
@given(applications, st.sets(st.sampled_from(sorted(PACK.question_index)), max_size=5))
def test_a_form_is_valid_if_nothing_is_wrong_and_nothing_lacks_that_is_always_asked(
    examples, drawn, changed
):
    answers = examples["ex-04-cv-ranking"]["answers"].copy()
    for question in changed:
        answers.pop(question, None)
        answers |= {question: drawn[question]} if question in drawn else {}
    assume(is_sayable(answers))

    assert WHOLE.is_valid(answers) == is_submittable_at_the_lowest_tier(answers)


def is_submittable_at_the_lowest_tier(answers):
    missing = assess(PACK, answers).missing
    always = [q for q in missing if PACK.question(q).required in ASKED_AT_EVERY_TIER]
    return not always and not any(check(PACK.question(q), v).code for q, v in answers.items())


RULES = [
    *sorted({q.show_if.source for q in PACK.questions if q.show_if}),
    "answers.A8 == false",
    "answers.J1 == false",
    "answers.A3 == 'company'",
    "answers.A3 == ''",
    "answers.A3 != 'company'",
    "answers.A1 != ''",
    "answers.A3 in ['', 'company']",
    "answers.A3 in ['']",
    "answers.B4.exists(x, x != 'code')",
    "answers.B4.exists(x, x == 'code')",
    "answers.D2.exists(r, answers.D2[r] == '')",
    "true",
    "!(true) || answers.A8 == true && !(answers.A3 == 'company')",
    "answers.A9 != ''",  # which is hidden unless A8 is true
]
VOCABULARY = Vocabulary({q.id: Values(q.type, q.option_values, q.pattern) for q in PACK.questions})


@pytest.mark.parametrize("source", RULES)
def test_every_rule_is_told_as_it_holds(source):
    rule = compiled(source, vocabulary=VOCABULARY)
    asked = replace(PACK.question("B1"), show_if=rule)
    told = validator({"$defs": SCHEMA["$defs"], **shown(asked, PACK)})
    named = {q: plausible(PACK.question(q)) for q in sorted({*rule.questions, "A8"})}

    @settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
    @given(st.fixed_dictionaries({}, optional=named))
    def agrees(answers):
        assume(not any(check(PACK.question(q), value).code for q, value in answers.items()))
        assume(is_sayable(answers))

        assert told.is_valid(answers) == rule.holds(effective(PACK, answers).answers)

    agrees()


def test_the_schema_is_one(examples):
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$id"] == "urn:gatehouse:form:starter@1.1.0"
    assert {name for name, one in examples.items() if WHOLE.is_valid(one["answers"])} == {*examples}


def test_it_says_what_json_schema_cannot(pack):
    described = form_schema(pack)["properties"]

    notes = {name: value for name, value in described["A5"].items() if name.startswith("x-")}
    assert notes == {
        "x-type": "text",
        "x-section": "A",
        "x-error": "Enter the name and role of the responsible person",
        "x-clauses": ["GP-12", "GP-13"],
        "x-required": "always",
        "x-sensitive": True,
    }
    assert described["A7"]["x-options-from"] == "own_applications"
    assert described["A9"]["x-show-if"] == "answers.A8 == true"
    assert {one.get("x-required-from") for one in described.values()} == {None, "medium", "high"}
    assert described["A3"]["oneOf"][0] == {"const": "individual", "title": "One person"}
