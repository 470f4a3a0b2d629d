"""Does an appeal reach reviewers who took no part, and nobody else, in every way that there is?"""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.scopes import Scope
from applications.models import Application
from applications.models.appeal import AppealOutcome
from applications.models.decision import Outcome
from applications.services import appeals, conversation
from applications.states import Status
from reviews import listing, queries, services
from reviews.desk import desk
from reviews.narrowing import Filters
from reviews.tabs import Tab, counts
from tests import cases
from tests.applications.programs import program
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db
WHY = "The reviewers read an older prompt."
SCOPES = (Scope.REVIEWS_READ, Scope.REVIEWS_WRITE)


@pytest.fixture
def first():
    """The reviewer who declined."""
    return ReviewerFactory()


@pytest.fixture
def fresh():
    """A reviewer who never saw it."""
    return ReviewerFactory()


@pytest.fixture
def appealed(first):
    application = cases.declined(by=first)
    appeals.file(application, WHY, by=application.created_by)
    return application


def at(name, application):
    return reverse(f"admin:reviews_{name}", args=[application.reference])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def in_tab(tab, *, by):
    return [row.application for row in listing.page(Filters(tab=tab), by=by).rows]


# --- the queue ------------------------------------------------------------------------------------
def test_an_appeal_has_a_tab_and_says_why_it_is_here(appealed, fresh):
    (row,) = listing.page(Filters(tab=Tab.APPEALS), by=fresh).rows

    assert row.application == appealed
    assert row.why == "Appeal against a decline: for people who took no part in it"
    assert row.urgency == ""
    assert counts(fresh)[Tab.APPEALS] == counts(fresh)[Tab.UNCLAIMED] == 1


@pytest.mark.parametrize("tab", [Tab.APPEALS, Tab.UNCLAIMED, Tab.OPEN, Tab.OVERDUE])
def test_who_took_part_is_not_offered_it(appealed, first, tab):
    writer = ReviewerFactory()
    earlier = cases.submitted()
    conversation.write(earlier, "Hello.", by=writer, from_staff=True)
    cases.decline(earlier, by=first)
    appeals.file(earlier, WHY, by=earlier.created_by)
    Application.objects.update(due_at=timezone.now() - timedelta(hours=1))

    assert in_tab(tab, by=first) == []
    assert in_tab(tab, by=writer) == [appealed]
    assert counts(first)[tab] == 0


def test_what_they_decided_stays_among_what_is_decided_once_it_is(appealed, first, fresh):
    cases.decline(appealed, by=fresh)

    assert in_tab(Tab.DECIDED, by=first) == [appealed, appealed]  # the appeal, and what it was on


def test_an_appeal_becomes_due_soon_by_its_own_time(appealed, fresh):
    filed = appealed.appeal.filed_at
    Application.objects.update(submitted_at=filed - timedelta(days=90))

    (row,) = listing.page(Filters(tab=Tab.APPEALS), by=fresh).rows

    assert row.urgency == ""


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_tab_costs_a_constant_number_of_queries(
    client, first, fresh, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        application = cases.declined(by=first)
        appeals.file(application, WHY, by=application.created_by)
    client.force_login(fresh)
    client.get("/admin/reviews/queue/")

    with django_assert_num_queries(
        10
    ):  # person, permissions (2), counts, rows (3), pack, views, news
        response = client.get("/admin/reviews/queue/", {"tab": "appeals"})

    assert len(response.context["page"].rows) == item_count


# --- the desk -------------------------------------------------------------------------------------
def test_the_desk_shows_the_appeal_and_what_it_is_against(client, first, fresh):
    application = cases.submitted()
    services.claim(application, by=first)
    services.mark(application, {"CK-05": cases.MarkInput("gap")}, by=first, revision=1)
    services.decide(
        application, Outcome.DECLINE, by=first, revision=1, note="It hides.", clauses=cases.CLAUSES
    )
    appeals.file(application, WHY, by=application.created_by)
    client.force_login(fresh)

    text = text_of(client.get(at("desk", application)))

    assert WHY in text
    assert "It hides." in text
    assert "GP-11@1.0.0" in text
    assert "Something is missing: " in text
    assert first.pseudonym in text
    assert first.email not in text
    assert "An appeal is decided on the answers as they are." in text


def test_the_verdict_of_another_on_the_same_appeal_stays_hidden_until_one_has_marked(first):
    other, third, fourth = ReviewerFactory.create_batch(3)
    application = cases.submitted(cases.HIGH)
    cases.decline(application, by=first)
    cases.decline(application, by=other)
    appeals.file(application, WHY, by=application.created_by)
    cases.decline(application, by=third)

    shown = desk(application, by=fourth)

    assert [one.reviewer for one in shown.shown_decisions] == [first, other]
    assert shown.hidden_decision_count == 1


def test_who_took_part_does_not_find_the_appeal(client, appealed, first):
    client.force_login(first)

    assert client.get(at("desk", appealed)).status_code == 404


# --- who may not ----------------------------------------------------------------------------------
def test_claiming_by_page_in_bulk_and_by_program_finds_nothing_alike(client, appealed, first):
    client.force_login(first)
    selected = {"action": "claim", "selected": f"{appealed.reference}/1", "confirmed": "1"}

    by_page = client.post(at("claim", appealed))
    in_bulk = client.post(reverse("admin:reviews_selected"), selected, follow=True)
    by_program = program(first, SCOPES).post(f"/api/v1/reviews/{appealed.reference}/claim/")

    assert (by_page.status_code, by_program.status_code) == (404, 404)
    assert appealed.reference not in text_of(in_bulk)
    assert not appealed.leases.filter(ended_at=None).exists()


@pytest.mark.parametrize("name", ["marks", "approve", "decline", "express", "release", "message"])
def test_nothing_at_the_desk_is_done_by_who_took_part(client, appealed, first, name):
    client.force_login(first)
    sent = {"revision": "1", "note": "No.", "clause": "GP-11@1.0.0", "body": "Hello."}

    client.post(at(name, appealed), sent)

    appealed.refresh_from_db()
    assert appealed.status == Status.APPEALED
    assert appealed.decisions.count() == 1
    assert not appealed.messages.exists()


def test_the_database_refuses_the_decision_of_who_only_held_it(first):
    holder = ReviewerFactory()
    application = cases.submitted()
    services.claim(application, by=holder)
    services.release(application, by=holder)
    decision = cases.decline(application, by=first)
    appeals.file(application, WHY, by=application.created_by)
    values = type(decision).objects.filter(pk=decision.pk).values().get()
    del values["id"]
    values |= {"round": application.round, "reviewer_id": holder.pk}

    with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
        type(decision).objects.create(**values)


def test_others_who_may_take_it_up_are_told_and_who_took_part_is_not(
    first, fresh, mailoutbox, django_capture_on_commit_callbacks
):
    application, writer = cases.submitted(), ReviewerFactory()
    conversation.write(application, "Hello.", by=writer, from_staff=True)
    cases.decline(application, by=first)
    with django_capture_on_commit_callbacks(execute=True):
        appeals.file(application, WHY, by=application.created_by)

    told = [mail.to for mail in mailoutbox if "An appeal waits" in mail.subject]
    assert told == [[fresh.email]]
    assert not any(WHY in mail.body for mail in mailoutbox)
    assert list(queries.reviewers_for(application)) == [fresh]


# --- what comes of it -----------------------------------------------------------------------------
def test_a_program_reads_the_appeal_and_decides_it(appealed, fresh):
    client = program(fresh, SCOPES)
    here = f"/api/v1/reviews/{appealed.reference}/"
    client.post(f"{here}claim/")
    shown = client.get(here).json()

    sent = {"outcome": "decline", "note": "Still not.", "clauses": ["GP-11@1.0.0"], "revision": 1}
    decided = client.post(f"{here}decide/", sent, format="json")

    assert shown["appeal"]["statement"] == WHY
    assert shown["appeal"]["against"]["note"] == "Not so."
    assert shown["outcomes"]["request_changes"]
    assert decided.status_code == 201
    assert decided.json()["appeal"]["outcome"] == AppealOutcome.UPHELD


def test_the_letter_says_that_it_was_an_appeal(
    client, appealed, fresh, mailoutbox, django_capture_on_commit_callbacks
):
    services.claim(appealed, by=fresh)
    client.force_login(fresh)
    form = {"note": "Still not.", "clause": "GP-11@1.0.0", "revision": "1"}

    preview = text_of(client.post(at("decline", appealed), {**form, "preview": "1"}))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("decline", appealed), form)

    heading = "Your appeal was heard: the decision stands"
    (mail,) = (one for one in mailoutbox if one.to == [appealed.created_by.email])
    assert heading in preview
    assert mail.subject == f"{heading} ({appealed.reference})"
    assert "This decision is final." in re.sub(r"\s+", " ", mail.body)
    assert "/appeals/" not in mail.body


def test_the_letter_of_an_appeal_that_is_won_says_so(
    appealed, fresh, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        cases.approve(appealed, by=fresh)

    (mail,) = (one for one in mailoutbox if "approved" in one.subject)
    assert mail.subject.startswith("Your appeal was heard: your application was approved")
