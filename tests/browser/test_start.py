"""Does somebody new find out whether they need an approval, and where to begin?"""

import pytest

from guidelines import services
from tests import cases
from tests.applications import histories
from tests.browser import browsing
from tests.factories import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRUTINY = "?access=own_calls&purpose=none&domains=health&domains=work&effect=informs"
REFUSED = "?access=own_calls&purpose=attacks&purpose=violence"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/eligibility/",
        "/eligibility/?access=own_calls&purpose=",
        f"/eligibility/{SCRUTINY}",
        f"/eligibility/{REFUSED}",
        "/guidelines/examples/",
    ],
)
def test_the_pages_are_in_order(page, address):
    histories.decided(5, 6, 7, 30, 40)

    page.goto(address)

    assert (browsing.axe(page), browsing.overflow(page)) == ([], 0)


def test_one_s_own_start_page_is_in_order(page, live_server):
    person = UserFactory()
    cases.submitted(owner=person)
    browsing.sign_in(page, person, url=live_server.url)

    page.goto("/")

    assert page.get_by_role("heading", name="Go on where you were").is_visible()
    assert (browsing.axe(page), browsing.overflow(page)) == ([], 0)


def walk(page):
    """Answer the four questions by keyboard and mouse, with one slip and one change of mind."""
    page.goto("/")
    browsing.follow(page.get_by_role("button", name="Check whether you need approval"))
    page.get_by_label("Our own product, service or script calls them").check()
    browsing.follow(page.get_by_role("button", name="Continue"), key="Enter")
    browsing.follow(page.get_by_role("button", name="Continue"))
    page.get_by_role("link", name="Select what it is meant to do").click()
    page.get_by_label("Malware, or attacks").check()
    browsing.follow(page.get_by_role("button", name="Continue"))
    refused = page.get_by_role("heading", level=1).inner_text()
    browsing.follow(
        page.get_by_role("link", name="Change the answer to: Is it meant to do any of this?")
    )
    page.get_by_label("Malware, or attacks").uncheck()
    page.get_by_label("None of these").check()
    browsing.follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("Health and mental health").check()
    browsing.follow(page.get_by_role("button", name="Continue"))
    page.get_by_label("It informs a person").check()
    browsing.follow(page.get_by_role("button", name="Continue"))
    return refused, page.get_by_role("heading", level=1).inner_text()


SAID = ("This would be refused", "You need approval, and we will look harder")


def test_the_check_leads_from_the_start_page_to_an_application(page, live_server):
    services.publish_starter()
    person = UserFactory()
    OrganisationFactory(owner=person, name="Example Ltd")

    assert walk(page) == SAID

    browsing.sign_in(page, person, url=live_server.url)
    browsing.follow(page.get_by_role("button", name="Begin an application"))
    assert page.url.endswith("/applications/new/")


def test_the_check_works_without_scripts_and_leaves_no_cookie(chromium, live_server):
    services.publish_starter()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()

    said = walk(page)
    browsing.follow(page.get_by_role("link", name="Back", exact=True))
    is_kept = page.get_by_label("It informs a person").is_checked()
    cookies = context.cookies()
    context.close()

    assert said == SAID
    assert is_kept
    assert cookies == []
