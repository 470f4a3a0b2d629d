"""Does a desk that stays open learn what happens, and lose nothing that was typed?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from applications.services import drafts, submissions
from reviews import presence, queries, services
from reviews.services import MarkInput
from tests import cases
from tests.browser import browsing
from tests.factories import ReviewerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # a beat comes at once


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


@pytest.fixture
def desk(page, reviewer, application, live_server):
    browsing.sign_in(page, reviewer, url=live_server.url)
    page.goto(reverse("admin:reviews_desk", args=[application.reference]))
    return page


@pytest.fixture
def refusals(complaints):
    """htmx tells the console of each save that was refused; here that is wanted."""
    yield
    wanted = "Response Status Error Code 409"
    complaints[:] = [each for each in complaints if each and wanted not in each]


def note(desk):
    return desk.locator("[name='note-CK-01']")


def test_a_new_revision_is_told_and_what_was_typed_comes_along(
    desk, application, reviewer, refusals
):
    note(desk).press_sequentially("Typed at length")
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(application, {"B2": "Nurses."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)

    desk.evaluate(LOOK)
    expect(desk.locator("#news")).to_contain_text("B2 changed.")
    assert browsing.axe(desk) == []
    browsing.follow(desk.get_by_role("link", name="Open it anew"))

    expect(desk.get_by_text("New application, revision 2")).to_be_visible()
    expect(note(desk)).to_have_value("Typed at length")


def test_colleagues_are_seen_as_they_come(desk, application):
    other = ReviewerFactory()
    presence.enter(application, by=other)

    desk.evaluate(LOOK)

    expect(desk.get_by_text(f"{other.pseudonym} is here too")).to_be_visible()


def test_a_claim_that_ended_is_taken_again_and_what_was_typed_is_saved(
    desk, application, reviewer, refusals
):
    application.leases.update(expires_at=timezone.now() + timedelta(seconds=-1))
    note(desk).fill("Typed at length")
    note(desk).blur()
    expect(desk.locator("[data-save-status]")).to_contain_text("Claim the application first")
    desk.evaluate(LOOK)
    expect(desk.get_by_text("Your claim has ended.")).to_be_visible()
    assert browsing.axe(desk) == []

    desk.get_by_role("button", name="Keep for longer").click()

    expect(desk.locator("[data-save-status]")).to_contain_text("Saved")
    assert queries.marks_of(application.revision, by=reviewer)["CK-01"].note == "Typed at length"
    expect(desk.get_by_text("Your claim has ended.")).to_have_count(0)


def test_what_two_tabs_mark_is_all_kept(desk, application, reviewer):
    services.mark(application, {"CK-02": MarkInput("gap")}, by=reviewer, revision=1)

    desk.locator("[id='CK-01'] input[value='meets']").check()
    expect(desk.locator("[data-save-status]")).to_contain_text("Saved")
    desk.locator("[id='CK-01'] input[value='violates']").check()
    desk.evaluate(LOOK)

    expect(desk.locator("#news")).to_contain_text("You marked these in another tab: CK-02.")
    desk.wait_for_load_state("networkidle")  # no save is under way when the tables are emptied
    marks = queries.marks_of(application.revision, by=reviewer)
    assert {check: mark.mark for check, mark in marks.items()}["CK-02"] == "gap"


def test_a_session_that_ended_is_told(desk, application):
    desk.context.clear_cookies()

    desk.evaluate(LOOK)

    expect(desk.locator("#news")).to_contain_text("You were signed out.")


def test_a_review_without_scripts(chromium, application, reviewer, live_server):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    browsing.sign_in(page, reviewer, url=live_server.url)
    page.goto(reverse("admin:reviews_desk", args=[application.reference]))
    page.locator("[id='CK-01'] input[value='gap']").check()
    note(page).fill("Seen.")
    browsing.follow(page.get_by_role("button", name="Save marks"))
    page.locator("#messages summary").click()
    browsing.follow(page.get_by_role("link", name="Read and write messages"))

    expect(page.get_by_label("Write to the applicant")).to_be_visible()
    assert queries.marks_of(application.revision, by=reviewer)["CK-01"].note == "Seen."
    context.close()
