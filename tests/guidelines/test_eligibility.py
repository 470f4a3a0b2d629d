"""Does the check before sign-up come to one outcome, whatever is answered, and cite its clauses?"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines import loading
from guidelines.eligibility import Kind, cited
from guidelines.pack_errors import PackRefused

PACK = loading.load_folder(loading.STARTER)
CHECK = PACK.eligibility
NONE = {"access": ["own_calls"], "purpose": ["none"], "domains": ["none"], "effect": ["informs"]}


def walked(**given):
    answers = CHECK.read({**NONE, **given})
    return CHECK.walk(answers), answers


def clauses(**given):
    return [one.clause.id for one in cited(PACK, *walked(**given))]


def first_that_holds(answers):
    """The rule of the format, written down a second time: all answers, first outcome."""
    values = {
        one.id: answers[one.id][0] if one.type == "single" else list(answers[one.id])
        for one in CHECK.questions
    }
    return next(outcome for outcome in CHECK.outcomes if outcome.when.holds(values))


def whole(question):
    """Any answer that a browser can send to a question."""
    alone = st.sampled_from(question.options).map(lambda option: [option.value])
    if question.type == "single":
        return alone
    several = [option.value for option in question.options if not option.exclusive]
    return alone | st.lists(st.sampled_from(several), min_size=1, unique=True)


def test_the_starter_asks_four_questions():
    assert [question.id for question in CHECK.questions] == list(NONE)


@given(st.fixed_dictionaries({question.id: whole(question) for question in CHECK.questions}))
def test_any_answers_come_to_the_first_outcome_that_holds(given):
    answers = CHECK.read(given)

    walk = CHECK.walk(answers)

    assert walk.question is None
    assert walk.outcome is first_that_holds(answers)


def test_every_outcome_is_reached_and_every_refusal_cites_a_clause():
    reached = set()
    for chosen in product(*(question.options for question in CHECK.questions)):
        given = {q.id: [o.value] for q, o in zip(CHECK.questions, chosen, strict=True)}
        answers = CHECK.read(given)
        walk = CHECK.walk(answers)
        reached.add(walk.outcome)
        has_clauses = bool(cited(PACK, walk, answers))
        assert has_clauses == (walk.outcome.kind in {Kind.REFUSED, Kind.SCRUTINY})

    assert reached == set(CHECK.outcomes)


@given(
    st.dictionaries(
        st.sampled_from([*NONE, "name", "__class__"]),
        st.lists(st.text() | st.sampled_from(["none", "own_calls", "health", "informs"])),
    )
)
def test_whatever_an_address_carries_leads_to_a_question_or_to_an_outcome(given):
    answers = CHECK.read(given)

    walk = CHECK.walk(answers)

    assert (walk.question is None) != (walk.outcome is None)
    assert answers.keys() <= NONE.keys()
    assert len(walk.asked) <= len(CHECK.questions)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"access": ["not_yet"]}, Kind.NOT_NEEDED),
        ({"access": ["through_others"]}, Kind.NOT_NEEDED),
        ({"access": ["approved_already"]}, Kind.CHANGE),
        ({"purpose": ["attacks"]}, Kind.REFUSED),
        ({"effect": ["decides_alone"]}, Kind.REFUSED),
        ({"domains": ["health"]}, Kind.SCRUTINY),
        ({"domains": ["health"], "effect": ["decides_alone"]}, Kind.REFUSED),
        ({}, Kind.NEEDED),
    ],
)
def test_the_starter_says_what_its_clauses_say(given, kind):
    assert walked(**given)[0].outcome.kind is kind


def test_a_refusal_cites_what_is_prohibited_and_a_harder_look_what_needs_scrutiny():
    assert clauses(purpose=["violence", "attacks"]) == ["GP-02", "GP-03", "GP-04"]
    assert clauses(domains=["law", "health"]) == ["GS-01", "GS-02"]
    assert clauses(domains=["health"], effect=["decides_alone"]) == ["GP-12"]
    assert clauses() == []


def test_a_question_that_cannot_change_the_outcome_is_not_asked():
    walk = CHECK.walk(CHECK.read({"access": ["not_yet"], "purpose": ["attacks"]}))

    assert [question.id for question in walk.asked] == ["access"]
    assert walk.outcome.id == "EL-1"


def test_the_first_question_without_an_answer_comes_next():
    walk = CHECK.walk(CHECK.read({"access": ["own_calls"], "domains": ["health"]}))

    assert walk.question.id == "purpose"


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("access", []),
        ("access", ["own_calls", "not_yet"]),
        ("access", ["elsewhere"]),
        ("purpose", ["none", "attacks"]),
        ("purpose", ["attacks", "flying"]),
    ],
)
def test_what_is_no_answer_is_asked_again(question, values):
    walk, answers = walked(**{question: values})

    assert question not in answers
    assert walk.question.id == question


def test_each_choice_counts_once_in_the_order_of_the_pack():
    answers = CHECK.read({"domains": ["law", "health", "law"]})

    assert answers == {"domains": ("health", "law")}


def test_a_pack_may_do_without_the_check(content):
    del content["eligibility"]
    content["pack"]["files"].remove("eligibility.yaml")

    assert loading.load(content).eligibility is None


# --- what is refused at publication ---------------------------------------------------------------
def question(content, name):
    return next(one for one in content["eligibility"]["questions"] if one["id"] == name)


def outcome(content, name):
    return next(one for one in content["eligibility"]["outcomes"] if one["id"] == name)


def missing_although_named(content):
    del content["eligibility"]


def there_although_not_named(content):
    content["pack"]["files"].remove("eligibility.yaml")


def a_second_access(content):
    question(content, "purpose")["id"] = "access"


def a_second_option(content):
    question(content, "effect")["options"][0]["value"] = "informs"


def a_second_outcome(content):
    outcome(content, "EL-2")["id"] = "EL-1"


def an_unknown_clause(content):
    question(content, "purpose")["options"][0]["clauses"] = ["GP-99"]


def an_unknown_example(content):
    content["eligibility"]["examples"].append("GS-99")


def nothing_for_who_has_none(content):
    question(content, "domains")["options"].pop()


def alone_where_all_are(content):
    question(content, "effect")["options"][0]["exclusive"] = True


def no_last_word(content):
    outcome(content, "EL-7")["when"] = "answers.effect == 'informs'"


def an_early_last_word(content):
    outcome(content, "EL-1")["when"] = "true"


def an_idle_question(content):
    outcome(content, "EL-5")["when"] = "answers.access == 'own_calls'"


def a_refusal_without_a_clause(content):
    outcome(content, "EL-2")["kind"] = "refused"


def a_question_of_the_form(content):
    outcome(content, "EL-5")["when"] = "answers.A8 == true"


def no_such_option(content):
    outcome(content, "EL-5")["when"] = "answers.effect == 'flies'"


def no_expression(content):
    outcome(content, "EL-5")["when"] = "effect"


def no_such_kind(content):
    outcome(content, "EL-5")["kind"] = "perhaps"


MISTAKES = [
    (missing_although_named, "pack.yaml: files: names eligibility.yaml, which is missing"),
    (there_although_not_named, "pack.yaml: files: does not name eligibility.yaml"),
    (a_second_access, "access: the id access is given more than once"),
    (a_second_option, "effect: the option informs is given more than once"),
    (a_second_outcome, "EL-1: the id EL-1 is given more than once"),
    (an_unknown_clause, "purpose: names the clause GP-99, which does not exist"),
    (an_unknown_example, "examples: names the clause GS-99, which does not exist"),
    (nothing_for_who_has_none, "domains: has no exclusive option"),
    (alone_where_all_are, "effect: has an exclusive option"),
    (no_last_word, "EL-7: is the last outcome, so that its `when` has to be true"),
    (an_early_last_word, "EL-1: reads no answer, so that no later outcome could hold"),
    (an_idle_question, "effect: is asked, but no outcome reads the answer"),
    (a_refusal_without_a_clause, "EL-2: cites prohibited clauses, but none of its answers has one"),
    (a_question_of_the_form, "EL-5: the expression names the question 'A8'"),
    (no_such_option, "EL-5: the expression names 'flies', which is no option of effect"),
    (no_expression, "EL-5: the expression has effect"),
    (no_such_kind, "EL-5, kind: 'perhaps' is not one of"),
]


@pytest.mark.parametrize(("spoil", "said"), MISTAKES)
def test_a_mistake_is_named_by_file_entry_and_reason(content, spoil, said):
    spoil(content)

    with pytest.raises(PackRefused) as refusal:
        loading.load(content)

    assert said in str(refusal.value)
