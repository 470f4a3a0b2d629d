"""Does the status page say where an application stands, what was said, and what was decided?"""

import pytest

from applications.models.decision import Outcome
from applications.services import conversation, submissions
from applications.states import ApprovalAction
from reviews import services as reviews
from tests import cases
from tests.applications import histories
from tests.applications.addresses import of, section, text

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def submitted(draft, owner):
    submissions.submit(draft, by=owner)
    return draft


def decline(application, *, by):
    reviews.claim(application, by=by)
    reviews.mark(application, {"CK-05": cases.MarkInput("gap")}, by=by, revision=1)
    reviews.decide(
        application,
        Outcome.DECLINE,
        by=by,
        revision=1,
        note=f"A domain is left out. {HOSTILE}",
        clauses=("GP-11@1.0.0",),
    )


def test_it_says_the_stage_the_due_date_and_what_happens_next(signed_in, submitted):
    page = text(signed_in.get(of(submitted)))

    assert "Submitted</strong>" in page
    assert f"{submitted.due_at:%H:%M} UTC" in page
    assert "A reviewer will take it up." in page
    assert "The application was submitted as revision 1." in page
    assert of(submitted, "answers") in page


def test_it_says_how_long_others_of_the_tier_took(signed_in, submitted):
    histories.decided(5, 6, 7, 100, 200)
    histories.decided(1, 2, 3, 4, tier="high")

    page = text(signed_in.get(of(submitted)))

    assert "Others of tier low" in page
    assert "Half were decided within 7 hours, nine of ten within 7 days." in page


def test_it_says_that_there_are_not_enough_decisions_yet(signed_in, submitted):
    histories.decided(1, 2, 3, 4)

    assert "There are not enough decisions yet" in text(signed_in.get(of(submitted)))


def test_it_says_nothing_of_times_once_it_is_decided(signed_in, submitted, reviewer):
    decline(submitted, by=reviewer)

    assert "Others of tier" not in text(signed_in.get(of(submitted)))


def test_the_timeline_begins_with_the_latest(signed_in, submitted, reviewer):
    reviews.claim(submitted, by=reviewer)

    page = text(signed_in.get(of(submitted)))

    assert page.index("A reviewer took it up.") < page.index("The application was begun.")


def test_reviewers_appear_under_their_pseudonym(signed_in, submitted, reviewer):
    reviews.claim(submitted, by=reviewer)
    conversation.write(submitted, "Which <b>server</b>?", by=reviewer, from_staff=True)

    page = text(signed_in.get(of(submitted)))

    assert reviewer.pseudonym in page
    assert reviewer.name not in page
    assert reviewer.email not in page
    assert "Which &lt;b&gt;server&lt;/b&gt;?" in page


def test_a_message_is_sent(signed_in, submitted):
    response = signed_in.post(of(submitted, "message"), {"body": "When, please?"}, follow=True)

    assert "Your message has been sent." in text(response)
    assert submitted.messages.get().body == "When, please?"


@pytest.mark.parametrize("body", ["", "   ", "x" * 10_001, "a\x00b"])
def test_a_message_that_does_not_fit_stays_in_its_box(signed_in, submitted, body):
    response = signed_in.post(of(submitted, "message"), {"body": body})

    assert response.status_code == 409
    assert "Write a message of 1 to 10,000 characters." in text(response)
    assert body.strip("\x00 ") in text(response)
    assert not submitted.messages.exists()


def test_nobody_reads_a_draft_so_there_is_no_message(signed_in, draft):
    response = signed_in.post(of(draft, "message"), {"body": "Hello"})

    assert response.status_code == 409
    assert not draft.messages.exists()


def test_a_viewer_cannot_write(client, submitted, viewer):
    client.force_login(viewer, backend=BACKEND)

    response = client.post(of(submitted, "message"), {"body": "Hello"})

    assert response.status_code == 403
    assert "Write to the reviewers" not in text(response)
    assert not submitted.messages.exists()


def test_requests_for_changes_lead_to_their_questions(signed_in, submitted, reviewer):
    reviews.claim(submitted, by=reviewer)
    reviews.request_changes(
        submitted, {"B2": f"Say who. {HOSTILE}"}, by=reviewer, note="Almost.", revision=1
    )

    page = text(signed_in.get(of(submitted)))

    assert "Changes requested" in page
    assert f"{section(submitted, 'B')}#question-B2" in page
    assert "1 change asked for" in page
    assert HOSTILE not in page


def test_answered_requests_stay_readable(signed_in, submitted, owner, reviewer):
    reviews.claim(submitted, by=reviewer)
    reviews.request_changes(submitted, {"B2": "Say who."}, by=reviewer, note="Almost.", revision=1)
    conversation.reply(submitted.requests.get(), "The clerks.", by=owner)
    submissions.submit(submitted, by=owner)

    page = text(signed_in.get(of(submitted)))

    assert "Changes that were asked for" in page
    assert "The clerks." in page


def test_changed_answers_are_marked_on_the_check(signed_in, submitted, owner, reviewer):
    reviews.claim(submitted, by=reviewer)
    reviews.request_changes(submitted, {"B2": "Say who."}, by=reviewer, note="Almost.", revision=1)
    before = text(signed_in.get(of(submitted, "check")))
    signed_in.post(section(submitted, "B"), {"B2": "Clerks use it."})

    after = text(signed_in.get(of(submitted, "check")))

    tag = "Changed since the last submission</strong>"
    assert tag not in before
    assert after.count(tag) == 1


def test_a_refusal_cites_its_clauses_and_says_what_was_found(signed_in, submitted, reviewer):
    decline(submitted, by=reviewer)

    page = text(signed_in.get(of(submitted)))

    assert "The decision: declined" in page
    assert "A domain is left out. &lt;script&gt;" in page
    assert "/guidelines/starter@1.1.0/#GP-11" in page
    assert "Something is missing: The ticked domains match what the reviewer sees" in page
    assert "Begin again with these answers" in page
    assert reviewer.name not in page


def test_an_approval_lists_its_conditions_and_leads_to_the_keys(signed_in, submitted, reviewer):
    cases.approve(submitted, by=reviewer)

    page = text(signed_in.get(of(submitted)))

    assert "Your approval" in page
    assert "Rate limit" in page
    assert "Requests per minute: <strong>60</strong>" in page
    assert "gate-small, gate-large" in page
    assert f"/applications/{submitted.reference}/keys/" in page


def test_a_first_decision_of_two_stays_between_the_reviewers(
    signed_in, owner, organisation, reviewer
):
    application = cases.draft(cases.HIGH, owner=owner, organisation=organisation)
    submissions.submit(application, by=owner)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    page = text(signed_in.get(of(application)))

    assert "A first reviewer has finished." in page
    assert "The decision" not in page
    assert "As seen." not in page


def test_a_suspended_approval_says_why(signed_in, submitted, reviewer):
    cases.approve(submitted, by=reviewer)
    reviews.move_approval(submitted, ApprovalAction.SUSPEND, by=reviewer, note="Spam was sent.")

    page = text(signed_in.get(of(submitted)))

    assert "Suspended</strong>" in page
    assert "Spam was sent." in page
    assert "The approval was suspended. Its keys do not work meanwhile." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_status_page_costs_a_constant_number_of_queries(
    signed_in, submitted, reviewer, count, django_assert_num_queries
):
    reviews.claim(submitted, by=reviewer)
    for number in range(count):
        conversation.write(submitted, f"Message {number}", by=reviewer, from_staff=True)
    signed_in.get(of(submitted))

    # the user, the application, its approval, requests, events and messages, the person's role,
    # what may follow, unread news, the people
    with django_assert_num_queries(10):
        signed_in.get(of(submitted))
