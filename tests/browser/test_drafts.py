"""Is what somebody types into a draft kept in a real browser, whatever happens around it?"""

import re

import pytest
from django.urls import reverse

from applications.models import Application, Message
from applications.services import drafts, submissions
from tests import cases
from tests.browser import applying, browsing
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = re.compile(r"^Saved \d")


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


def forgive(page, complaints):
    """A connection was cut, or a session ended, on purpose: what is said of it is no complaint."""
    page.wait_for_timeout(100)  # for what is still on its way from the browser
    known = ("ERR_INTERNET_DISCONNECTED", "htmx:", "Status Error Code")
    complaints[:] = [each for each in complaints if each and not any(k in each for k in known)]


def save(page):
    browsing.follow(page.get_by_role("button", name="Save and continue").last)


def faults(page):
    wide = browsing.overflow(page)
    return [*browsing.axe(page), *([f"{wide} too wide"] if wide else [])]


# --- Two tabs ------------------------------------------------------------------------------------


def test_of_two_tabs_both_versions_are_kept_and_one_is_chosen(signed_in, draft):
    other = signed_in.context.new_page()
    for tab in (signed_in, other):
        tab.goto(of(draft, "section", "A"))
    other.locator("#q-A1").fill("The other tab")
    other.get_by_text(SAVED).wait_for()

    signed_in.locator("#q-A1").fill("This tab")
    signed_in.get_by_text("Saved beside another version").wait_for()
    kept = (answers(draft)["A1"], draft.variants.get().value)
    typed = signed_in.locator("#q-A1").input_value()
    found = faults(signed_in)
    signed_in.locator("#q-A1").fill("This tab, typed on")
    browsing.follow(signed_in.get_by_role("button", name="Take this version instead"))
    signed_in.get_by_text("This answer has two versions").wait_for(state="detached")

    assert kept == ("The other tab", "This tab")
    assert typed == "This tab"
    assert found == []
    assert answers(draft)["A1"] == "This tab, typed on"
    assert not draft.variants.open().exists()


def test_a_tab_closed_right_after_typing_is_kept_beside_the_other(signed_in, draft, owner):
    tab = signed_in.context.new_page()
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(of(draft, "section", "A"))
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)

    tab.locator("#q-A1").press_sequentially("!", delay=5)
    tab.close(run_before_unload=True)
    for _ in range(100):  # it arrives when the page is gone
        if draft.variants.exists():
            break
        signed_in.wait_for_timeout(50)
    signed_in.goto(of(draft))
    signed_in.get_by_text("1 answer has two versions").wait_for()

    assert answers(draft)["A1"] == "Theirs"
    assert draft.variants.get().value.startswith("!")


def test_without_scripts_one_chooses_between_two_versions(chromium, live_server, owner, draft):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    browsing.sign_in(page, owner, url=live_server.url)
    page.goto(of(draft, "section", "A"))
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)

    page.locator("#q-A1").fill("Mine")
    save(page)
    shown = page.locator("main").inner_text()
    browsing.follow(page.get_by_role("button", name="Take this version instead"))

    assert "Both versions are kept." in page.content() or "Both versions are kept." in shown
    assert "This answer has two versions" in shown
    assert page.locator("#q-A1").input_value() == "Mine"
    assert answers(draft)["A1"] == "Mine"
    context.close()


# --- The connection, the session -----------------------------------------------------------------


def test_without_a_connection_it_keeps_trying_and_warns(signed_in, draft, complaints):
    warned = []
    signed_in.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.dismiss()))
    signed_in.goto(of(draft, "section", "A"))
    signed_in.context.set_offline(True)

    signed_in.locator("#q-A1").press_sequentially("!")
    signed_in.get_by_text("Not saved yet.").wait_for()
    signed_in.close(run_before_unload=True)
    signed_in.wait_for_timeout(200)
    signed_in.context.set_offline(False)
    signed_in.get_by_text(SAVED).wait_for()

    forgive(signed_in, complaints)
    assert warned == ["beforeunload"]
    assert answers(draft)["A1"].startswith("!")


def test_an_offline_tab_that_comes_back_overwrites_nobody(signed_in, draft, owner, complaints):
    signed_in.goto(of(draft, "section", "A"))
    signed_in.context.set_offline(True)
    signed_in.locator("#q-A1").fill("Typed offline")
    signed_in.get_by_text("Not saved yet.").wait_for()
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)

    signed_in.context.set_offline(False)
    signed_in.get_by_text("Saved beside another version").wait_for()

    forgive(signed_in, complaints)
    assert (answers(draft)["A1"], draft.variants.get().value) == ("Theirs", "Typed offline")


def test_signing_in_in_another_tab_lets_the_page_save_by_itself(
    signed_in, draft, owner, complaints
):
    signed_in.goto(of(draft, "section", "A"))
    signed_in.context.clear_cookies(name="sessionid")
    signed_in.locator("#q-A1").fill("Typed for an hour")
    signed_in.get_by_text("You were signed out.").wait_for()

    other = signed_in.context.new_page()
    applying.sign_in(other, owner.email)
    other.close()
    signed_in.get_by_text(SAVED).wait_for()

    forgive(signed_in, complaints)
    assert answers(draft)["A1"] == "Typed for an hour"


def test_a_page_of_one_person_is_not_saved_by_another(signed_in, draft, organisation, complaints):
    colleague = MembershipFactory(organisation=organisation).user
    signed_in.goto(of(draft, "section", "A"))
    signed_in.context.clear_cookies(name="sessionid")
    signed_in.locator("#q-A1").fill("Typed by the first")
    signed_in.get_by_text("You were signed out.").wait_for()

    save(signed_in)
    signed_in.fill("[name=login]", colleague.email)
    signed_in.fill("[name=password]", applying.PASSWORD)
    browsing.follow(signed_in.locator("[name=password]"), key="Enter")
    signed_in.locator("#q-A1").wait_for()

    forgive(signed_in, complaints)
    assert signed_in.locator("#q-A1").input_value() != "Typed by the first"
    assert answers(draft)["A1"] != "Typed by the first"


# --- Twice ---------------------------------------------------------------------------------------


def test_a_double_click_begins_one_application(signed_in, organisation):
    cases.guidelines.publish_starter()
    signed_in.goto("/applications/new/")

    # The second click of a fast hand, past what scripts hold back.
    signed_in.locator("button", has_text="Begin").evaluate(
        """(button) => { const send = () => fetch(location.href, {method: "POST",
             body: new URLSearchParams(new FormData(button.form))}); send(); send(); }"""
    )
    signed_in.locator("button", has_text="Begin").dblclick()
    signed_in.wait_for_url(re.compile(r"/applications/GA-[^/]+/$"))
    signed_in.reload()

    assert Application.objects.count() == 1


def test_a_double_click_or_a_reload_submits_once(signed_in, draft):
    signed_in.goto(of(draft, "check"))

    # The second click of a fast hand, past what scripts hold back.
    signed_in.locator("button", has_text="Submit application").evaluate(
        """(button) => { const send = () => fetch(button.form.action, {method: "POST",
             body: new URLSearchParams(new FormData(button.form))}); send(); send(); }"""
    )
    signed_in.get_by_role("button", name="Submit application").dblclick()
    signed_in.wait_for_url("**/submitted/")
    signed_in.reload()

    assert draft.revisions.count() == 1
    assert draft.reference in signed_in.locator("main").inner_text()


def test_a_double_click_sends_one_message(signed_in, draft, owner):
    submissions.submit(draft, by=owner)
    signed_in.goto(of(draft))

    signed_in.locator("#body").fill("Hello.")
    signed_in.get_by_role("button", name="Send message").dblclick()
    signed_in.get_by_text("Your message has been sent.").wait_for()

    assert Message.objects.count() == 1


# --- Deleted and back ----------------------------------------------------------------------------


def test_a_draft_is_deleted_and_restored(signed_in, draft):
    signed_in.goto(of(draft))
    browsing.follow(signed_in.get_by_role("link", name="Delete this draft"))
    found = faults(signed_in)
    browsing.follow(signed_in.get_by_role("button", name="Delete this draft"))
    signed_in.get_by_text("You can restore it for 30 days.").wait_for()
    found += faults(signed_in)
    browsing.follow(signed_in.get_by_role("button", name="Restore"))
    signed_in.wait_for_url(re.compile(r"/applications/GA-[^/]+/$"))

    assert found == []
    assert Application.objects.present().count() == 1
