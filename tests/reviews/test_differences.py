"""Are differences told so that both texts can be read back from them?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import differences


def side(pieces, *, without):
    return "".join(piece.text for piece in pieces if piece.kind != without)


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
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
    ],
)
def test_words_are_told_by_runs(before, after, expected):
    assert [(p.kind, p.text) for p in differences.of_words(before, after)] == expected


def test_chosen_options_are_told_line_by_line():
    pieces = differences.of_lines(["a", "b"], ["b", "c"])

    assert [(p.kind, p.text) for p in pieces] == [("removed", "a"), ("same", "b"), ("added", "c")]
