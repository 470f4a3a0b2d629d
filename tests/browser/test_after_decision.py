"""Does what follows a decision work in a browser: amend, recertify, appeal, withdraw?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from applications import appeal_links, queries
from applications.models import Application, Approval
from applications.services import appeals, submissions
from applications.states import ApprovalStatus, Kind, Status
from tests import cases
from tests.browser import browsing, reviewing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "The reviewers read an older prompt."


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def application(owner):
    """Of an organisation of the owner, submitted."""
    return submitted(owner, cases.LOW)


def submitted(owner, name):
    draft = cases.draft(name, owner=owner, organisation=OrganisationFactory(owner=owner))
    submissions.submit(draft, by=owner)
    return draft


@pytest.fixture
def signed_in(page, owner, live_server):
    browsing.sign_in(page, owner, url=live_server.url)
    return page


def of(application, name="detail"):
    return reverse(f"applications:{name}", args=[application.reference])


def faults(page, url=""):
    """What axe finds, and by how much the page is too wide; an address is opened first."""
    if url:
        page.goto(url)
    wide = browsing.overflow(page)
    return [f"{page.url}: {each}" for each in [*browsing.axe(page), *([wide] if wide else [])]]


def agree(page, application):
    """Tick what one agrees to, section by section: a copy agrees to nothing."""
    pack = queries.pack_of(application)
    for section in pack.sections:
        asked = [q.id for q in section.questions if q.type == "attestation"]
        if asked:
            page.goto(f"{of(application)}sections/{section.id}/")
            for question in asked:
                page.locator(f"#question-{question}").get_by_role("checkbox").check()
            save(page, section.id)


def save(page, section):
    browsing.follow(page.get_by_role("button", name="Save and continue").last)
    page.wait_for_url(lambda url: f"/sections/{section}/" not in url)


def change(page, application, question, text):
    section = queries.pack_of(application).question(question).section
    page.goto(f"{of(application)}sections/{section}/")
    page.locator(f"#q-{question}").fill(text)
    save(page, section)


def begin_amendment(page, application):
    page.goto(of(application))
    browsing.follow(page.get_by_role("link", name="Amend the approved use"))
    assert faults(page) == []
    browsing.follow(page.get_by_role("button", name="Begin"))
    return Application.objects.get(concerns=application)


def test_a_change_that_nobody_judges_is_recorded_at_once(signed_in, application):
    cases.approve(application, by=ReviewerFactory())
    assert faults(signed_in, of(application)) == []
    amendment = begin_amendment(signed_in, application)
    agree(signed_in, amendment)
    change(signed_in, amendment, "B1", "Minutes helper")

    signed_in.goto(of(amendment, "check"))
    signed_in.get_by_text("It will be recorded at once, without a review").wait_for()
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("button", name="Submit application"))
    signed_in.get_by_text("Your changes are recorded.").wait_for()

    assert Application.objects.get(pk=amendment.pk).status == Status.RECORDED
    assert faults(signed_in, of(amendment)) == []


def test_a_change_that_is_judged_says_so_and_the_old_approval_holds_until_it_is_replaced(
    signed_in, application
):
    cases.approve(application, by=ReviewerFactory())
    amendment = begin_amendment(signed_in, application)
    agree(signed_in, amendment)
    change(signed_in, amendment, "B2", "Nurses use it to write minutes of their meetings.")

    signed_in.goto(of(amendment, "check"))
    signed_in.get_by_text("It will be reviewed like a new application.").wait_for()
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("button", name="Submit application"))
    signed_in.wait_for_url("**/submitted/")
    meanwhile = application.approvals.get().status
    cases.approve(amendment, by=ReviewerFactory())

    assert meanwhile == ApprovalStatus.ACTIVE
    assert faults(signed_in, of(application)) == []
    signed_in.get_by_text("A newer approval has taken the place of this one.").wait_for()
    assert faults(signed_in, of(amendment)) == []


def test_an_approval_is_recertified_before_it_ends_and_offered_so_after(signed_in, application):
    cases.approve(application, by=ReviewerFactory())
    move_end(application, days=20)
    signed_in.goto(of(application))
    browsing.follow(signed_in.get_by_role("link", name="Recertify"))
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("link", name="Not now"))
    move_end(application, days=-1)
    signed_in.reload()

    signed_in.get_by_text("The time of the approval is over").wait_for()
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("button", name="Recertify"))
    browsing.follow(signed_in.get_by_role("button", name="Begin"))

    begun = Application.objects.get(concerns=application)
    assert begun.kind == Kind.RECERTIFICATION
    assert faults(signed_in, of(begun)) == []


def move_end(application, *, days):
    """Let the time of the approval be over in so many days; nothing else may do that."""
    end = timezone.now() + timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE applications_approval DISABLE TRIGGER ALL")
        Approval.objects.filter(application=application).update(
            valid_until=end, valid_from=end - timedelta(days=300)
        )
        cursor.execute("ALTER TABLE applications_approval ENABLE TRIGGER ALL")


def test_an_appeal_by_the_link_needs_neither_session_nor_cookies_nor_scripts(
    chromium, live_server, owner, application, new_page
):
    first, fresh = ReviewerFactory.create_batch(2)
    cases.decline(application, by=first)
    link = appeal_links.url_for(application, owner).replace("http://testserver", "")
    looked = new_page()
    assert faults(looked, link) == []
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()

    page.goto(link)
    browsing.follow(page.get_by_role("button", name="Appeal"))
    refused = page.get_by_text("Enter why the decision should be another one").count()
    page.get_by_label("Why should the decision be another one?").fill(WHY)
    browsing.follow(page.get_by_role("button", name="Appeal"))
    page.get_by_text("The appeal has been filed").wait_for()
    cookies = {cookie["name"] for cookie in context.cookies()}
    context.close()

    assert refused
    assert "sessionid" not in cookies
    assert faults(looked, link) == []
    decide_the_appeal(new_page(), application, fresh, url=live_server.url)


def decide_the_appeal(page, application, reviewer, *, url):
    """By somebody new, at the desk."""
    browsing.sign_in(page, reviewer, url=url)
    page.goto(reverse("admin:reviews_queue") + "?tab=appeals")
    assert faults(page) == []
    browsing.follow(page.get_by_role("link", name=application.title))
    reviewing.claim(page)
    page.get_by_role("heading", name="The appeal").wait_for()
    page.get_by_text(WHY).wait_for()
    assert faults(page) == []
    browsing.follow(page.get_by_role("link", name="Uphold: decline again"))
    page.locator("[id='clause-GP-11']").check()
    page.get_by_label("Why it is declined").fill("Still not.")
    browsing.follow(page.get_by_role("button", name="Decline", exact=True))
    page.get_by_text("Your decision is recorded").wait_for()
    assert Application.objects.get(pk=application.pk).appeal.outcome == "upheld"


def test_an_appeal_is_filed_and_taken_back_on_the_pages(signed_in, application):
    cases.decline(application, by=ReviewerFactory())
    signed_in.goto(of(application))
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("link", name="Appeal against the decision"))
    assert faults(signed_in) == []
    signed_in.get_by_label("Why should the decision be another one?").fill(WHY)
    browsing.follow(signed_in.get_by_role("button", name="Appeal"))
    signed_in.get_by_role("heading", name="Your appeal").wait_for()
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("link", name="Take the appeal back"))
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("button", name="Withdraw"))

    signed_in.get_by_text("The appeal was taken back.").first.wait_for()
    assert Application.objects.get(pk=application.pk).status == Status.DECLINED
    assert faults(signed_in) == []


def test_a_withdrawn_application_is_begun_again_with_its_answers(signed_in, application):
    signed_in.goto(of(application))
    browsing.follow(signed_in.get_by_role("link", name="Withdraw this application"))
    browsing.follow(signed_in.get_by_role("button", name="Withdraw"))
    browsing.follow(signed_in.get_by_role("button", name="Begin again with these answers"))
    assert faults(signed_in) == []
    browsing.follow(signed_in.get_by_role("button", name="Begin"))
    signed_in.wait_for_url(re.compile(r"/applications/GA-[^/]+/$"))

    assert faults(signed_in) == []
    assert Application.objects.exclude(pk=application.pk).get().title == application.title


def test_an_approval_of_the_high_tier_shows_its_conditions_with_dates(signed_in, owner):
    application = submitted(owner, cases.HIGH)
    for reviewer in ReviewerFactory.create_batch(2):
        cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    assert faults(signed_in, of(application)) == []
    assert signed_in.get_by_text("Due by 30 June 2027").count()
    assert faults(signed_in, of(application, "relinquish")) == []


def test_the_appeal_of_a_decline_that_was_appealed_is_over(page, owner, application):
    cases.decline(application, by=ReviewerFactory())
    link = appeal_links.url_for(application, owner).replace("http://testserver", "")
    appeals.file(application, WHY, by=owner)
    cases.decline(application, by=ReviewerFactory())

    assert faults(page, link) == []
    assert page.get_by_role("heading", name="The appeal is closed").count() == 1
