"""Are quoted words found again: in their place, moved, in other words, or gone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import quoting
from reviews.quoting import Fate, Selector

ANSWER = "The model drafts a letter. A nurse reads every letter before it is sent to a patient."
WORDS = st.text(alphabet="ab é漢😀\n", max_size=40)


def quote(words, text=ANSWER, *, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return quoting.select(text, start, start + len(words), context=32)


def found(words, text, *, nth=0):
    again = quoting.find_again(quote(words, nth=nth), text)
    return again.fate, text[again.start : again.end]


def test_words_that_stand_where_they_stood_are_the_same():
    assert found("A nurse reads", ANSWER + " More.") == (Fate.SAME, "A nurse reads")


def test_words_behind_an_added_sentence_have_moved():
    assert found("A nurse reads", "First this. " + ANSWER) == (Fate.MOVED, "A nurse reads")


def test_of_several_places_the_one_with_the_same_words_around_it_is_meant():
    later = "Each letter is short. " + ANSWER

    again = quoting.find_again(quote("letter", nth=1), later)

    assert again.fate is Fate.MOVED
    assert later[again.start - 6 : again.end + 7] == "every letter before"


def test_words_that_were_rewritten_in_part_are_changed():
    later = "It drafts. A doctor or nurse reads every letter before it is posted to a patient."

    fate, words = found("A nurse reads every letter before it is sent", later)

    assert fate is Fate.CHANGED
    assert words == "nurse reads every letter before it is"


def test_words_that_nothing_resembles_are_gone():
    assert found("A nurse reads every letter", "We do not use a model at all.") == (Fate.GONE, "")
    assert found("A nurse reads every letter", "") == (Fate.GONE, "")


def test_one_word_in_capitals_is_the_word_changed():
    assert found("nurse", "Every NURSE knows.") == (Fate.CHANGED, "NURSE")


@pytest.mark.parametrize(
    ("copied", "near", "place"),
    [
        ("a  letter.\nA nurse", 0, "a letter. A nurse"),
        (" letter ", 0, "letter"),
        ("Letter", 0, None),
        ("  ", 0, None),
        ("(letter", 0, None),
    ],
)
def test_copied_words_are_located_whatever_became_of_their_white_space(copied, near, place):
    located = quoting.locate(ANSWER, copied, near=near)

    assert (located and ANSWER[slice(*located)]) == place


def test_of_several_places_the_nearest_to_the_selection_is_meant():
    first, second = ANSWER.index("letter"), ANSWER.index("letter", 30)

    assert quoting.locate(ANSWER, "letter", near=first)[0] == first
    assert quoting.locate(ANSWER, "letter", near=second)[0] == second


def test_positions_count_code_points():
    assert quoting.locate("😀😀 nurse", "nurse", near=0) == (3, 8)


@given(WORDS, WORDS, WORDS, WORDS, WORDS)
def test_words_that_still_stand_in_a_text_are_always_found(before, words, after, first, last):
    if not words:
        return
    text = before + words + after
    selector = quoting.select(text, len(before), len(before) + len(words), context=32)
    later = first + words + last

    again = quoting.find_again(selector, later)

    assert again.fate.is_standing
    assert later[again.start : again.end] == words
    assert (again.fate is Fate.SAME) == (again.start == selector.start)


@given(WORDS, WORDS, st.integers(0, 60))
def test_whatever_is_found_lies_in_the_text(words, later, start):
    again = quoting.find_again(Selector(words or "a", start), later)

    assert 0 <= again.start <= again.end <= len(later)
    assert (again.fate is Fate.GONE) == (again.start == again.end)


@given(WORDS, st.integers(0, 60))
def test_what_is_located_reads_as_it_was_copied_but_for_white_space(text, near):
    for start in range(0, len(text), 7):
        copied = text[start : start + 9]
        located = quoting.locate(text, copied, near=near)

        assert located is None if not copied.strip() else located is not None
        if located:
            assert text[slice(*located)].split() == copied.split()
