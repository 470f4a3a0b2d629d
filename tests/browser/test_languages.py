"""Do the pages of the main job stand in German, and from right to left, on a narrow screen too?"""

import pytest
from django.urls import reverse

from guidelines import loading, spoken
from guidelines import services as guidelines
from reviews import services as reviews
from tests import cases
from tests.browser import browsing
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TURN = "() => document.documentElement.setAttribute('dir', 'rtl')"
# What sticks out at either side of a narrow window, and is not meant to scroll by itself.
STICKS_OUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const hidden = style.position === "absolute" && box.width <= 1 || style.visibility === "hidden";
  const scrolls = one.closest("pre, table, .govuk-visually-hidden, details:not([open])");
  return !hidden && !scrolls && box.width && (box.left < -1 || box.right > innerWidth + 1);
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def policy():
    guidelines.publish_folder(loading.STARTER)
    guidelines.publish_starter_documents()
    spoken.forget()


@pytest.fixture
def applicant(policy):
    return UserFactory(name="Ada Antrag", language="de")


@pytest.fixture
def draft(applicant):
    return cases.draft(
        cases.HIGH, owner=applicant, organisation=OrganisationFactory(owner=applicant)
    )


def of(application, name, *args):
    return reverse(f"applications:{name}", args=[application.reference, *args])


def public_pages():
    return ["/de/", "/de/guidelines/", "/de/eligibility/", "/de/accounts/login/"]


def pages_of(draft):
    return [
        of(draft, "detail"),
        *(of(draft, "section", each) for each in "BCDF"),
        of(draft, "check"),
    ]


def pages_of_reviewers(application):
    names = ["desk", "approve", "changes"]
    return [
        f"{reverse('admin:reviews_queue')}?tab=open",
        *(reverse(f"admin:reviews_{name}", args=[application.reference]) for name in names),
    ]


def faults(page, url):
    """In German: too wide at 320 px, what axe finds, or not German at all."""
    page.goto(url)
    wide = browsing.overflow(page)
    found = [*browsing.axe(page), *([f"{wide} px too wide"] if wide else [])]
    if page.locator("html").get_attribute("lang") != "de":
        found.append("not in German")
    return [f"{page.url}: {each}" for each in found]


def faults_turned(page, url):
    """The same page from right to left: nothing scrolls sideways, nothing leaves the window."""
    page.goto(url)
    page.evaluate(TURN)
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += page.evaluate(STICKS_OUT) + ([f"{wide} px too wide"] if wide > 0 else [])
    return [f"{page.url}: {each}" for each in found]


@pytest.mark.parametrize("look", [faults, faults_turned])
def test_public_pages_hold_in_german_and_from_right_to_left(page, policy, look):
    assert [found for url in public_pages() for found in look(page, url)] == []


@pytest.mark.parametrize("look", [faults, faults_turned])
def test_the_form_holds_in_german_and_from_right_to_left(page, draft, live_server, look):
    browsing.sign_in(page, draft.created_by, url=live_server.url)

    assert [found for url in pages_of(draft) for found in look(page, url)] == []


@pytest.mark.parametrize("look", [faults, faults_turned])
def test_the_desk_holds_in_german_and_from_right_to_left(page, policy, live_server, look):
    application = cases.submitted(cases.HIGH)
    reviewer = ReviewerFactory(language="de")
    reviews.claim(application, by=reviewer)
    browsing.sign_in(page, reviewer, url=live_server.url)

    assert [found for url in pages_of_reviewers(application) for found in look(page, url)] == []


def test_the_footer_leads_to_the_same_page_in_the_other_language(page, policy):
    page.goto("/en/guidelines/")
    browsing.follow(page.get_by_role("link", name="Deutsch"))

    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("h1").inner_text() == "Nutzungsrichtlinien"
    browsing.follow(page.get_by_role("link", name="englische Text"))
    assert page.locator("h1").inner_text() == "Usage guidelines"
