"""Do the start page, the list, the task list, the check and the acts do their one thing?"""

import pytest
from django.urls import reverse

from applications.models import Application
from applications.services import drafts, submissions
from applications.states import Status
from events import queries as events
from tests import cases
from tests.applications.addresses import of, section, text
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def blank(owner, organisation):
    cases.publish_starter()
    return drafts.create(organisation, by=owner)


def status(application):
    return Application.objects.get(pk=application.pk).status


# --- The start page ------------------------------------------------------------------------------


def test_the_start_page_is_for_anybody_and_cacheable(client, django_assert_num_queries):
    cases.publish_starter()
    client.get("/")

    with django_assert_num_queries(1):  # the pack version in force
        response = client.get("/")

    page = text(response)
    assert "What needs approval" in page
    assert reverse("applications:new") in page
    assert "16 working hours" in page
    assert not response.cookies
    assert "Cookie" in response["Vary"]  # people who are signed in see their own
    assert response["Cache-Control"] == "public, max-age=300"


def test_the_start_page_works_before_the_first_policy(client):
    assert "How long it takes" not in text(client.get("/"))


# --- The list and beginning ----------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    signed_in, owner, organisation, count, django_assert_num_queries
):
    for _ in range(count):
        drafts.create(organisation, by=owner)
    signed_in.get("/applications/")

    # the user, the count, the applications, whether drafts were deleted, unread news, own sections
    with django_assert_num_queries(6):
        response = signed_in.get("/applications/")

    assert text(response).count('class="gh-card"') == count


def test_the_list_shows_the_own_organisations_alone(signed_in, blank, stranger):
    other = drafts.create(OrganisationFactory(owner=stranger), by=stranger)

    page = text(signed_in.get("/applications/"))

    assert blank.reference in page
    assert other.reference not in page


def test_the_list_has_pages(signed_in, owner, organisation):
    for _ in range(26):
        drafts.create(organisation, by=owner)

    first, second, beyond = (
        text(signed_in.get(f"/applications/?page={page}")) for page in ("1", "2", "x")
    )

    assert (first.count("GA-"), second.count("GA-")) == (50, 2)
    assert 'href="?page=2"' in first
    assert 'href="?page=1"' in second
    assert beyond.count("GA-") == 50


def test_beginning_makes_a_draft(signed_in, organisation):
    response = signed_in.post(reverse("applications:new"), {"organisation": organisation.pk})

    application = Application.objects.get()
    assert response.url == of(application)
    assert (application.organisation, application.status) == (organisation, Status.DRAFT)


def test_beginning_for_another_organisation_is_refused(signed_in, organisation):
    other = OrganisationFactory()

    response = signed_in.post(reverse("applications:new"), {"organisation": other.pk})

    assert "Select one of your organisations" in text(response)
    assert not Application.objects.exists()


def test_beginning_needs_a_choice(signed_in, organisation):
    response = signed_in.post(reverse("applications:new"), {})

    assert "Select the organisation that applies" in text(response)


def test_a_viewer_is_told_how_to_begin(client, viewer):
    client.force_login(viewer, backend=BACKEND)

    page = text(client.get(reverse("applications:new")))

    assert reverse("accounts:organisation_new") in page
    assert "by its owners and editors" in page


def test_a_person_without_an_organisation_is_led_to_making_one(client):
    client.force_login(UserFactory(), backend=BACKEND)

    assert reverse("accounts:organisation_new") in text(client.get(reverse("applications:new")))


# --- The task list -------------------------------------------------------------------------------


def test_the_task_list_computes_how_far_each_section_is(signed_in, blank, owner):
    drafts.save_answers(blank, {"A2": "nowhere", "G1": ["none"], "G3": 0, "G4": False}, by=owner)

    page = text(signed_in.get(of(blank)))

    assert "1 of 10 sections" in page
    assert page.count("There is a problem") == 1
    assert page.count("Cannot start yet") == 1
    assert f'href="{section(blank, "A")}?problems=1"' in page
    assert section(blank, "J") not in page


def test_a_complete_draft_leads_to_the_check(signed_in, draft):
    page = text(signed_in.get(of(draft)))

    assert "All sections are complete" in page
    assert section(draft, "J") in page
    assert of(draft, "check") in page


def test_the_task_list_costs_a_constant_number_of_queries(
    signed_in, draft, django_assert_max_num_queries
):
    signed_in.get(of(draft))

    with django_assert_max_num_queries(16):
        signed_in.get(of(draft))


@pytest.mark.parametrize("name", ["detail", "check", "answers", "submitted", "withdraw"])
def test_a_stranger_finds_no_page_of_it(client, draft, stranger, name):
    client.force_login(stranger, backend=BACKEND)

    assert client.get(of(draft, name)).status_code == 404


@pytest.mark.parametrize("name", ["submit", "withdraw", "message"])
def test_a_stranger_can_do_nothing_to_it(client, draft, stranger, name):
    client.force_login(stranger, backend=BACKEND)

    assert client.post(of(draft, name), {"body": "x"}).status_code == 404
    assert status(draft) == Status.DRAFT


@pytest.mark.parametrize("name", ["detail", "check", "answers", "withdraw"])
def test_a_page_needs_somebody_signed_in(client, draft, name):
    assert client.get(of(draft, name)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["submit", "message"])
def test_an_act_takes_a_post(signed_in, draft, name):
    assert signed_in.get(of(draft, name)).status_code == 405


def test_before_the_first_policy_there_is_nothing_to_fill_in(signed_in, owner, organisation):
    application = drafts.create(organisation, by=owner)

    assert signed_in.get(of(application)).status_code == 404


# --- Checking and submitting ---------------------------------------------------------------------


def test_the_check_shows_all_answers_the_tier_and_its_reasons(signed_in, owner, organisation):
    application = cases.draft(cases.HIGH, owner=owner, organisation=organisation)

    page = text(signed_in.get(of(application, "check")))

    assert "Vacantio Match" in page
    assert 'class="gh-tier gh-tier--high"' in page
    assert "It scores or ranks people" in page
    assert "Show the facts about each person without a score or an order." in page
    assert "Points: 9 in all" in page
    assert "3 of 3" in page
    assert "2 reviewers have to agree" in page
    assert f"{section(application, 'B')}?back=check#question-B1" in page
    assert "Submit application" in page


def test_the_check_does_not_show_what_is_sensitive(signed_in, draft):
    given = draft.given_answers()

    page = text(signed_in.get(of(draft, "check")))

    assert given["A6"] not in page
    assert "It is stored encrypted and not shown on this page." in page


def test_the_check_says_what_is_missing_and_has_no_button(signed_in, blank):
    page = text(signed_in.get(of(blank, "check")))

    assert "missing or not right yet" in page
    assert f"{section(blank, 'A')}?back=check&amp;problems=1" in page
    assert "Submit application" not in page


def test_an_application_is_submitted_and_confirmed(signed_in, draft):
    response = signed_in.post(of(draft, "submit"), follow=True)

    page = text(response)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert "Application submitted" in page
    assert draft.reference in page
    assert f"{draft.due_at:%H:%M} UTC" in page


def test_an_incomplete_application_is_not_submitted(signed_in, blank):
    response = signed_in.post(of(blank, "submit"), follow=True)

    assert "Some answers are missing or not right yet." in text(response)
    assert status(blank) == Status.DRAFT


def test_a_viewer_reads_and_cannot_submit(client, draft, viewer):
    client.force_login(viewer, backend=BACKEND)

    response = client.post(of(draft, "submit"), follow=True)

    assert "Only owners and editors of the organisation" in text(response)
    assert "Submit application" not in text(client.get(of(draft, "check")))
    assert status(draft) == Status.DRAFT


def test_the_check_of_a_submitted_application_is_its_status_page(signed_in, draft, owner):
    submissions.submit(draft, by=owner)

    assert signed_in.get(of(draft, "check")).url == of(draft)


def test_a_draft_has_no_confirmation(signed_in, draft):
    assert signed_in.get(of(draft, "submitted")).url == of(draft)


def test_all_answers_can_be_read_after_submitting(signed_in, draft, owner):
    submissions.submit(draft, by=owner)

    page = text(signed_in.get(of(draft, "answers")))

    assert draft.given_answers()["B2"] in page
    assert "back=check" not in page


# --- Withdrawing ---------------------------------------------------------------------------------


def test_withdrawing_asks_once_and_then_ends_it(signed_in, draft):
    question = text(signed_in.get(of(draft, "withdraw")))

    response = signed_in.post(of(draft, "withdraw"), follow=True)

    assert "Do you want to withdraw this application?" in question
    assert status(draft) == Status.WITHDRAWN
    assert "Begin a new application" in text(response)


def test_withdrawing_twice_is_one_event(signed_in, draft):
    signed_in.post(of(draft, "withdraw"))

    response = signed_in.post(of(draft, "withdraw"), follow=True)

    assert "This cannot be done while the state is" in text(response)
    assert signed_in.get(of(draft, "withdraw")).url == of(draft)
    kinds = [event.kind for event in events.timeline(draft.subject)]
    assert kinds.count("application.withdraw") == 1


def test_a_viewer_cannot_withdraw(client, draft, viewer):
    client.force_login(viewer, backend=BACKEND)

    response = client.post(of(draft, "withdraw"), follow=True)

    assert "Only owners and editors of the organisation" in text(response)
    assert "Withdraw this application" not in text(response)
    assert status(draft) == Status.DRAFT


def test_an_empty_draft_can_be_withdrawn_and_still_be_read(signed_in, blank):
    signed_in.post(of(blank, "withdraw"))

    assert signed_in.get(of(blank)).status_code == 200
    assert signed_in.get(of(blank, "answers")).status_code == 200
