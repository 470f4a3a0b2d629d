"""Is Django's admin, in our skin, accessible and quiet under the strict policy?"""

import pytest
from django.urls import reverse

from tests.browser import browsing
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def operator(page, live_server):
    """A page of somebody who may do everything."""
    user = UserFactory(is_staff=True, is_superuser=True)
    browsing.sign_in(page, user, url=live_server.url)
    return user


@pytest.mark.parametrize("name", ["index", "accounts_user_changelist"])
def test_a_page_of_the_admin_is_accessible(page, operator, name):
    page.goto(reverse(f"admin:{name}"))

    assert browsing.axe(page) == []


def test_a_form_of_the_admin_is_accessible(page, operator):
    page.goto(reverse("admin:accounts_user_change", args=[operator.pk]))

    assert browsing.axe(page) == []


def test_the_theme_can_be_switched(page, operator):
    page.goto(reverse("admin:index"))

    page.locator("#user-tools .theme-toggle").click()

    assert page.locator("html").get_attribute("data-theme") in {"light", "dark"}
