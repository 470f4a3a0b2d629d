"""Does the frame of the pages keep its promises: one for everybody, one for those who sign in?"""

import re

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.urls import reverse

from common.templatetags import gatehouse
from tests.factories import ReviewerFactory, UserFactory


def words(client, path="/dev/style/"):
    """The words of the main navigation."""
    page = client.get(path).content.decode()
    return re.findall(r'class="gh-nav__link"[^>]*>([^<]+)<', page)


def test_strangers_are_offered_to_sign_in(client, db):
    assert words(client) == ["Guidelines", "Sign in", "Sign up"]


def test_applicants_find_their_applications_and_keys(client, db):
    client.force_login(UserFactory())

    assert words(client) == [
        "Guidelines",
        "Applications",
        "API keys",
        "Notifications",
        "Account",
        "Sign out",
    ]


def test_reviewers_find_their_queue(client, db):
    client.force_login(ReviewerFactory())

    assert "Review queue" in words(client)


def test_the_link_to_where_one_is_says_so(client, db):
    page = client.get(reverse("account_login")).content.decode()

    here = page[page.index('href="/accounts/login/"') :].split(">")[0]
    assert 'aria-current="true"' in here


def test_a_public_page_sets_no_cookie_and_is_the_same_for_everybody(client, db):
    client.force_login(UserFactory())
    before = dict(client.cookies)

    response = client.get("/no-such-page/")

    assert response.cookies == {}
    assert client.cookies == before
    assert "Your applications" in response.content.decode()
    assert "Sign out" not in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_a_page_for_errors_needs_nothing_to_be_drawn(name):
    page = render_to_string(name)

    assert "Gatehouse" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("level", "role", "title"),
    [
        (messages.SUCCESS, "alert", "Done"),
        (messages.ERROR, "alert", "That did not work"),
        (messages.WARNING, "region", "That did not work"),
        (messages.INFO, "region", "Please note"),
    ],
)
def test_a_message_is_a_banner_of_its_kind(level, role, title):
    page = render_to_string("partials/messages.html", {"messages": [Message(level, "Saved.")]})

    assert f'role="{role}"' in page
    assert title in page
    assert "Saved." in page


def test_a_demonstration_says_so_on_every_page():
    assert "Demonstration." in render_to_string("404.html", {"site_is_demo": True})
    assert "Demonstration." not in render_to_string("404.html")


def test_a_link_to_a_page_that_was_not_built_is_left_out():
    assert gatehouse.footer_item("no-such-page", "Nowhere")["url"] == ""
    assert (
        render_to_string("partials/footer_item.html", {"url": "", "text": "Nowhere"}).strip() == ""
    )
