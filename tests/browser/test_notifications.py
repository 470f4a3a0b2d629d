"""Are the pages of notifications, and the mails themselves, in order for who reads them?"""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts import emails as accounts
from applications.services import submissions
from notifications import unsubscribing
from notifications.groups import Group, Mode
from notifications.models import Notification, Preferences
from tests import cases
from tests.browser import browsing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_PAGES = re.compile("landmark|region|page-has-heading-one")  # a mail is no page


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def declined(owner):
    """Submitted and declined: each a notification and a mail."""
    draft = cases.draft(owner=owner, organisation=OrganisationFactory(owner=owner))
    submissions.submit(draft, by=owner)
    cases.decline(draft, by=ReviewerFactory())
    return draft


@pytest.fixture
def signed_in(page, owner, live_server):
    browsing.sign_in(page, owner, url=live_server.url)
    return page


def faults(page, url=""):
    """What axe finds, and by how much the page is too wide; an address is opened first."""
    if url:
        page.goto(url)
    wide = browsing.overflow(page)
    return [f"{page.url}: {each}" for each in [*browsing.axe(page), *([wide] if wide else [])]]


def test_news_is_read_and_leads_to_its_place(signed_in, declined):
    assert faults(signed_in, reverse("notifications:list")) == []
    signed_in.get_by_role(
        "button", name=re.compile("^Open and mark as read.*Your application was declined")
    ).click()
    signed_in.wait_for_url(f"**{declined.get_absolute_url()}")
    unread = Notification.objects.unread().count()
    signed_in.goto(reverse("notifications:list"))
    browsing.follow(signed_in.get_by_role("button", name="Mark all as read"))
    signed_in.get_by_text("marked as read").first.wait_for()

    assert unread > 0
    assert not Notification.objects.unread().exists()
    assert faults(signed_in) == []


def test_preferences_are_chosen_and_decisions_are_not_among_them(signed_in, owner, declined):
    assert faults(signed_in, reverse("notifications:preferences")) == []
    signed_in.get_by_role("group", name="Progress of an application").get_by_label(
        "Daily digest"
    ).check()
    browsing.follow(signed_in.get_by_role("button", name="Save"))
    signed_in.get_by_text("Your choices have been saved.").wait_for()

    assert signed_in.get_by_role("group", name="Decisions and approvals").count() == 0
    assert Preferences.objects.get(person=owner).progress == Mode.DAILY
    assert faults(signed_in) == []


def test_a_link_in_a_mail_stops_its_kind_signed_out_and_without_scripts(
    chromium, live_server, owner, page
):
    url = unsubscribing.url_for(owner, [Group.PROGRESS]).replace("http://testserver", "")
    assert faults(page, url) == []
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()

    plain.goto(url)
    looked = Preferences.objects.exists()
    browsing.follow(plain.locator("main").get_by_role("button"))
    plain.wait_for_load_state()
    context.close()

    assert not looked
    assert Preferences.objects.get(person=owner).progress == Mode.IN_APP


def test_mails_are_accessible_in_light_and_dark_and_fit_a_narrow_window(page, declined, owner):
    context = {"email": owner.email, "password_reset_url": "https://example.org/" + "x" * 90}
    reset = accounts.about_account("account/email/password_reset_key", owner.email, context)
    (decline,) = (each for each in mail.outbox if "was declined" in each.subject)

    for each in (decline, reset):
        page.set_content(each.alternatives[0][0])
        found = [one for one in faults(page) if not OF_PAGES.search(one)]
        assert found == []
