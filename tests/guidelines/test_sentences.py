"""Does every code that a question can get come with a sentence that a person understands?"""

import pytest

from guidelines.answers import check, sentence
from guidelines.sentences import unknown_question
from tests.guidelines.test_answer_codes import INVALID

SENTENCES = [
    ("A1", "missing", "Enter the organisation, or your full name if you apply alone"),
    ("A1", "wrong_type", "Organisation must be text"),
    ("A1", "bad_format", "Organisation must not hold characters that cannot be stored"),
    ("A1", "too_long", "Organisation must be 200 characters or fewer"),
    (
        "B3",
        "too_short",
        (
            "The answer to 'Step by step: what goes in, what the model does, what comes out, who "
            "sees it' must be 200 characters or more"
        ),
    ),
    ("B7", "bad_format", "Demo must be an address that starts with https:// and has no spaces"),
    ("I2", "bad_format", "Planned launch must be a real date, such as 2026-05-31"),
    (
        "A8",
        "wrong_type",
        (
            "The answer to 'Has a model provider ever refused, limited or ended "
            "access for this product or team?' must be yes or no"
        ),
    ),
    ("J1", "wrong_type", "The answer to 'I have read the usage guidelines' must be yes or no"),
    (
        "G3",
        "out_of_range",
        (
            "The answer to 'For how many days do you keep prompts and outputs?' must be between 0 "
            "and 36,500"
        ),
    ),
    (
        "F3",
        "out_of_range",
        (
            "Limit for each end user must be in range: Requests per minute between 0 and "
            "1,000,000,000; Requests per day between 0 and 1,000,000,000"
        ),
    ),
    (
        "A4",
        "unknown_option",
        ("Country where the organisation is established must be one of the options offered"),
    ),
    ("C4", "bad_format", "Languages supported must hold only language codes, such as en or pt-BR"),
    ("C4", "duplicate_option", "Languages supported must hold each option only once"),
    (
        "D1",
        "exclusive_option",
        (
            "The answer to 'Which domains under extra scrutiny does it touch?' cannot hold 'None "
            "of these' together with another option"
        ),
    ),
    ("D8", "unknown_option", "Written authorisation must be files that end in pdf, md or txt"),
    (
        "H2",
        "unknown_option",
        (
            "Red-team report must have one of the formats garak_jsonl, "
            "inspect_json, inspect_eval, csv or pdf"
        ),
    ),
]


@pytest.mark.parametrize(("question", "code", "expected"), SENTENCES)
def test_a_code_has_its_sentence(pack, question, code, expected):
    assert sentence(pack.question(question), code) == expected


@pytest.mark.parametrize(("question", "given", "code"), INVALID)
def test_every_code_that_occurs_has_a_sentence(question, given, code):
    assert sentence(question, check(question, given).code)


def test_one_ending_needs_no_list():
    question = next(one for one, _, code in INVALID if one.type == "files")

    assert sentence(question, "unknown_option") == "Label must be files that end in md or pdf"


def test_an_unknown_question_is_named():
    assert unknown_question("Z9") == "The form has no question Z9"
