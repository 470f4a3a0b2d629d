"""Is the PDF of a revision readable, tagged, the same each time, and harmless to make?"""

from datetime import timedelta

import pytest

from applications.copies import printing
from applications.services import drafts, submissions
from tests import cases
from tests.applications.copies.reading import Read

pytestmark = pytest.mark.django_db
MARKUP = (
    '#read("/etc/passwd") $x^2$ @ref \\ *bold* _emphasis_ `raw` <label> [content]\n'
    "// no comment\n= No heading\n- no list\n#sys.inputs #pagebreak() https://example.org"
)
ARABIC = "\u0645\u0631\u062d\u0628\u0627"
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
CHINESE = "\u8fd9\u662f\u4e2d\u6587"
EMOJI = "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467"


LONG_ENOUGH = (
    "The clerk opens the recording, the model writes the minutes, the clerk mends them. " * 3
)


def printed(draft, **answers):
    drafts.save_answers(draft, answers, by=draft.created_by)
    return printing.as_pdf(submissions.submit(draft, by=draft.created_by))


def test_a_pdf_is_tagged_and_tells_the_whole_revision(owner, organisation):
    draft = cases.draft(cases.HIGH, owner=owner, organisation=organisation)
    given = draft.given_answers()

    pdf = Read(printed(draft))

    assert pdf.is_tagged
    assert pdf.title == f"Application {draft.reference}, revision 1"
    assert f"D:{draft.revision.submitted_at:%Y%m%d%H%M%S}" in pdf.made_at
    assert "Who you are" in pdf.headings
    assert "B1 Product name" in pdf.headings
    assert pdf.headings[-1] == "Tier, and why"
    assert given["B1"] in pdf.text
    assert given["A6"] in pdf.text
    assert "A6 Incident contact (sensitive)" in pdf.text
    assert draft.revision.record_sha256 in pdf.text
    assert given["B9"][0]["sha256"] in pdf.text
    assert "FL-8 (high)" in pdf.text
    assert "2 reviewers have to agree." in pdf.text
    assert "empty boxes" not in pdf.text
    number = len(pdf.pages)
    assert all(f"Page {n} of {number}" in page for n, page in enumerate(pdf.pages, start=1))
    assert all(f"{draft.reference} · revision 1" in page for page in pdf.pages)


def test_what_was_typed_never_becomes_markup(draft):
    pdf = Read(printed(draft, B3=f"{LONG_ENOUGH}\n{MARKUP}"))

    assert [line for line in MARKUP.splitlines() if line not in pdf.text] == []
    assert "No heading" not in pdf.headings
    assert "root:" not in pdf.text


def test_every_script_is_printed_or_said_to_be_missing(draft):
    scripts = f"{ARABIC}\n{HEBREW}\n{CHINESE}\n{EMOJI}\nend"

    pdf = Read(printed(draft, B3=f"{LONG_ENOUGH}\n{scripts}"))

    assert pdf.is_tagged
    assert CHINESE in pdf.text or "appear as empty boxes" in pdf.text
    assert "end" in pdf.text


def test_the_longest_answers_are_printed_whole(draft):
    words = "word " * 1_990

    pdf = Read(printed(draft, B3=f"{words}last", H4="x" * 4_900))

    assert pdf.text.count("word word word") >= 600
    assert "last" in pdf.text
    assert pdf.text.count("x") >= 4_900


def test_the_same_revision_gives_the_same_pdf(draft, owner, time_machine):
    revision = submissions.submit(draft, by=owner)
    first = printing.as_pdf(revision)
    time_machine.move_to(revision.submitted_at + timedelta(days=400))

    assert printing.as_pdf(revision) == first


def test_what_takes_too_long_is_refused_in_words(draft, owner, monkeypatch):
    revision = submissions.submit(draft, by=owner)
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.01)

    with pytest.raises(printing.NotPrinted, match="Take the copy as JSON"):
        printing.as_pdf(revision)


def test_what_takes_too_much_memory_is_refused(draft, owner, monkeypatch, caplog):
    revision = submissions.submit(draft, by=owner)
    monkeypatch.setattr(printing, "MEMORY_BYTES", 30_000_000)

    with pytest.raises(printing.NotPrinted):
        printing.as_pdf(revision)

    assert "No PDF" in caplog.text


def test_only_so_many_are_printed_at_once(draft, owner, monkeypatch):
    revision = submissions.submit(draft, by=owner)
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.01)
    taken = [printing.PRESSES.acquire(blocking=False) for _ in range(2)]

    with pytest.raises(printing.NotPrinted):
        printing.as_pdf(revision)

    printing.PRESSES.release(2)
    assert taken == [True, True]
