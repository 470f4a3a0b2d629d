"""Does a reply return to the reviewer who asked, and to others only when that time is over?"""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from applications import queries as applications
from applications.business_hours import between, due
from applications.models import Application
from applications.models.decision import Outcome
from applications.services import conversation, drafts, submissions
from applications.services.moves import NotAReviewer
from applications.states import Status
from events import queries as events
from reviews import listing, queries, services
from reviews.narrowing import Filters
from reviews.services import ReturnedToAnother
from reviews.tabs import Tab, counts
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking():
    return ReviewerFactory()


@pytest.fixture
def other():
    return ReviewerFactory()


@pytest.fixture
def returned(asking):
    return answered(cases.submitted(), by=asking)


def answered(application, *, by, text="Nurses use it."):
    """Asked for a change by a reviewer, and submitted again."""
    services.claim(application, by=by)
    services.request_changes(
        application, {"B2": "Who?"}, by=by, note="One.", revision=application.revision.number
    )
    owner = application.created_by
    drafts.save_answers(application, {"B2": text}, by=owner)
    submissions.submit(application, by=owner)
    return application


def in_tab(tab, *, by):
    return listing.page(Filters(tab=tab), by=by).rows


def pass_time(application):
    past = timezone.now() - timedelta(seconds=1)
    Application.objects.filter(pk=application.pk).update(returned_until=past)


def test_a_reply_waits_half_of_its_time_for_whoever_asked(returned, asking):
    left = between(returned.submitted_at, returned.due_at)

    assert returned.returned_to == asking
    assert returned.returned_until == due(returned.submitted_at, left / 2)
    assert services.claim(returned, by=asking).reviewer == asking


def test_the_share_of_the_time_is_a_setting(asking, settings):
    settings.RETURN_PERCENT = 0

    application = answered(cases.submitted(), by=asking)

    assert application.returned_until < application.due_at
    assert application.returned_until == due(application.submitted_at, timedelta(0))


def test_nobody_else_claims_it_before_that_and_is_told_until_when(returned, other):
    with pytest.raises(ReturnedToAnother) as refusal:
        services.claim(returned, by=other)

    assert f"{returned.returned_until:%H:%M} UTC" in str(refusal.value)
    assert "From then on anybody may claim it." in str(refusal.value)
    assert not queries.is_held(returned, by=other)


def test_from_then_on_anybody_may(returned, other):
    pass_time(returned)

    assert services.claim(returned, by=other).reviewer == other


def leaves(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


def loses_the_role(person):
    person.groups.remove(Group.objects.get(name="Reviewers"))


def is_deleted(person):
    person.leases.all().delete()
    person.delete()


@pytest.mark.parametrize("go", [leaves, loses_the_role, is_deleted])
def test_nobody_waits_for_a_reviewer_who_is_gone(returned, asking, other, go):
    go(asking)
    returned.refresh_from_db()

    assert [row.application for row in in_tab(Tab.UNCLAIMED, by=other)] == [returned]
    assert services.claim(returned, by=other).reviewer == other


def test_nobody_waits_for_a_reviewer_who_joined_the_organisation(returned, asking, other):
    MembershipFactory(organisation=returned.organisation, user=asking)

    assert services.claim(returned, by=other).reviewer == other


def test_who_puts_it_back_leaves_it_to_all(returned, asking, other):
    services.claim(returned, by=asking)
    services.release(returned, by=asking)

    assert returned.returned_to is None
    assert services.claim(returned, by=other).reviewer == other


def test_the_queue_shows_it_to_its_reviewer_first_and_to_others_when_open(returned, asking, other):
    held = cases.submitted()
    services.claim(held, by=asking)
    Application.objects.filter(pk=held.pk).update(due_at=timezone.now())

    (first, second) = in_tab(Tab.MINE, by=asking)
    assert (first.application, first.why) == (
        returned,
        "Returned to you: the applicant has answered; Resubmitted with changes, revision 2",
    )
    assert second.application == held
    assert in_tab(Tab.MINE, by=other) == ()
    assert in_tab(Tab.UNCLAIMED, by=other) == ()
    assert [row.application for row in in_tab(Tab.UNCLAIMED, by=asking)] == [returned]
    (row,) = (row for row in in_tab(Tab.OPEN, by=other) if row.application == returned)
    assert row.why == "The applicant has answered; Resubmitted with changes, revision 2"

    pass_time(returned)

    assert [row.application for row in in_tab(Tab.UNCLAIMED, by=other)] == [returned]


def test_the_counts_of_the_tabs_agree(returned, asking, other):
    assert counts(asking)[Tab.MINE] == 1
    assert counts(other)[Tab.MINE] == 0
    assert counts(other)[Tab.UNCLAIMED] == 0


def test_while_the_applicant_works_it_is_nobodys(asking):
    application = cases.submitted()
    services.claim(application, by=asking)
    services.request_changes(application, {"B2": "Who?"}, by=asking, note="One.", revision=1)

    assert application.returned_to == asking
    assert in_tab(Tab.MINE, by=asking) == ()


def test_only_whoever_asked_gets_the_mail_of_the_reply(
    asking, other, mailoutbox, django_capture_on_commit_callbacks
):
    application = cases.submitted()
    services.claim(application, by=asking)
    services.request_changes(application, {"B2": "Who?"}, by=asking, note="One.", revision=1)
    with django_capture_on_commit_callbacks(execute=True):
        submissions.submit(application, by=application.created_by)
        conversation.write(application, "Done.", by=application.created_by, from_staff=False)

    staff = [mail for mail in mailoutbox if "review" in mail.body and asking.email in mail.to]
    assert [mail.to for mail in staff] == [[asking.email], [asking.email]]
    assert not any(other.email in mail.to for mail in mailoutbox)


def test_the_next_who_asks_has_it_next(returned, asking, other):
    pass_time(returned)

    answered(returned, by=other, text="Nurses and doctors use it.")

    assert returned.returned_to == other
    with pytest.raises(ReturnedToAnother):
        services.claim(returned, by=asking)


def test_a_decision_ends_it(returned, asking):
    services.claim(returned, by=asking)
    services.decide(
        returned, Outcome.DECLINE, by=asking, revision=2, note="No.", clauses=("GP-07@1.0.0",)
    )

    assert returned.status == Status.DECLINED
    assert (returned.returned_to, returned.returned_until) == (None, None)


def test_a_withdrawal_ends_it(returned):
    submissions.withdraw(returned, by=returned.created_by)

    assert (returned.returned_to, returned.returned_until) == (None, None)


def test_a_first_verdict_of_two_ends_it(asking, other):
    application = answered(cases.submitted(cases.HIGH), by=asking)
    cases.approve(application, cases.HIGH, by=asking, tier="high")

    assert application.status == Status.AWAITING_SECOND
    assert application.returned_to is None
    assert services.claim(application, by=other).reviewer == other


def test_the_database_knows_where_nothing_returns():
    application = cases.draft()

    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(returned_to=UserFactory())


def desk_of(client, application, *, by):
    client.force_login(by)
    page = client.get(reverse("admin:reviews_desk", args=[application.reference]))
    return re.sub(r"\s+", " ", page.content.decode())


def test_the_desk_begins_with_what_was_asked_and_what_became_of_it(client, asking, other):
    application = cases.submitted()
    services.claim(application, by=asking)
    asked = {"B2": "Who uses it?", "B1": "Is that the name?", "B5": "Since when?"}
    services.request_changes(application, asked, by=asking, note="Three.", revision=1)
    owner = application.created_by
    before = application.answers["B2"]
    drafts.save_answers(application, {"B2": f"{before} Nurses use it."}, by=owner)
    conversation.reply(application.requests.get(question="B1"), "It is.", by=owner)
    submissions.submit(application, by=owner)

    page = desk_of(client, application, by=asking)

    block = page[page.index('id="asked"') : page.index("id=section-A>")]
    assert "You asked: Who uses it?" in block
    assert "<ins> Nurses use it.</ins>" in block
    assert "The answer is unchanged.</p><p>Reply: It is." in block
    assert "The answer is unchanged. Nobody replied in words either." in block
    assert f"{asking.pseudonym} asked: Who uses it?" in desk_of(client, application, by=other)


def test_the_desk_keeps_a_sensitive_answer_covered_in_what_was_asked(client, asking):
    application = cases.submitted()
    services.claim(application, by=asking)
    services.request_changes(application, {"A6": "Whose?"}, by=asking, note="One.", revision=1)
    drafts.save_answers(application, {"A6": "Somebody Else"}, by=application.created_by)
    submissions.submit(application, by=application.created_by)

    page = desk_of(client, application, by=asking)

    assert "The answer changed; it is sensitive and shown below on request." in page
    assert "Somebody Else" not in page


def test_earlier_rounds_stay_at_their_questions(client, returned, asking):
    answered(returned, by=asking, text="Nurses and doctors use it.")

    page = desk_of(client, returned, by=asking)

    block = page[page.index('id="asked"') : page.index("id=section-A>")]
    assert block.count("You asked:") == 1
    assert page.count("answered 2") == 2  # with its date, at the question itself


def asked_twice(asking):
    application = cases.submitted()
    services.claim(application, by=asking)
    asked = {"B2": "Who uses it?", "B1": "Is that the name?"}
    services.request_changes(application, asked, by=asking, note="Two.", revision=1)
    return application


def take_back(client, application, request, *, by):
    client.force_login(by)
    url = reverse("admin:reviews_take_back", args=[application.reference, request.pk])
    return client.post(url, follow=True).content.decode()


def test_a_request_is_taken_back_and_its_question_closed_again(client, asking):
    application = asked_twice(asking)
    request = application.requests.get(question="B1")

    page = take_back(client, application, request, by=asking)

    request.refresh_from_db()
    assert "The request is taken back." in page
    assert request.closed_at == request.taken_back_at
    assert "B1" not in applications.editable_questions(application, queries.pack_of(application))
    event = events.timeline(application.subject).last()
    assert (event.kind, event.data["question"]) == ("application.take_back", "B1")


def test_it_is_taken_back_once_and_never_the_last_one(client, asking):
    application = asked_twice(asking)
    first, last = application.requests.order_by("pk")
    take_back(client, application, first, by=asking)

    assert "This request is closed" in take_back(client, application, first, by=asking)
    assert "the applicant would wait for nothing" in take_back(client, application, last, by=asking)
    assert application.requests.open().get() == last


def test_an_answered_request_is_not_taken_back(returned, asking):
    with pytest.raises(conversation.RequestClosed):
        services.take_back(returned.requests.get(), by=asking)


def test_applicants_take_no_request_back(asking):
    application = asked_twice(asking)

    with pytest.raises(NotAReviewer):
        services.take_back(application.requests.first(), by=application.created_by)
