"""Do a reviewer and an applicant ask, answer and write to each other, each in their own browser?"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from applications.services import drafts, submissions
from reviews import services as reviews
from tests import cases
from tests.browser import applying, browsing, reviewing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    return UserFactory(name="Odile")


@pytest.fixture
def reviewer():
    return ReviewerFactory(name="Real Name Of The Reviewer")


@pytest.fixture
def submitted(owner):
    draft = cases.draft(owner=owner, organisation=OrganisationFactory(owner=owner))
    drafts.save_answers(draft, {"B2": "Nurses and clerks use it."}, by=owner)
    submissions.submit(draft, by=owner)
    return draft


@pytest.fixture
def asked(submitted, reviewer, mailoutbox):
    """B2 is asked about."""
    reviews.claim(submitted, by=reviewer)
    wanted = {"B2": "Say exactly who uses it."}
    reviews.request_changes(submitted, wanted, by=reviewer, note="Almost there.", revision=1)
    return submitted


@pytest.fixture
def opened(new_page, live_server):
    """A browser in which somebody is signed in."""

    def open_for(user):
        page = new_page()
        browsing.sign_in(page, user, url=live_server.url)
        return page

    return open_for


def of(application, name="detail", *args):
    return reverse(f"applications:{name}", args=[application.reference, *args])


def now(application):
    return Application.objects.get(pk=application.pk)


def main(page):
    return page.locator("main").inner_text()


def faults(page):
    wide = browsing.overflow(page)
    return [*browsing.axe(page), *([f"{wide} too wide"] if wide else [])]


def follow(page, mails, person):
    """Open the link of the last mail to somebody."""
    body = [mail.body for mail in mails if mail.to == [person.email]][-1]
    page.goto(re.search(r"https?://[^/\s]+(/applications/\S+)", body)[1])


def answer(page):
    """From the application's page: change the answer, reply in words, submit."""
    browsing.follow(page.locator("a[href$='#question-B2']"))
    page.locator("#q-B2").fill("Clerks use it.")
    page.get_by_label("Reply to the reviewer").fill("Only clerks, and no nurses.")
    browsing.follow(page.get_by_role("button", name="Save and continue").last)
    page.wait_for_url("**/check/")  # nothing else is asked
    applying.submit(page)


def write(page, words):
    """A message, by a hand that clicks twice."""
    page.locator("#body").fill(words)
    page.get_by_role("button", name="Send message").dblclick()
    page.get_by_text("Your message has been sent.").wait_for()


def read(page):
    """Follow the link to what was asked and answered; what is wrong with it, and what it says."""
    browsing.follow(page.get_by_role("link", name="Read what was asked and answered"))
    page.locator("#exchange-1").wait_for()
    return faults(page), main(page)


def unfold(desk):
    """At the desk, open what was said; it is fetched then."""
    desk.locator("#messages > summary").click()
    desk.locator("#exchange-1").wait_for()


def read_at(desk):
    """The same as an applicant reads, at the desk."""
    unfold(desk)
    return faults(desk), main(desk)


def test_a_request_goes_out_by_mail_and_its_answer_back_to_whoever_asked(
    opened, submitted, owner, reviewer, mailoutbox
):
    applicants, desk = opened(owner), opened(reviewer)
    Application.objects.update(due_at=timezone.now())

    reviewing.desk(desk, submitted.reference)
    reviewing.claim(desk)
    reviewing.request_changes(desk, {"B2": "Say exactly who uses it."}, note="Almost there.")
    follow(applicants, mailoutbox, owner)
    told = main(applicants)
    answer(applicants)
    reviewing.desk(desk, submitted.reference)
    back = desk.locator("section", has=desk.locator("#asked")).inner_text()

    after = now(submitted)
    assert "Say exactly who uses it." in told
    assert "Almost there." in told
    assert after.returned_to == reviewer
    assert after.due_at > after.submitted_at
    assert "Say exactly who uses it." in back
    assert "Reply: Only clerks, and no nurses." in back
    assert "Nurses and clerks" in desk.locator("section:has(#asked) del").inner_text()
    assert "Claim" in main(desk)


def test_only_the_question_that_was_asked_about_is_open(opened, asked, owner):
    page = opened(owner)

    page.goto(of(asked, "section", "B"))
    found = faults(page)
    boxes = page.locator("main form textarea, main form input:not([type=hidden])")
    names = boxes.evaluate_all("boxes => boxes.map(box => box.name).filter(Boolean)")
    page.goto(of(asked, "section", "A"))

    assert {name.partition(".")[0] for name in names} == {"B2", "reply"}
    assert "The reviewers did not ask for a change here" in main(page)
    assert page.get_by_role("button", name="Save and continue").count() == 0
    assert found == []


def test_a_reply_is_saved_while_it_is_typed(opened, asked, owner):
    page = opened(owner)

    page.goto(of(asked, "section", "B"))
    page.get_by_label("Reply to the reviewer").fill("Only clerks.")
    page.get_by_text(re.compile(r"^Saved \d")).wait_for()

    assert asked.requests.get().reply == "Only clerks."


def test_both_write_get_mail_and_read_it_all_on_one_page(
    opened, asked, owner, reviewer, mailoutbox
):
    applicants, desk = opened(owner), opened(reviewer)
    drafts.save_answers(asked, {"B2": "Clerks use it."}, by=owner)
    submissions.submit(asked, by=owner)

    applicants.goto(of(asked))
    write(applicants, "See https://example.org/clerks for who they are.")
    desk.goto(reverse("admin:reviews_desk", args=[asked.reference]))
    unfold(desk)
    write(desk, "Thank you, that will do.")
    follow(applicants, mailoutbox, owner)
    found, own = read(applicants)
    found_at_desk, theirs = read_at(desk)

    link = applicants.get_by_role("link", name="https://example.org/clerks")
    said = ["Thank you, that will do.", "Say exactly who uses it.", "Almost there."]
    assert asked.messages.count() == 3  # the note of the request among them
    assert link.get_attribute("rel") == "nofollow"
    assert [words for words in said if words not in own or words not in theirs] == []
    assert reviewer.pseudonym in own
    assert reviewer.name not in applicants.content()
    assert reviewer.email not in applicants.content()
    assert found + found_at_desk == []


def test_a_request_is_answered_without_scripts(chromium, live_server, asked, owner, mailoutbox):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    browsing.sign_in(page, owner, url=live_server.url)

    page.goto(of(asked))
    answer(page)
    page.goto(of(asked, "exchanges"))
    read = main(page)
    context.close()

    assert "Only clerks, and no nurses." in read
    assert "Submission 2" in read
    assert now(asked).revision.answers["B2"] == "Clerks use it."
