"""Which answers count? One pass in form order, and nothing hidden ever takes part."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines import loading
from guidelines.answers import Invalid, effective, empty_value
from guidelines.assessment import assess

PACK = loading.load_folder(loading.STARTER)
SLOW = settings(max_examples=80, deadline=None)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def plausible(question):
    """Values that are often valid, so that the properties see every corner of the form."""
    options = st.sampled_from(sorted(question.option_values) or ["de", "GA-1"])
    return {
        "yes_no": st.booleans(),
        "attestation": st.booleans(),
        "single": options,
        "multi": st.lists(options, max_size=3),
        "number": st.integers(-1, 40000),
        "numbers": st.fixed_dictionaries(
            {field.id: st.none() | st.integers(0, 2_000_000) for field in question.fields}
        ),
        "matrix": st.dictionaries(
            st.sampled_from([row.value for row in question.rows] or ["-"]), options, max_size=13
        ),
    }.get(question.type, st.text(max_size=30))


applications = st.fixed_dictionaries(
    {}, optional={question.id: plausible(question) | json_values for question in PACK.questions}
)


def test_every_question_has_its_empty_value_without_answers():
    found = effective(PACK, {})

    assert found.answers == {question.id: empty_value(question) for question in PACK.questions}
    assert found.invalid == found.hidden_but_answered == ()


def test_an_answer_to_a_hidden_question_does_not_count():
    found = effective(PACK, {"A8": False, "A9": "We were refused."})

    assert found.answers["A9"] == ""
    assert "A9" not in found.visible
    assert found.hidden_but_answered == ("A9",)
    assert found.invalid == ()


def test_an_invalid_answer_to_a_hidden_question_is_no_error():
    found = effective(PACK, {"A9": ["not", "text"]})

    assert found.invalid == ()
    assert found.hidden_but_answered == ("A9",)


def test_an_empty_answer_to_a_hidden_question_is_not_reported():
    assert effective(PACK, {"A9": " \r\n "}).hidden_but_answered == ()


def test_an_invalid_answer_hides_what_depends_on_it():
    found = effective(PACK, {"A8": "yes", "A9": "Something happened."})

    assert found.invalid == (Invalid("A8", "wrong_type"),)
    assert "A9" not in found.visible


def test_invalid_answers_come_in_form_order_and_unknown_ids_last_and_sorted():
    found = effective(PACK, {"Z2": None, "J1": 1, "B1": 2, "a": 3, "Z10": 4})

    assert found.invalid == (
        Invalid("B1", "wrong_type"),
        Invalid("J1", "wrong_type"),
        Invalid("Z10", "unknown_question"),
        Invalid("Z2", "unknown_question"),
        Invalid("a", "unknown_question"),
    )


def test_a_chain_of_questions_opens_in_one_pass():
    found = effective(PACK, {"C3": ["DE"], "D5": False, "D6": "Because."})

    assert {"D5", "D6"} <= set(found.visible)
    assert found.answers["D6"] == "Because."


@SLOW
@given(st.dictionaries(st.text() | st.sampled_from(list(PACK.question_index)), json_values))
def test_no_json_makes_an_assessment_fail(answers):
    result = assess(PACK, answers)

    assert result.as_dict()["valid"] is (not result.invalid)
    assert len(result.sha256) == 64


@SLOW
@given(applications)
def test_effective_answers_of_effective_answers_are_the_same(answers):
    once = effective(PACK, answers)

    twice = effective(PACK, once.answers)

    assert twice.answers == once.answers
    assert twice.visible == once.visible
    assert twice.invalid == twice.hidden_but_answered == ()


@SLOW
@given(applications, json_values)
def test_hidden_answers_never_change_the_result(answers, value):
    before = assess(PACK, answers)
    hidden = [q.id for q in PACK.questions if q.id not in before.effective.visible]

    after = assess(PACK, {**answers, **dict.fromkeys(hidden, value)})

    assert after.record == before.record
    assert {**after.as_dict(), "hidden_but_answered": []} == {
        **before.as_dict(),
        "hidden_but_answered": [],
    }


@SLOW
@given(applications)
def test_assessing_twice_gives_the_same(answers):
    first, second = assess(PACK, answers), assess(PACK, answers)

    assert first.as_dict() == second.as_dict()
    assert first.sha256 == second.sha256
