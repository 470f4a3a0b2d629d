"""Is every type of question drawn so that it can be answered without scripts, and sent back?"""

import re
from dataclasses import dataclass, replace

import pytest
from django.template.loader import render_to_string

from common.questions import ClauseLink, QuestionField, UploadedFile


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    exclusive: bool = False
    id: str = ""


FEW = [Option("a", "First"), Option("b", "Second"), Option("none", "None of these", exclusive=True)]
MANY = [Option(str(number), f"Option {number}") for number in range(21)]
TYPES = {
    "text": {"value": "Minutes"},
    "url": {"value": "https://example.org"},
    "long_text": {"value": "Line\nline", "max_length": 100},
    "number": {"value": "7"},
    "numbers": {"fields": [Option("", "Per minute", id="rpm")], "parts": {"rpm": "60"}},
    "date": {"value": "2027-01-31"},
    "yes_no": {"value": "false"},
    "single": {"options": FEW, "value": "b"},
    "multi": {"options": FEW, "values": ["a"]},
    "matrix": {"rows": [Option("GP-01", "Harm")], "options": FEW, "parts": {"GP-01": "b"}},
    "files": {"upload_url": "/upload/", "accept": ".pdf"},
    "evidence": {"upload_url": "/upload/", "formats": [("csv", "CSV")]},
    "attestation": {"value": "true"},
}


def question(kind, **values):
    """A question of one type, answered."""
    return QuestionField(id="B3", type=kind, label="What is it?", **{**TYPES[kind], **values})


def drawn(field):
    """The question's HTML, its white space made plain."""
    return re.sub(
        r"\s+", " ", render_to_string("partials/questions/question.html", {"field": field})
    )


@pytest.mark.parametrize("kind", TYPES)
def test_a_question_has_a_name_and_an_address(kind):
    page = drawn(question(kind))

    assert "What is it?" in page
    assert 'id="question-B3"' in page


@pytest.mark.parametrize("kind", TYPES)
def test_an_error_is_said_at_the_question_and_can_be_reached(kind):
    field = question(kind, error="Say what it is", help="In a few words.")

    page = drawn(field)

    assert "Error:</span> Say what it is" in page
    assert f'id="{field.first_control_id}"' in page
    assert 'id="q-B3-error"' in page


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_of_a_question_needs_an_inline_script_or_style(kind):
    page = drawn(question(kind))

    assert not re.search(r"<script| style=| on\w+=", page)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text", 'value="Minutes" id="q-B3" name="B3"'),
        ("number", 'value="7" id="q-B3" name="B3"'),
        ("date", 'value="2027-01-31" id="q-B3" name="B3"'),
        ("long_text", "> Line line</textarea>"),
        ("numbers", 'id="q-B3-rpm" name="B3.rpm" value="60"'),
        ("yes_no", 'name="B3" value="false" checked'),
        ("single", 'name="B3" value="b" checked'),
        ("multi", 'name="B3" value="a" checked'),
        ("matrix", 'name="B3.GP-01" value="b" checked'),
        ("attestation", 'value="true" checked id="q-B3" name="B3"'),
        ("evidence", 'name="B3.format"'),
    ],
)
def test_an_answer_is_shown_under_the_name_by_which_it_is_sent(kind, sent):
    assert sent in drawn(question(kind)).replace(" >", ">")


@pytest.mark.parametrize("kind", ["yes_no", "single", "multi", "matrix", "attestation"])
def test_nothing_is_chosen_before_somebody_chooses(kind):
    page = drawn(question(kind, value="", values=[], parts={}))

    assert " checked" not in page
    assert " selected" not in page


def test_an_option_that_stands_alone_says_so():
    assert drawn(question("multi")).count('data-behaviour="exclusive"') == 1


def test_a_long_list_of_one_choice_is_a_select():
    page = drawn(question("single", options=MANY, value="12"))

    assert "<select" in page
    assert '<option value="12" selected>' in page


def test_a_long_list_of_many_choices_scrolls_and_can_be_narrowed():
    page = drawn(question("multi", options=MANY))

    assert page.count('type="checkbox"') == 21
    assert 'data-filter="Narrow the list" tabindex="0" role="group"' in page


def test_what_was_chosen_from_a_long_list_comes_first():
    field = question("multi", options=MANY, values=["7", "3"])

    assert [option.value for option in field.shown_options][:4] == ["3", "7", "0", "1"]


def test_an_open_list_has_a_line_for_each_value_and_room_for_more():
    field = question("multi", options=[], values=["de", "en"], is_open=True, suggested=FEW)

    page = drawn(field)

    assert [line.value for line in field.lines] == ["de", "en", "", "", ""]
    assert page.count('name="B3"') == 5
    assert page.count('<option value="') == 3


def test_a_list_without_options_says_that_there_is_nothing_to_choose():
    assert "There is nothing to choose from yet." in drawn(question("multi", options=[]))


def test_a_file_is_shown_with_its_state_and_can_be_removed():
    file = UploadedFile(
        name="a.pdf",
        size=2048,
        status="Checked",
        colour="green",
        sha256="ab" * 32,
        remove_url="/r/",
    )

    page = drawn(question("files", files=[file]))

    assert "2.0\N{NO-BREAK SPACE}KB" in render_to_string(
        "partials/questions/uploaded.html", {"field": question("files", files=[file])}
    )
    assert 'formaction="/r/"' in page
    assert '<strong class="govuk-tag govuk-tag--green">Checked</strong>' in page


def test_a_question_names_its_clauses_and_that_it_is_sensitive():
    clause = ClauseLink(id="GP-05", title="Fraud", url="/guidelines/clauses/GP-05/")

    page = drawn(question("text", clauses=[clause], is_sensitive=True, optional_label="(optional)"))

    assert 'href="/guidelines/clauses/GP-05/"' in page
    assert "Reviewers see it only when they ask" in page
    assert "(optional)" in page


def test_a_question_is_saved_as_one_types_where_the_page_wants_that():
    field = question("text")

    assert "hx-post" not in drawn(field)
    assert 'hx-post="/save/"' in drawn(replace(field, autosave_url="/save/"))


def test_the_summary_lists_what_is_wrong_and_nothing_else():
    fields = [question("yes_no", error="Select yes or no"), question("text")]

    page = render_to_string("partials/questions/error_summary.html", {"fields": fields})

    assert page.count("<li>") == 1
    assert '<a href="#q-B3-1">Select yes or no</a>' in page
