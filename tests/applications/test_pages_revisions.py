"""Do the pages about submissions list, compare and hand out what was submitted, and to whom?"""

import hashlib
import json

import pytest
from django.urls import reverse

from applications.copies import printing
from applications.services import drafts, files, submissions
from applications.states import Kind
from reviews import services as reviews
from tests import cases
from tests.applications.addresses import of, text

pytestmark = pytest.mark.django_db
SECRET = "Second Contact, second@example.org"


def resubmit(application, *, reviewer, **answers):
    """Have it sent back, change the answers and submit again."""
    reviews.claim(application, by=reviewer)
    asked = dict.fromkeys(answers, "Why?")
    number = application.current_revision().number
    reviews.request_changes(application, asked, by=reviewer, note="One.", revision=number)
    drafts.save_answers(application, answers, by=application.created_by)
    return submissions.submit(application, by=application.created_by)


@pytest.fixture
def submitted(draft, owner):
    submissions.submit(draft, by=owner)
    return draft


@pytest.fixture
def twice(submitted, reviewer):
    """Two revisions, of which the second changes an answer and a sensitive one."""
    resubmit(submitted, reviewer=reviewer, B2="Clerks use it.", A6=SECRET)
    return submitted


PAGES = [("revisions", ()), ("revision", (1,)), ("copy", (1, "json")), ("copy", (1, "pdf"))]


# --- Who may look ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_strangers_and_reviewers_find_nothing(client, submitted, stranger, reviewer, name, args):
    for person in (stranger, reviewer):
        client.force_login(person)

        assert client.get(of(submitted, name, *args)).status_code == 404
        assert client.get(f"{of(submitted, 'compare')}?before=1&after=1").status_code == 404


@pytest.mark.parametrize(("name", "args"), [*PAGES, ("compare", ())])
def test_a_page_needs_somebody_signed_in_and_takes_no_post(client, owner, submitted, name, args):
    signed_out = client.get(of(submitted, name, *args))
    client.force_login(owner)

    assert signed_out.url.startswith("/accounts/login/")
    assert client.post(of(submitted, name, *args)).status_code == 405


def test_a_colleague_who_only_reads_has_them_too(client, submitted, viewer):
    client.force_login(viewer)

    assert client.get(of(submitted, "revisions")).status_code == 200
    assert client.get(of(submitted, "copy", 1, "json")).status_code == 200


def test_a_revision_of_another_application_is_not_found(client, twice, reviewer):
    other = cases.submitted(owner=twice.created_by)
    client.force_login(twice.created_by)

    assert client.get(of(other, "revision", 2)).status_code == 404
    assert client.get(of(other, "copy", 2, "pdf")).status_code == 404


# --- The list -------------------------------------------------------------------------------------


def test_the_list_tells_number_date_tier_and_who(signed_in, twice, owner):
    page = text(signed_in.get(of(twice, "revisions")))

    first, second = page.index("Revision 2"), page.index("Revision 1 ")
    assert first < second
    assert f"UTC by {owner.name}" in page
    assert 'class="gh-tier gh-tier--low"' in page
    assert of(twice, "copy", 1, "pdf") in page
    assert of(twice, "copy", 2, "json") in page
    assert f"{of(twice, 'compare')}?before=1&amp;after=2" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    signed_in, submitted, reviewer, count, django_assert_num_queries
):
    for number in range(1, count):
        resubmit(submitted, reviewer=reviewer, B2=f"Clerks use it, {number}.")
    signed_in.get(of(submitted, "revisions"))

    with django_assert_num_queries(4):  # the user, the application, the revisions, unread news
        page = text(signed_in.get(of(submitted, "revisions")))

    assert page.count('class="govuk-summary-card"') == count


def test_a_draft_has_no_revisions_yet(signed_in, draft):
    assert signed_in.get(of(draft, "revisions")).url == of(draft)
    assert signed_in.get(of(draft, "revision", 1)).status_code == 404


def test_status_and_confirmation_lead_to_revisions_and_copies(signed_in, submitted):
    status = text(signed_in.get(of(submitted)))
    confirmation = text(signed_in.get(of(submitted, "submitted")))

    assert of(submitted, "revisions") in status
    assert of(submitted, "copy", 1, "pdf") in confirmation
    assert of(submitted, "copy", 1, "json") in confirmation


# --- One revision, and two ------------------------------------------------------------------------


def test_an_earlier_revision_is_read_as_it_was(signed_in, twice):
    before = cases.example(cases.LOW)["answers"]["B2"]

    page = text(signed_in.get(of(twice, "revision", 1)))

    assert before in page
    assert "Clerks use it." not in page
    assert "Changed since" not in page
    assert "back=check" not in page


def test_a_revision_keeps_the_files_that_were_taken_out_since(
    signed_in, submitted, reviewer, owner
):

    reviews.claim(submitted, by=reviewer)
    reviews.request_changes(submitted, {"B9": "Why?"}, by=reviewer, note="One.", revision=1)
    files.detach(submitted.attachments.filter(question="B9").first(), by=owner)

    page = text(signed_in.get(of(submitted, "revision", 1)))

    assert page.count(of(submitted, "download", submitted.attachments.first().pk)) == 1


def test_two_revisions_are_compared_word_by_word_and_show_nothing_else(signed_in, twice):
    page = text(signed_in.get(f"{of(twice, 'compare')}?before=1&after=2"))

    assert 'id="answer-B2"' in page
    assert "[added:" in page
    assert 'id="answer-B1"' not in page
    assert 'id="answer-A6"' in page
    assert SECRET not in page


def test_a_comparison_may_look_backwards(signed_in, twice):
    page = text(signed_in.get(f"{of(twice, 'compare')}?before=2&after=1"))

    assert "Revision 1 compared with revision 2" in page
    assert "Changed since revision 2" in page


def test_a_comparison_with_itself_finds_nothing(signed_in, submitted):
    page = text(signed_in.get(f"{of(submitted, 'compare')}?before=1&after=1"))

    assert "No answer differs." in page


@pytest.mark.parametrize(
    "query", ["", "?before=1", "?before=1&after=7", "?before=1&after=x", "?before=1&after=99999999"]
)
def test_a_comparison_needs_two_revisions(signed_in, submitted, query):
    assert signed_in.get(f"{of(submitted, 'compare')}{query}").status_code == 404


@pytest.mark.parametrize("name", ["revision", "compare"])
def test_a_revision_costs_a_fixed_number_of_queries(
    signed_in, twice, name, django_assert_max_num_queries
):
    url = of(twice, "revision", 2) if name == "revision" else f"{of(twice, name)}?before=1&after=2"
    signed_in.get(url)

    with django_assert_max_num_queries(7):
        signed_in.get(url)


# --- Copies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "media_type", "begins"),
    [("json", "application/json", b"{"), ("pdf", "application/pdf", b"%PDF-1.7")],
)
def test_a_copy_is_a_private_download(signed_in, submitted, kind, media_type, begins):
    response = signed_in.get(of(submitted, "copy", 1, kind))

    assert response["Content-Type"] == media_type
    name = f"{submitted.reference}-revision-1.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.content.startswith(begins)


def test_a_copy_is_known_by_its_digest_and_not_sent_twice(signed_in, submitted, monkeypatch):
    response = signed_in.get(of(submitted, "copy", 1, "json"))
    pdf_tag = f'W/"{response["ETag"][1:-1]}-pdf"'
    monkeypatch.setattr(printing, "MEMORY_BYTES", 1)  # it could not be made

    again = signed_in.get(
        of(submitted, "copy", 1, "json"), headers={"If-None-Match": response["ETag"]}
    )
    pdf = signed_in.get(of(submitted, "copy", 1, "pdf"), headers={"If-None-Match": pdf_tag})

    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    assert (pdf.status_code, pdf["ETag"]) == (304, pdf_tag)


def test_a_pdf_that_cannot_be_made_is_said_in_words(signed_in, submitted, monkeypatch):
    monkeypatch.setattr(printing, "WALL_SECONDS", 0.01)

    response = signed_in.get(of(submitted, "copy", 1, "pdf"), follow=True)

    assert "The PDF could not be made just now." in text(response)
    assert response.redirect_chain == [(of(submitted, "revisions"), 302)]


def test_the_schema_of_the_copy_is_for_anybody(client):
    response = client.get(reverse("applications:copy_schema"))

    assert response["Content-Type"] == "application/schema+json"
    assert json.loads(response.content)["$id"] == "urn:gatehouse:schema:revision-copy:1"


def test_an_amendment_shows_what_it_changes_of_the_approval(client, reviewer):
    application = cases.approved(by=reviewer)
    amendment = cases.follow_up(application, Kind.AMENDMENT, B1="Minutes for clerks")
    submissions.submit(amendment, by=application.created_by)
    client.force_login(application.created_by)

    page = text(client.get(of(amendment, "revision", 1)))

    assert "Changed since the approval" in page
    assert "Minutes for clerks" in page
