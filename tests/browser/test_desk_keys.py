"""Can a whole review be done with the keyboard alone, on pages that are in order?"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from applications.states import Status
from reviews import queries, services
from reviews.models import Mark
from tests import cases
from tests.browser import browsing, keyboard
from tests.factories import ReviewerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EVERY_KEY = ("j", "k", ".", "n", "v", "e", "c", "s", "a", "o", "?", "1", "2", "3", "4", "5")


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def desk(page, reviewer, live_server):
    """A page of a reviewer who is signed in; from here on nothing is clicked."""
    browsing.sign_in(page, reviewer, url=live_server.url)
    return page


@pytest.fixture
def held(desk, reviewer):
    """The desk of an application that the reviewer holds."""
    application = cases.submitted()
    services.claim(application, by=reviewer)
    desk.goto(address(application))
    return application


def address(application):
    return reverse("admin:reviews_desk", args=[application.reference])


def marks(application, reviewer):
    return queries.marks_of(application.current_revision(), by=reviewer)


def status(application):
    application.refresh_from_db()
    return application.status


def test_an_approval_with_conditions_by_keyboard_alone(desk):
    application = cases.submitted(cases.HIGH)
    review = cases.example(cases.HIGH)["review"]

    keyboard.claim(desk, application.reference, application.title)
    keyboard.mark_all(desk, review)
    expect(desk.get_by_text("0 without a mark")).to_have_count(0)
    keyboard.press(desk, ".")
    assert keyboard.focused(desk)["id"] == "outcome"
    expect(desk.locator("[data-save-status]")).to_contain_text("Saved")
    keyboard.press(desk, ".")
    keyboard.tab_to(desk, "Approve with conditions", tag="A")
    keyboard.follow(desk)
    keyboard.fill_in(desk, review["conditions"])
    desk.keyboard.type("Well described.")
    keyboard.tab_to(desk, "Approve", tag="BUTTON")
    keyboard.follow(desk)

    assert browsing.axe(desk) == []
    assert status(application) == Status.AWAITING_SECOND


def test_a_request_for_changes_by_keyboard_alone(desk):
    application = cases.submitted()

    keyboard.claim(desk, application.reference, application.title)
    keyboard.press(desk, ".", "4", "n")
    desk.keyboard.type("Which of them?")
    keyboard.press(desk, "Enter")
    expect(desk.locator("[data-save-status]")).to_contain_text("Saved")
    keyboard.press(desk, "o")
    keyboard.tab_to(desk, "Request changes", tag="A")
    keyboard.follow(desk)
    keyboard.tab_to(desk, "Note", tag="TEXTAREA")
    desk.keyboard.type("Almost there.")
    while keyboard.focused(desk)["name"] != "request-B3":
        desk.keyboard.press("Tab")
    desk.keyboard.type("Who reads it?")
    keyboard.tab_to(desk, "Send the requests", tag="BUTTON")
    keyboard.follow(desk)

    assert status(application) == Status.CHANGES_REQUESTED
    (asked,) = application.requests.filter(question="B3")
    assert "Who reads it?" in asked.text  # before what the unclear check proposed
    assert Mark.objects.get().note == "Which of them?"


def test_a_decline_by_keyboard_alone(desk):
    application = cases.submitted()

    keyboard.claim(desk, application.reference, application.title)
    keyboard.press(desk, "o")
    keyboard.tab_to(desk, "Decline", tag="A")
    keyboard.follow(desk)
    keyboard.tab_to(desk, "Why it is declined", tag="TEXTAREA")
    desk.keyboard.type("It imitates people.")
    while keyboard.focused(desk)["id"] != "clause-GP-11":
        desk.keyboard.press("Tab")
    keyboard.press(desk, "Space")
    keyboard.tab_to(desk, "Decline", tag="BUTTON")
    keyboard.follow(desk)

    assert status(application) == Status.DECLINED


def test_keys_move_between_checks_answers_sections_and_the_outcome(desk, held):
    keyboard.press(desk, "j", "j", "k")
    assert keyboard.focused(desk)["id"] == "CK-01"
    keyboard.press(desk, "e")
    assert keyboard.focused(desk)["id"] == "B3"
    keyboard.press(desk, "e")
    assert keyboard.focused(desk)["id"] == "B7"
    keyboard.press(desk, "c")
    assert keyboard.focused(desk)["id"] == "CK-01"
    keyboard.press(desk, "s")
    first = keyboard.focused(desk)["id"]
    keyboard.press(desk, "s")
    assert (first[:8], keyboard.focused(desk)["id"] > first) == ("section-", True)
    keyboard.press(desk, "a")
    assert keyboard.focused(desk)["id"] == first
    keyboard.press(desk, "o")
    assert keyboard.focused(desk)["id"] == "outcome"


def test_a_mark_is_given_while_one_looks_at_the_answer(desk, held, reviewer):
    keyboard.press(desk, "j", "e", "2")

    expect(desk.get_by_text("1 of 24 checks marked")).to_be_visible()
    assert marks(held, reviewer)["CK-01"].mark == "gap"


def test_a_note_is_typed_with_the_letters_that_are_keys_elsewhere(desk, held, reviewer):
    keyboard.press(desk, "j", "1", "n")
    desk.keyboard.type("jk.nveca so? 12345")
    keyboard.press(desk, "Enter")

    assert keyboard.focused(desk)["id"] == "CK-01"
    expect(desk.locator("[data-save-status]")).to_contain_text("Saved")
    assert desk.url.endswith(address(held))
    kept = marks(held, reviewer)["CK-01"]
    assert (kept.mark, kept.note) == ("meets", "jk.nveca so? 12345")


def test_the_help_lists_the_keys_and_leads_back(desk, held):
    keyboard.press(desk, "j", "?")

    dialog = desk.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert browsing.axe(desk) == []
    assert {key.inner_text() for key in dialog.locator("kbd").all()} >= set(EVERY_KEY) - set("234")
    keyboard.press(desk, "Escape")
    expect(dialog).to_be_hidden()
    assert keyboard.focused(desk)["id"] == "CK-01"


def test_single_keys_can_be_switched_off_for_good(desk, held):
    with desk.expect_response(reverse("admin:reviews_keys")):
        keyboard.tab_to(desk, "Single-key shortcuts")
        keyboard.press(desk, "Space")

    desk.reload()
    keyboard.press(desk, "j")

    assert desk.locator(".gh-check--now").count() == 0
    assert not desk.get_by_label("Single-key shortcuts").is_checked()


def test_the_switch_goes_with_the_person(desk, held, reviewer, new_page, live_server):
    with desk.expect_response(reverse("admin:reviews_keys")):
        keyboard.tab_to(desk, "Single-key shortcuts")
        keyboard.press(desk, "Space")
    other = new_page()
    browsing.sign_in(other, reviewer, url=live_server.url)
    other.goto(address(held))

    for page in (desk, other):
        before = keyboard.focused(page)
        keyboard.press(page, *EVERY_KEY)
        assert keyboard.focused(page) == before
        expect(page.get_by_role("dialog")).to_be_hidden()
    assert not Mark.objects.exists()


def test_nothing_that_has_the_focus_is_hidden_by_the_bar(desk, reviewer):
    application = cases.submitted(cases.HIGH)
    services.claim(application, by=reviewer)
    for size in ((1366, 700), (900, 700), (320, 640)):
        desk.set_viewport_size({"width": size[0], "height": size[1]})
        desk.goto(address(application))
        hidden = []
        for _ in range(120):
            keyboard.press(desk, "Tab")
            if not desk.evaluate(keyboard.IS_SEEN):
                hidden.append(keyboard.focused(desk))
        for _ in range(40):
            keyboard.press(desk, "Shift+Tab")
            if not desk.evaluate(keyboard.IS_SEEN):
                hidden.append(keyboard.focused(desk))
        assert hidden == [], size
