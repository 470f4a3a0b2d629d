"""Does a letter's text become the same letter in plain text and in HTML, whatever people wrote?"""

from hypothesis import given
from hypothesis import strategies as st

from common import mails
from common.templatetags import letters

WORDS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"))


def kinds(text):
    return [block.kind for block in mails.blocks(text)]


def test_blank_lines_marks_and_dashes_make_blocks():
    text = "Hello,\n\nthis\nis one.\n- a\n  b\n- c\n> said\n>\n> again\nLast."

    assert mails.blocks(text) == (
        mails.Block("paragraph", ("Hello,",)),
        mails.Block("paragraph", ("this", "is one.")),
        mails.Block("list", ("a b", "c")),
        mails.Block("quote", ("said", "", "again")),
        mails.Block("paragraph", ("Last.",)),
    )


def test_the_text_is_wrapped_and_addresses_stay_whole():
    address = "https://example.org/" + "x" * 90
    text = mails.as_text(mails.blocks("word " * 40 + f"\n\n{address}\n\n> " + "quote " * 30))

    assert f"\n{address}\n" in text
    assert all(len(line) <= mails.WIDTH or address in line for line in text.splitlines())
    assert text.count("\n> quote") >= 2


def test_the_link_and_the_small_print_come_last():
    text = mails.as_text(
        mails.blocks("Hello."), link=mails.Link("See it", "https://example.org/"), footer=["Why."]
    )

    assert text == "Hello.\n\nSee it:\nhttps://example.org/\n\n-- \nGatehouse\n\nWhy.\n"


@given(WORDS)
def test_nothing_quoted_can_end_its_quotation(words):
    text = f"Before.\n\n{letters.quoted(words)}\n\nAfter."

    assert kinds(text) == ["paragraph", "quote", "paragraph"]


@given(WORDS)
def test_nothing_in_one_line_can_begin_a_block(words):
    text = f"About {letters.in_one_line(words)}."

    assert kinds(text) == ["paragraph"]


@given(WORDS)
def test_a_subject_never_breaks(words):
    letter = mails.Letter(subject=words, body="Hello.")

    assert "\n" not in letter.addressed("a@example.org").message()["Subject"].replace("\n ", "")


def test_only_whole_addresses_become_links_and_the_rest_is_escaped():
    found = letters.with_links("See https://example.org/a?b=1&c=2, not javascript:x <b>.")

    assert 'href="https://example.org/a?b=1&amp;c=2"' in found
    assert "</a>, not javascript:x &lt;b&gt;." in found
