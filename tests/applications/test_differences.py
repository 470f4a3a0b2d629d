"""Are differences told so that both texts can be read back from them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import differences
from guidelines.pack import Field, Option, Question, Row


def side(pieces, *, without):
    return "".join(piece.text for piece in pieces if piece.kind != without)


@given(st.text(alphabet="ab \n日本ア", max_size=30), st.text(alphabet="ab \n日本ア", max_size=30))
def test_both_texts_can_be_read_back(before, after):
    pieces = differences.of_words(before, after)

    assert side(pieces, without="added") == before
    assert side(pieces, without="removed") == after


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("one two", "one two", [("same", "one two")]),
        ("one two", "one three", [("same", "one "), ("removed", "two"), ("added", "three")]),
        ("", "new", [("added", "new")]),
        ("東京で使う", "大阪で使う", [("removed", "東京"), ("added", "大阪"), ("same", "で使う")]),
    ],
)
def test_words_are_told_by_runs(before, after, expected):
    assert [(p.kind, p.text) for p in differences.of_words(before, after)] == expected


def test_chosen_options_are_told_line_by_line():
    pieces = differences.of_lines(["a", "b"], ["b", "c"])

    assert [(p.kind, p.text) for p in pieces] == [("removed", "a"), ("same", "b"), ("added", "c")]


def question(kind, **more):
    fields = {"label": "", "help": "", "required": "never", "error": "", "clauses": ()}
    return Question(id="B1", section="B", type=kind, **fields, **more)


OPTIONS = (Option("a", "Apples"), Option("b", "Pears"))


@pytest.mark.parametrize(
    ("asked", "before", "after", "expected"),
    [
        (
            question("text"),
            "one two",
            "one three",
            [("same", "one"), ("removed", "two"), ("added", "three")],
        ),
        (
            question("multi", options=OPTIONS),
            ["a"],
            ["a", "b"],
            [("same", "Apples"), ("added", "Pears")],
        ),
        (
            question("numbers", fields=(Field("x", "Users", 0, 9), Field("y", "Calls", 0, 9))),
            {"x": 1, "y": 2},
            {"x": 1, "y": 3},
            [("same", "Users: 1"), ("removed", "Calls: 2"), ("added", "Calls: 3")],
        ),
        (
            question("matrix", options=OPTIONS, rows=(Row("r", "Row"), Row("s", "Other"))),
            {"r": "a", "s": "a"},
            {"r": "b", "s": "a"},
            [("removed", "Row: Apples"), ("added", "Row: Pears"), ("same", "Other: Apples")],
        ),
        (
            question("files", accept=("pdf",)),
            [{"name": "a.pdf", "sha256": "0" * 64, "size": 1}],
            [{"name": "a.pdf", "sha256": "1" * 64, "size": 1}],
            [
                ("removed", "a.pdf (SHA-256 000000000000…)"),
                ("added", "a.pdf (SHA-256 111111111111…)"),
            ],
        ),
        (question("files", accept=("pdf",)), None, ["odd"], [("added", "odd")]),
        (question("yes_no"), True, None, [("removed", "Yes")]),
    ],
)
def test_every_type_of_answer_tells_its_difference(asked, before, after, expected):
    pieces = differences.of_answers(asked, before, after)

    assert [(p.kind, p.text.strip()) for p in pieces] == expected


def test_texts_too_long_to_compare_are_told_as_replaced():
    before, after = "a " * 3000, "b " * 3000

    pieces = differences.of_words(before, after)

    assert [(p.kind, p.text) for p in pieces] == [("removed", before), ("added", after)]
