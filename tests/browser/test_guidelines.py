"""Can everybody read the guidelines, the clauses and the documents?"""

import pytest

from guidelines import services
from tests.browser import browsing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = ["/guidelines/", "/guidelines/clauses/GP-12/", "/terms/", "/weaknesses/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_public_pages_are_in_order(page, address):
    services.publish_starter()

    page.goto(address)

    assert (browsing.axe(page), browsing.overflow(page)) == ([], 0)


def test_a_link_in_the_contents_leads_to_the_clause(page):
    services.publish_starter()
    page.goto("/guidelines/")

    page.click("a[href='#GS-06']")

    assert page.url.endswith("/guidelines/#GS-06")
    assert page.locator("#GS-06").evaluate("element => element.getBoundingClientRect().top < 100")
