"""Which questions do reviewers find without an answer?"""

from guidelines.assessment import assess
from guidelines.gaps import looks

LOW = "ex-01-minutes-summariser"


def open_questions(pack, answers):
    return {
        look.check.id: [question.id for question in look.gaps]
        for look in looks(assess(pack, answers))
        if look.gaps
    }


def test_an_optional_answer_that_a_check_looks_for_is_a_gap(pack, examples):
    assert open_questions(pack, examples[LOW]["answers"]) == {"CK-27": ["C8", "H1"]}


def test_an_answer_closes_the_gap(pack, examples):
    answers = examples[LOW]["answers"] | {"C8": "Accents of the north, by our own tests."}

    assert open_questions(pack, answers) == {"CK-27": ["H1"]}


def test_a_table_that_lacks_a_row_is_a_gap_wherever_it_is_looked_at(pack, examples):
    answers = examples[LOW]["answers"]
    partly = dict(list(answers["D2"].items())[1:])

    found = open_questions(pack, answers | {"D2": partly})

    lookers = {check.id for check in pack.checks if "D2" in check.evidence}
    assert {check for check, questions in found.items() if "D2" in questions} == (
        lookers & {check.id for check in assess(pack, answers).shown}
    )
    assert "CK-GP01a" in found


def test_a_question_that_does_not_apply_is_no_gap_and_is_not_looked_at(pack, examples):
    found = {look.check.id: look for look in looks(assess(pack, examples[LOW]["answers"]))}

    looked_at = [question.id for question in found["CK-GP02a"].questions]
    assert "D8" in pack.check("CK-GP02a").evidence
    assert "D8" not in looked_at
    assert found["CK-GP02a"].gaps == ()
