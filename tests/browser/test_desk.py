"""Do queue and desk work in a browser: whole reviews, keys, autosave, light, dark and narrow?"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from applications.services import drafts, submissions
from applications.states import Status
from reviews import services
from reviews.models import Mark
from tests import cases
from tests.browser import browsing, reviewing
from tests.factories import ReviewerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def desk(page, reviewer, live_server):
    """A page of a reviewer who is signed in."""
    browsing.sign_in(page, reviewer, url=live_server.url)
    return page


def is_in_order(page):
    """Whether axe finds nothing and the page fits a narrow window."""
    return (browsing.axe(page), browsing.overflow(page)) == ([], 0)


def resubmitted(reviewer):
    """A distressing application in its second revision, with a request answered."""
    application = cases.draft(cases.HIGH)
    application.answers["B10"] = ["violence"]
    application.save(update_fields=["answers"])
    submissions.submit(application, by=application.created_by)
    services.claim(application, by=reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(application, {"B2": "Nurses use it."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)
    return application


def test_the_queue_is_in_order(desk, reviewer):
    resubmitted(reviewer)
    services.claim(cases.submitted(), by=reviewer)

    desk.goto(reverse("admin:reviews_queue") + "?tab=open&tier=high")

    assert is_in_order(desk)


def test_the_desk_is_in_order_before_and_after_the_claim(desk, reviewer):
    application = resubmitted(reviewer)
    reviewing.desk(desk, application.reference)
    assert is_in_order(desk)
    browsing.follow(desk.get_by_role("button", name="Open it"))
    assert is_in_order(desk)

    reviewing.claim(desk)
    desk.locator(".gh-why summary").click()
    desk.get_by_role("button", name="Show B3").click()
    desk.get_by_role("button", name="Show B3").wait_for(state="detached")

    assert is_in_order(desk)
    assert desk.evaluate("document.activeElement.closest('#B3') !== null")


def test_a_whole_approval_goes_through_pages_that_are_in_order(desk):
    application = cases.submitted(cases.HIGH)
    reviewing.desk(desk, application.reference)
    reviewing.claim(desk)
    reviewing.mark_all(desk, cases.HIGH)
    browsing.follow(desk.get_by_role("link", name="Approve with conditions"))
    assert is_in_order(desk)
    browsing.follow(desk.get_by_role("button", name="Approve", exact=True))
    assert "There is a problem" in desk.content()
    assert is_in_order(desk)

    desk.go_back()
    browsing.follow(desk.get_by_role("link", name=application.reference))
    reviewing.approve(desk, cases.HIGH)

    expect(desk.get_by_text("Your decision is recorded")).to_be_visible()
    application.refresh_from_db()
    assert application.status == Status.AWAITING_SECOND


def test_a_refusal_is_previewed_and_sent(desk):
    application = cases.submitted()
    reviewing.desk(desk, application.reference)
    reviewing.claim(desk)
    browsing.follow(desk.get_by_role("link", name="Decline"))
    desk.get_by_label("Why it is declined").fill("It imitates people.")
    browsing.follow(desk.get_by_role("button", name="Preview the letter"))
    assert is_in_order(desk)
    browsing.follow(desk.get_by_role("link", name=application.reference))

    reviewing.decline(desk, ["GP-11"], note="It imitates people.")

    expect(desk.get_by_text("is declined")).to_be_visible()


def test_changes_are_requested_on_a_page_that_is_in_order(desk):
    application = cases.submitted()
    reviewing.desk(desk, application.reference)
    reviewing.claim(desk)
    browsing.follow(desk.get_by_role("link", name="Request changes"))
    assert is_in_order(desk)
    browsing.follow(desk.get_by_role("link", name=application.reference))

    reviewing.request_changes(desk, {"B2": "Who reads it?"}, note="Almost there.")

    expect(desk.get_by_text("is with the applicant")).to_be_visible()


def test_an_approved_application_is_in_order_and_is_revoked(desk, reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)
    desk.goto(reverse("admin:reviews_desk", args=[application.reference]))
    assert is_in_order(desk)

    desk.get_by_label("Revoke: why?").fill("Misuse.")
    browsing.follow(desk.get_by_role("button", name="Revoke"))

    expect(desk.get_by_text("Keys under this approval follow at once")).to_be_visible()


def test_marks_are_saved_along_the_way(desk, reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    desk.goto(reverse("admin:reviews_desk", args=[application.reference]))

    desk.locator("[id='CK-01'] input[value='meets']").check()

    expect(desk.get_by_text("1 of 24 checks marked")).to_be_visible()
    expect(desk.locator("[data-save-status]")).to_contain_text("Saved")
    assert Mark.objects.get().mark == "meets"


def test_the_checklist_is_marked_by_keys_that_can_be_switched_off(desk, reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    desk.goto(reverse("admin:reviews_desk", args=[application.reference]))

    for key in ("j", "1", "j", "2", "k"):
        desk.keyboard.press(key)
    expect(desk.get_by_text("2 of 24 checks marked")).to_be_visible()
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.get_by_role("button", name="Close").click()
    desk.get_by_label("Single-key shortcuts").uncheck()
    desk.keyboard.press("j")
    desk.keyboard.press("3")

    assert dict(Mark.objects.values_list("check_id", "mark")) == {"CK-01": "meets", "CK-02": "gap"}


def test_a_covered_answer_is_shown_on_request(desk, reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    desk.goto(reverse("admin:reviews_desk", args=[application.reference]))

    browsing.follow(desk.get_by_role("button", name="Show A6"))

    secret = application.current_revision().all_answers()["A6"]
    expect(desk.get_by_text(secret)).to_be_visible()
