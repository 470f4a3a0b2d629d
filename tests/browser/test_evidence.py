"""Does a person see in a real browser what becomes of evidence, with scripts and without?"""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from applications import reading, tasks
from applications.models import Attachment
from applications.services import drafts, files, submissions
from reviews import services as reviews
from tests import cases, contents
from tests.applications.scanners import Scanner
from tests.browser import browsing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMPTY = b'{"results": {}, "config": {}}'  # of the right format, and without a result


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def draft(owner):
    cases.publish_starter()
    return drafts.create(OrganisationFactory(owner=owner), by=owner)


@pytest.fixture
def scanner(settings):
    """A scanner that hangs up: whatever is uploaded waits."""
    scanner = Scanner()
    scanner.behaviour = "hangs_up"
    settings.CLAMD_URL = "tcp://127.0.0.1:{1}".format(*scanner.server.getsockname())
    yield scanner
    scanner.stop()


@pytest.fixture
def without_scripts(chromium, live_server, owner):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    browsing.sign_in(page, owner, url=live_server.url)
    yield page
    context.close()


def section(application):
    return reverse("applications:section", args=[application.reference, "H"])


def choose(page, format_name="lm_eval_json", **named):
    """Choose files for the evaluation results: their names and contents."""
    place = page.locator("#question-H1")
    place.locator("select").select_option(format_name)
    place.locator("input[type=file]").set_input_files(
        [
            {"name": name.replace("__", "."), "mimeType": "application/json", "buffer": content}
            for name, content in named.items()
        ]
    )
    browsing.follow(place.get_by_role("button", name="Upload"))


def ring_again():
    """As beat does when the pause after an attempt is over."""
    Attachment.objects.update(scan_next_at=timezone.now())
    tasks.ring_for_all(has_scanner=True)


def faults(page):
    return [*browsing.axe(page), *([f"wide: {w}"] if (w := browsing.overflow(page)) else [])]


def test_a_page_tells_by_itself_when_a_file_is_clean_and_read(
    page, owner, draft, scanner, live_server
):
    browsing.sign_in(page, owner, url=live_server.url)
    page.goto(section(draft))
    choose(page, good__json=contents.sample("lm_eval_json"), broken__json=EMPTY)
    place = page.locator("#question-H1")
    place.get_by_text("Being checked").first.wait_for()
    place.get_by_role("button", name="Remove good.json").focus()
    page.locator("#q-H4").evaluate("box => { box.value = 'Typed, and not saved.' }")

    scanner.behaviour = "well"
    ring_again()
    place.get_by_text("5 results").wait_for()

    assert place.get_by_text("Clean", exact=True).count() == 2
    assert place.get_by_text("there is not one result in it").count() == 1
    kept = Attachment.objects.get(name="good.json")
    assert page.evaluate("document.activeElement.id") == f"remove-{kept.pk}"
    assert page.locator("#q-H4").input_value() == "Typed, and not saved."
    assert "good.json: Clean." in page.locator("#files-said-H1").inner_text()
    place.locator("summary", has_text="5 results").click()
    place.get_by_role("rowheader", name="gsm8k").first.wait_for()
    assert faults(page) == []


def test_without_scripts_one_reloads_and_takes_an_infected_file_out(
    without_scripts, draft, scanner
):
    page = without_scripts
    page.goto(section(draft))
    choose(page, "csv", bad__csv=contents.EICAR)

    waiting = page.locator("#question-H1").inner_text()
    scanner.behaviour = "well"
    ring_again()
    page.reload()
    infected = page.locator("#question-H1").inner_text()
    browsing.follow(page.get_by_role("button", name="Remove bad.csv"))

    assert "Being checked" in waiting
    assert "Reload the page to see whether the check is done." in waiting
    assert "Infected" in infected
    assert "malware in it (Eicar-Test-Signature)" in infected
    assert page.get_by_role("button", name="Remove bad.csv").count() == 0


def test_a_file_that_lies_is_refused_at_its_question(page, owner, draft, live_server):
    browsing.sign_in(page, owner, url=live_server.url)
    page.goto(section(draft))

    choose(page, lie__json=contents.PDF)

    error = page.locator("#q-H1-error").inner_text()
    assert "This file is named .json but holds a PDF document." in error
    assert faults(page) == []


def test_reviewers_read_results_beside_the_answer(page, live_server):
    reviewer = ReviewerFactory()
    application = cases.draft(cases.HIGH)
    many = b",".join(b'"t%d": {"acc,none": 0.5}' % number for number in range(30))
    file = ContentFile(b'{"config": {"limit": 10}, "results": {' + many + b"}}", name="long.json")
    by = application.created_by
    made = files.attach(application, "H1", file=file, by=by, format_name="lm_eval_json")
    reading.attempt(made.pk)
    submissions.submit(application, by=by)
    reviews.claim(application, by=reviewer)
    browsing.sign_in(page, reviewer, url=live_server.url)

    page.goto(reverse("admin:reviews_desk", args=[application.reference]))
    answer = page.locator("#H1")
    assert answer.get_by_text("30 results (30 of partial runs)").is_visible()
    assert answer.get_by_text("Partial run").first.is_visible()
    assert faults(page) == []

    browsing.follow(answer.get_by_role("link", name="All 30 results in long.json"))
    assert page.get_by_role("rowheader").count() == 30
    assert faults(page) == []
