"""Are checking, comparing and copying answers in order in a browser, with scripts and without?"""

import pytest
from django.urls import reverse

from applications.services import drafts, submissions
from reviews import services as reviews
from tests import cases
from tests.browser import browsing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHANGED = "Clerks of the shipyard use it and correct what it writes."


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def asked(owner):
    """Submitted, sent back, and two answers changed since, one of them sensitive."""
    reviewer = ReviewerFactory()
    draft = cases.draft(owner=owner, organisation=OrganisationFactory(owner=owner))
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    questions = {"B2": "Who?", "A6": "Who else?", "B4": "Is that all?"}
    reviews.request_changes(draft, questions, by=reviewer, note="One.", revision=1)
    answers = {"B2": CHANGED, "A6": "Somebody else", "B4": ["summarise", "translate"]}
    drafts.save_answers(draft, answers, by=owner)
    return draft


def of(application, name="detail", *args):
    return reverse(f"applications:{name}", args=[application.reference, *args])


def faults(page, url=""):
    if url:
        page.goto(url)
    wide = browsing.overflow(page)
    return [f"{page.url}: {each}" for each in [*browsing.axe(page), *([wide] if wide else [])]]


def test_the_check_and_the_pages_about_revisions_are_in_order(page, owner, asked, live_server):
    browsing.sign_in(page, owner, url=live_server.url)
    page.goto(of(asked, "check"))
    for details in page.locator("details").all():
        details.evaluate("(element) => { element.open = true }")
    assert faults(page) == []

    browsing.follow(page.get_by_role("button", name="Submit application"))
    assert faults(page, of(asked, "revisions")) == []
    page.get_by_label("Earlier").select_option("1")
    browsing.follow(page.get_by_role("button", name="Compare"))
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Revision 2 compared with revision 1"
    )
    assert faults(page) == []


def test_a_change_comes_straight_back_without_scripts_and_a_copy_is_taken(
    chromium, owner, asked, live_server
):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    browsing.sign_in(page, owner, url=live_server.url)
    page.goto(of(asked, "check"))

    browsing.follow(page.get_by_role("link", name="Change the answer to: Purpose in one sentence"))
    page.locator("#question-B2 textarea, #question-B2 input[type=text]").fill("Only clerks use it.")
    browsing.follow(page.get_by_role("button", name="Save and continue").last)

    assert page.url.endswith(of(asked, "check"))
    assert "Only clerks use it." in page.locator("#answer-B2").inner_text().replace("]", "")
    browsing.follow(page.get_by_role("button", name="Submit application"))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Copy of revision 2 to read and print").click()
    assert taken.value.suggested_filename == f"{asked.reference}-revision-2.pdf"
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    context.close()
