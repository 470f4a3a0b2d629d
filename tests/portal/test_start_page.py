"""Is the start page one for everybody, with live figures, and one's own for who is signed in?"""

import pytest
from django.conf import settings

from applications.services import deletions, submissions
from guidelines import loading
from guidelines import services as guidelines
from tests import cases
from tests.applications import histories
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner, backend=BACKEND)
    return client


def text(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_is_public_cacheable_and_sets_no_cookie(client):
    cases.publish_starter()

    response = client.get("/")

    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=300"
    assert client.get("/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.post("/").status_code == 405


def test_it_leads_to_the_check_and_past_it(client):
    cases.publish_starter()

    page = text(client.get("/"))

    assert 'href="/eligibility/"' in page
    assert 'href="/applications/new/"' in page
    assert 'href="/accounts/signup/?next=/applications/new/"' in page


def test_a_pack_without_the_check_begins_with_the_form(client):
    content = loading.read_folder(loading.STARTER)
    del content["eligibility"]
    content["pack"]["files"] = content["pack"]["files"][:-1]
    guidelines.publish_pack(content)

    page = text(client.get("/"))

    assert "Start now" in page
    assert "/eligibility/" not in page
    assert "What is allowed and what is refused" not in page


def test_before_anything_is_published_it_says_how_it_goes(client):
    page = text(client.get("/"))

    assert "What you will need" in page
    assert "How long it takes" not in page


def test_it_shows_examples_of_the_clauses_that_the_pack_chose(client):
    cases.publish_starter()

    page = text(client.get("/"))

    assert "A support chat opens with the words" in page  # GP-11, allowed
    assert "A clinic drafts visit summaries" in page  # GS-01, with safeguards
    assert "A system that rejects job applicants below a score" in page  # GP-12, refused
    assert 'href="/guidelines/clauses/GP-12/"' in page


def test_it_shows_the_figures_of_tiers_that_have_enough_decisions(client):
    histories.decided(5, 6, 7, 100, 200, tier="low")
    histories.decided(1, 2, 3, 4, tier="high")

    page = text(client.get("/"))

    assert ">7 hours</span> nine of ten within 7 days" in page
    assert page.count("Not enough decisions yet") == 2
    assert "We aim at 16 working hours" in page


def test_it_names_what_is_under_way_to_who_is_signed_in(signed_in, owner):
    organisation = OrganisationFactory(owner=owner)
    draft = cases.draft(owner=owner, organisation=organisation)
    declined = cases.declined(owner=owner, by=ReviewerFactory())
    others = cases.draft()

    response = signed_in.get("/")

    page = text(response)
    assert f'href="/applications/{draft.reference}/"' in page
    assert declined.reference not in page
    assert others.reference not in page
    assert "Go on where you were" in page
    assert "Sign out" in page
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


def test_what_is_with_the_reviewers_is_under_way_and_a_deleted_draft_is_not(signed_in, owner):
    waiting, deleted = cases.draft(owner=owner), cases.draft(owner=owner)
    submissions.submit(waiting, by=owner)
    deletions.delete(deleted, by=owner)

    page = text(signed_in.get("/"))

    assert waiting.reference in page
    assert deleted.reference not in page


def test_who_has_nothing_under_way_is_shown_where_to_begin(signed_in):
    cases.publish_starter()

    page = text(signed_in.get("/"))

    assert "Go on where you were" not in page
    assert 'href="/eligibility/"' in page


def test_a_session_that_has_ended_gets_the_page_without_anything_of_its_own(client):
    cases.publish_starter()
    client.cookies[settings.SESSION_COOKIE_NAME] = "ended"

    response = client.get("/")

    assert "Go on where you were" not in text(response)
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_a_constant_number_of_queries(client, owner, count, django_assert_num_queries):
    histories.decided(*range(1, 5 * count + 1))
    for _ in range(count):
        cases.draft(owner=owner)
    client.get("/")

    with django_assert_num_queries(1):  # the pack in force; the figures are cached
        client.get("/")

    client.force_login(owner, backend=BACKEND)
    client.get("/")
    with django_assert_num_queries(4):  # the same, the person, what is under way, unread news
        page = text(client.get("/"))
    assert page.count("Protokollhilfe") == count


def test_the_check_and_the_way_on_from_it_stay_in_the_language_of_the_address(client, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    cases.publish_starter()

    question = text(client.get("/de/eligibility/"))
    outcome = text(
        client.get("/de/eligibility/?access=own_calls&purpose=none&domains=none&effect=informs")
    )

    assert 'action="/de/eligibility/"' in question
    assert 'href="/de/accounts/signup/?next=/de/applications/new/"' in outcome


def test_one_s_own_start_page_speaks_the_language_that_one_chose(signed_in, owner, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    type(owner).objects.filter(pk=owner.pk).update(language="de")

    assert signed_in.get("/")["Content-Language"] == "de"
