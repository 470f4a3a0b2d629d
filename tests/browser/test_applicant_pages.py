"""Are the applicant's pages in order in a browser, with scripts and without?"""

import re

import pytest
from django.urls import reverse

from applications.models import Application
from applications.models.decision import Outcome
from applications.services import conversation, drafts, submissions
from reviews import services as reviews
from tests import cases
from tests.browser import applying, browsing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def organisation(owner):
    return OrganisationFactory(owner=owner)


@pytest.fixture
def draft(owner, organisation):
    return cases.draft(owner=owner, organisation=organisation)


@pytest.fixture
def signed_in(page, owner, live_server):
    browsing.sign_in(page, owner, url=live_server.url)
    return page


def of(application, name="detail", *args):
    return reverse(f"applications:{name}", args=[application.reference, *args])


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def faults(page, url=""):
    """What axe finds, and by how much the page is too wide; an address is opened first."""
    if url:
        page.goto(url)
    wide = browsing.overflow(page)
    return [f"{page.url}: {each}" for each in [*browsing.axe(page), *([wide] if wide else [])]]


def expect(complaints, status):
    """Autosave was refused on purpose: what htmx says of it is no complaint."""
    wanted = f"Response Status Error Code {status}"
    complaints[:] = [each for each in complaints if each and wanted not in each]


def test_the_start_page_and_the_first_steps_are_in_order(signed_in, organisation):
    cases.guidelines.publish_starter()

    for url in ("/", "/applications/", "/applications/new/", "/keys/"):
        assert faults(signed_in, url) == []


def test_the_pages_of_a_draft_with_problems_are_in_order(signed_in, owner, organisation):
    cases.guidelines.publish_starter()
    draft = drafts.create(organisation, by=owner)
    drafts.save_answers(draft, {"A2": "x", "A8": True, "C2": {"m1": "many"}}, by=owner)

    pages = [of(draft), of(draft, "check"), of(draft, "withdraw")]
    pages += [of(draft, "section", each) + "?problems=1" for each in "ACDH"]
    for url in [*pages, reverse("keys:issue", args=[draft.reference])]:
        assert faults(signed_in, url) == []


def test_the_pages_of_a_conversation_are_in_order(signed_in, draft, owner):
    reviewer = ReviewerFactory()
    submissions.submit(draft, by=owner)
    assert faults(signed_in, of(draft, "submitted")) == []
    reviews.claim(draft, by=reviewer)
    conversation.write(draft, "A question.", by=reviewer, from_staff=True)
    conversation.write(draft, "An answer.", by=owner, from_staff=False)
    assert faults(signed_in, of(draft)) == []

    reviews.request_changes(draft, {"B2": "Say who."}, by=reviewer, note="Almost.", revision=1)

    for url in (of(draft), of(draft, "section", "B"), of(draft, "check")):
        assert faults(signed_in, url) == []


def test_the_pages_after_a_refusal_are_in_order(signed_in, draft, owner):
    reviewer = ReviewerFactory()
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    reviews.mark(draft, {"CK-05": cases.MarkInput("gap")}, by=reviewer, revision=1)
    reviews.decide(
        draft, Outcome.DECLINE, by=reviewer, revision=1, note="Left out.", clauses=("GP-11@1.0.0",)
    )

    for url in (of(draft), of(draft, "answers")):
        assert faults(signed_in, url) == []


@pytest.fixture
def approved(draft, owner):
    submissions.submit(draft, by=owner)
    cases.approve(draft, by=ReviewerFactory())
    return draft


def test_a_key_is_issued_and_copied(signed_in, approved):
    assert faults(signed_in, of(approved)) == []
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])

    secret = applying.issue_key(signed_in, approved.reference)
    signed_in.get_by_role("button", name="Copy key").click()
    signed_in.get_by_text("Copied").first.wait_for()

    assert signed_in.evaluate("navigator.clipboard.readText()") == secret
    assert faults(signed_in) == []


def test_a_key_is_rolled_and_revoked(signed_in, approved):
    secret = applying.issue_key(signed_in, approved.reference)
    browsing.follow(signed_in.get_by_role("button", name="I have stored it"))

    browsing.follow(signed_in.get_by_role("link", name="Roll"))
    assert faults(signed_in) == []
    signed_in.get_by_label("It ends at once").check()
    browsing.follow(signed_in.get_by_role("button", name="Roll key"))
    signed_in.get_by_role("heading", name="Key rolled").wait_for()
    assert signed_in.locator("#secret").inner_text() != secret
    assert faults(signed_in) == []

    browsing.follow(signed_in.get_by_role("button", name="I have stored it"))
    browsing.follow(signed_in.get_by_role("link", name="Revoke").first)
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("button", name="Revoke key"))
    signed_in.get_by_text("Revoked", exact=True).nth(1).wait_for()
    assert faults(signed_in, "/keys/") == []


# --- Autosave ------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_brings_the_next_question(signed_in, draft):
    signed_in.goto(of(draft, "section", "A"))

    signed_in.locator("#q-A1").fill("Acme")
    signed_in.get_by_text(re.compile(r"^Saved \d")).wait_for()
    signed_in.locator("#question-A8").get_by_label("Yes").check()
    signed_in.locator("#q-A9").fill("It was cured.")
    signed_in.locator("#q-A9").blur()
    signed_in.locator("#question-A8").get_by_label("No").check()
    signed_in.locator("#q-A9").wait_for(state="detached")

    assert browsing.axe(signed_in) == []
    given = answers(draft)
    assert (given["A1"], given["A8"], given["A9"]) == ("Acme", False, "It was cured.")


def test_a_page_whose_session_has_ended_keeps_what_is_typed(signed_in, draft, owner, complaints):
    signed_in.goto(of(draft, "section", "A"))
    signed_in.context.clear_cookies(name="sessionid")

    signed_in.locator("#q-A1").fill("Typed for an hour")
    signed_in.get_by_text("You were signed out.").wait_for()
    browsing.follow(signed_in.get_by_role("button", name="Save and continue").last)
    signed_in.fill("[name=login]", owner.email)
    signed_in.fill("[name=password]", applying.PASSWORD)
    browsing.follow(signed_in.locator("[name=password]"), key="Enter")
    signed_in.get_by_text("You were signed out before this page was saved.").wait_for()

    expect(complaints, 401)
    assert signed_in.locator("#q-A1").input_value() == "Typed for an hour"


# --- Without scripts -----------------------------------------------------------------------------


def test_a_section_is_filled_in_without_scripts(chromium, live_server, owner, organisation):
    cases.guidelines.publish_starter()
    draft = drafts.create(organisation, by=owner)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    browsing.sign_in(page, owner, url=live_server.url)
    page.goto(of(draft, "section", "B"))

    page.locator("#q-B1").fill("Minutes")
    page.locator("#q-B7").fill("https://demo.example")
    page.locator("#q-B9").set_input_files(
        {"name": "prompts.md", "mimeType": "text/markdown", "buffer": b"You write minutes."}
    )
    browsing.follow(page.get_by_role("button", name="Upload"))
    uploaded = page.get_by_role("link", name="prompts.md").count()
    page.locator("#q-B8").fill("none needed")
    browsing.follow(page.locator("#q-B8"), key="Enter")

    assert uploaded == 1
    assert page.get_by_role("heading", name="There is a problem").count() == 1
    given = answers(draft)
    assert (given["B1"], given["B7"], given["B8"]) == (
        "Minutes",
        "https://demo.example",
        "none needed",
    )
    assert [file["name"] for file in given["B9"]] == ["prompts.md"]
    context.close()
