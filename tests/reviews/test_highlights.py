"""Are quotes laid over the words of an answer, with and without what changed in it?"""

from hypothesis import given
from hypothesis import strategies as st

from applications import differences
from applications.differences import Piece
from reviews.highlights import Span, highlighted


def plain(stretches):
    return [(one.kind, one.text, one.begins, one.is_quoted) for one in stretches]


def test_a_quote_cuts_the_text_around_it():
    stretches = highlighted([Piece("same", "A nurse reads it.")], [Span(7, 2, 7)])

    assert plain(stretches) == [
        ("same", "A ", (), False),
        ("same", "nurse", (7,), True),
        ("same", " reads it.", (), False),
    ]


def test_quotes_that_overlap_each_have_a_beginning():
    stretches = highlighted([Piece("same", "abcdef")], [Span(1, 0, 4), Span(2, 2, 6)])

    assert plain(stretches) == [
        ("same", "ab", (1,), True),
        ("same", "cd", (2,), True),
        ("same", "ef", (), True),
    ]


def test_what_was_removed_is_no_part_of_a_quote_that_runs_past_it():
    pieces = [Piece("same", "A "), Piece("removed", "doctor "), Piece("added", "nurse reads")]

    stretches = highlighted(pieces, [Span(3, 0, 7)])

    assert plain(stretches) == [
        ("same", "A ", (3,), True),
        ("removed", "doctor ", (), False),
        ("added", "nurse", (), True),
        ("added", " reads", (), False),
    ]


TEXTS = st.text(alphabet="ab \n", max_size=30)


@given(TEXTS, TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=3))
def test_the_words_stay_as_they_are_and_every_quote_begins_once(before, after, places):
    spans = [
        Span(number, start, min(start + length, len(after)))
        for number, (start, length) in enumerate(places)
        if start < len(after)
    ]

    stretches = highlighted(differences.of_words(before, after), spans)

    assert "".join(one.text for one in stretches if one.kind != "removed") == after
    assert sorted(n for one in stretches for n in one.begins) == [one.id for one in spans]
    quoted = sum(len(one.text) for one in stretches if one.is_quoted)
    assert quoted == len({at for span in spans for at in range(span.start, span.end)})
