"""Are all components and question types accessible, in light and dark, on a phone too?"""

import pytest

from tests.browser import browsing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STYLE_GUIDE = "/dev/style/"


def test_every_component_is_accessible_in_light_and_dark(page):
    page.goto(STYLE_GUIDE)

    assert browsing.axe(page) == []


def test_nothing_is_wider_than_a_phone(page):
    page.goto(STYLE_GUIDE)

    assert browsing.overflow(page, width=320) == 0


def test_what_is_small_to_touch_is_24_pixels_high(page):
    page.goto(STYLE_GUIDE)

    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, [role=button], input, select")]
        .filter((each) => each.checkVisibility())
        .map((each) => each.closest("label") ?? each)
        .filter((each) => each.getBoundingClientRect().height < 24)
        .map((each) => each.outerHTML.slice(0, 120))"""
    )

    assert small == []


def test_a_key_is_copied_by_its_button(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(STYLE_GUIDE)

    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#secret").inner_text()


def test_a_long_list_is_narrowed_by_typing(page):
    page.goto(STYLE_GUIDE)

    page.get_by_label("Narrow the list").first.fill("country ab")

    shown = page.locator("#question-E11 .govuk-checkboxes__item:visible")
    assert [each.strip() for each in shown.all_inner_texts()] == ["Country ab"]


def test_an_exclusive_option_clears_the_others(page):
    page.goto(STYLE_GUIDE)
    question = page.locator("#question-E10")
    question.get_by_label("App", exact=True).check()

    question.get_by_label("None of these").check()

    assert not question.get_by_label("App", exact=True).is_checked()


def test_an_error_in_the_summary_leads_to_its_question(page):
    page.goto(STYLE_GUIDE)

    page.get_by_role("link", name="Answer “Does it act by itself?”").click()

    assert page.evaluate("document.activeElement.id") == "q-W7-1"


def test_single_keys_move_through_the_checks_and_mark_them(page):
    page.goto(STYLE_GUIDE)

    page.locator("body").press("j")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.keyboard.press("n")
    page.keyboard.type("jk1")

    assert page.locator(".gh-check--now").get_attribute("id") == "check-2"
    assert page.locator("[name=mark-2]:checked").input_value() == "gap"
    assert page.locator("[name=note-2]").input_value() == "jk1"


def test_single_keys_can_be_switched_off(page):
    page.goto(STYLE_GUIDE)
    page.get_by_label("Single-key shortcuts").uncheck()

    page.locator("body").press("j")

    assert page.locator(".gh-check--now").count() == 0


def test_leaving_with_something_unsaved_asks_first(page):
    page.goto(STYLE_GUIDE)
    page.locator("#q-E1").fill("Minutes")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.goto("/guidelines/")

    assert asked == ["beforeunload"]
