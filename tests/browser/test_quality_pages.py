"""Are dashboard and the pages of quality in order: light, dark and narrow?"""

import pytest
from django.urls import reverse

from tests import cases
from tests.browser import browsing
from tests.factories import ReviewerFactory, staff_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("dashboard", "quality", "agreement", "policy_tasks", "what_ifs")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_figures_is_in_order(page, live_server, name):
    person = ReviewerFactory()
    person.groups.add(staff_group("Policy owners"))
    cases.approved(by=ReviewerFactory())
    cases.submitted(cases.HIGH)
    browsing.sign_in(page, person, url=live_server.url)

    page.goto(reverse(f"admin:reviews_{name}"))

    assert (browsing.axe(page), browsing.overflow(page)) == ([], 0)
