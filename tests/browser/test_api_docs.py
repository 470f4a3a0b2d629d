"""Can people read the API's description, and try it, under the strict policy?"""

import pytest

from tests.browser import browsing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOCS = "/api/v1/docs/"


@pytest.fixture
def docs(page):
    page.goto(DOCS)
    page.wait_for_selector(".opblock")
    return page


def test_the_description_of_the_api_is_in_order(docs):
    assert (browsing.axe(docs), browsing.overflow(docs)) == ([], 0)


def test_an_operation_unfolds_in_order(docs):
    docs.click(".opblock-summary-control >> nth=0")
    docs.wait_for_selector(".responses-table")

    assert browsing.axe(docs) == []


def test_a_call_can_be_tried_out(docs):
    docs.click("#operations-key-key_status .opblock-summary-control")
    docs.click("text=Try it out")
    docs.click("text=Execute")

    docs.wait_for_selector(".live-responses-table")

    answer = docs.inner_text(".live-responses-table .response >> nth=0")
    assert "urn:gatehouse:problem:not_authenticated" in answer


def test_nothing_comes_from_another_host(page, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(DOCS)
    page.wait_for_selector(".opblock")

    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
