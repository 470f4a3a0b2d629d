"""Does the whole job go through the pages, from sign-up to a key that a revocation ends?"""

import json
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command

from applications.models import Application
from guidelines import queries as guidelines
from tests import cases
from tests.browser import applying, browsing, reviewing
from tests.factories import ReviewerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def key_status(live_server, key):
    """What a program learns about a key, over the wire."""
    request = Request(  # noqa: S310 -- the test's own server
        f"{live_server.url}/api/v1/key", headers={"Authorization": f"Bearer {key}"}
    )
    with urlopen(request, timeout=10) as response:  # noqa: S310 -- the same
        return json.load(response)


def decide(page, reference):
    reviewing.desk(page, reference)
    reviewing.claim(page)
    reviewing.mark_all(page, cases.HIGH)
    reviewing.approve(page, cases.HIGH)


def change_one_answer(page, reference, question, text):
    """Do what the request asks, and submit again."""
    page.goto(f"/applications/{reference}/sections/{question[0]}/")
    page.locator(f"#question-{question}").locator("input, textarea").first.fill(text)
    browsing.follow(page.get_by_role("button", name="Save and continue").last)
    page.wait_for_url(lambda url: "/sections/" not in url)  # it may wait for an autosave first
    page.goto(f"/applications/{reference}/check/")
    return applying.submit(page)


def apply(page, mailoutbox):
    """From the sign-up to the confirmation; returns the reference."""
    pack = guidelines.compiled(guidelines.current_pack())
    applying.sign_up(
        page, mailoutbox, email="ines@vacantio.example", name="Inès", organisation="Vacantio"
    )
    reference = applying.begin(page)
    applying.fill_in(page, pack, cases.example(cases.HIGH)["answers"])
    applying.submit(page)
    return reference


def ask_for_a_change(page, reference):
    reviewing.desk(page, reference)
    reviewing.claim(page)
    reviewing.request_changes(page, {"B2": "Say who reads the order."}, note="One thing only.")


@pytest.fixture
def reviewers(new_page, live_server):
    """The pages of two reviewers who have signed in."""
    pages = [new_page(), new_page()]
    for page in pages:
        browsing.sign_in(page, ReviewerFactory(), url=live_server.url)
    return pages


def test_the_whole_job_through_the_pages(page, reviewers, live_server, mailoutbox):
    cases.publish_starter()
    first, second = reviewers

    reference = apply(page, mailoutbox)
    ask_for_a_change(first, reference)
    change_one_answer(page, reference, "B2", "Recruiters read the order and decide.")
    decide(first, reference)
    between = Application.objects.get(reference=reference).status
    decide(second, reference)
    key = applying.issue_key(page, reference)
    before = key_status(live_server, key)
    reviewing.revoke(second, reference, note="The product went beyond its use.")
    after = key_status(live_server, key)

    application = Application.objects.get(reference=reference)
    assert (between, application.status) == ("awaiting_second", "approved")
    assert application.revision.number == 2
    assert (before["status"], before["approval"]["tier"]) == ("active", "high")
    assert after["status"] == "revoked"
    call_command("verify_events", verbosity=0)
