"""Does the queue show each reviewer what waits for them, at any size, and act on what is ticked?"""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from applications.models import Application
from applications.services import moves, submissions
from applications.states import OPEN, Action, Status
from reviews import services
from reviews.models import Lease, Reason
from reviews.reasons import words
from reviews.tabs import Tab
from tests import cases
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/admin/reviews/queue/"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


def references(response):
    return [row.application.reference for row in response.context["page"].rows]


def make_due(application, *, hours):
    """Set when it is due; soon, if that is in a day."""
    moment = timezone.now() + timedelta(hours=hours)
    Application.objects.filter(pk=application.pk).update(
        due_at=moment, soon_at=moment - timedelta(days=1)
    )


def test_a_submitted_application_stands_in_the_queue_with_everything_one_needs(signed_in):
    application = cases.submitted(cases.HIGH)

    response = signed_in.get(URL)

    text = re.sub(r"\s+", " ", response.content.decode())
    assert reverse("admin:reviews_queue") == URL
    assert application.reference in text
    assert application.title in text
    assert "gh-tier--high" in text
    assert "New" in text
    assert "Nobody" in text


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_queue_costs_a_constant_number_of_queries(
    signed_in, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        cases.submitted()
    signed_in.get(URL)  # compiles the pack, notes the session

    with django_assert_num_queries(
        10
    ):  # person, permissions (2), counts, rows (3), pack, views, news
        response = signed_in.get(URL)

    assert len(references(response)) == item_count


def test_reviewers_never_see_applications_of_their_own_organisation_there(signed_in, reviewer):
    application = cases.submitted()
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")

    assert references(signed_in.get(URL, {"tab": "open"})) == []
    desk = signed_in.get(reverse("admin:reviews_desk", args=[application.reference]))
    assert desk.status_code == 404


def test_who_began_it_and_left_does_not_see_it(signed_in, reviewer):
    application = cases.draft(owner=reviewer)
    other = MembershipFactory(organisation=application.organisation, role="owner").user
    submissions.submit(application, by=other)
    application.organisation.memberships.get(user=reviewer).delete()

    assert references(signed_in.get(URL, {"tab": "open"})) == []


def test_who_submitted_it_and_left_does_not_see_it(signed_in, reviewer):
    application = cases.draft()
    membership = MembershipFactory(organisation=application.organisation, user=reviewer)
    submissions.submit(application, by=reviewer)
    membership.delete()

    assert references(signed_in.get(URL, {"tab": "open"})) == []


def test_drafts_are_nobodys_business(signed_in):
    cases.draft()

    assert references(signed_in.get(URL, {"tab": "open"})) == []


@pytest.mark.parametrize("make_person", [UserFactory, PolicyOwnerFactory])
def test_others_do_not_get_in(client, make_person):
    client.force_login(make_person())

    response = client.get(URL)

    assert response.status_code in {302, 403}


def put_before_a_second_reviewer(application):
    """As a first verdict does, without one."""
    somebody = ReviewerFactory()
    with transaction.atomic():
        moves.move(application, Action.START_REVIEW, by=somebody)
        moves.move(application, Action.PASS_TO_SECOND, by=somebody)


def test_each_tab_counts_and_lists_its_own(signed_in, reviewer):
    mine, other, second, waiting, overdue = (cases.submitted() for _ in range(5))
    services.claim(mine, by=reviewer)
    services.claim(other, by=ReviewerFactory())
    put_before_a_second_reviewer(second)
    colleague = ReviewerFactory()
    services.claim(waiting, by=colleague)
    services.request_changes(waiting, {"B2": "Why?"}, by=colleague, note="Please.", revision=1)
    make_due(overdue, hours=-1)
    expected = {
        Tab.UNCLAIMED: {second, overdue},
        Tab.MINE: {mine},
        Tab.OVERDUE: {overdue},
        Tab.SECOND: {second},
        Tab.WAITING: {waiting},
        Tab.OPEN: {mine, other, second, overdue},
    }

    for tab, applications in expected.items():
        response = signed_in.get(URL, {"tab": tab})

        counts = {item["tab"]: item["count"] for item in response.context["tabs"]}
        assert set(references(response)) == {one.reference for one in applications}, tab
        assert counts[tab] == len(applications), tab


def test_decided_ones_can_be_found_again(signed_in, reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)

    assert references(signed_in.get(URL, {"tab": "decided"})) == [application.reference]


def test_filters_are_in_the_address_and_can_be_taken_away(signed_in):
    low, high = cases.submitted(), cases.submitted(cases.HIGH)

    response = signed_in.get(URL, {"tab": "open", "tier": "high"})

    (chip,) = response.context["chips"]
    assert references(response) == [high.reference]
    assert chip["label"] == "Tier: high"
    assert set(references(signed_in.get(URL + chip["url"]))) == {low.reference, high.reference}


@pytest.mark.parametrize("given", ["reference", "beginning", "title"])
def test_one_finds_by_reference_or_title(signed_in, given):
    wanted, _ = cases.submitted(cases.HIGH), cases.submitted()
    text = {
        "reference": wanted.reference.lower(),
        "beginning": wanted.reference[:7],
        "title": wanted.title.split()[0].upper(),
    }[given]

    assert references(signed_in.get(URL, {"q": text})) == [wanted.reference]


@pytest.mark.parametrize(
    "given",
    [
        {"tab": "nonsense", "tier": "x", "status": "y"},
        {"after": "nonsense"},
        {"after": "2026-13-45T00:00:00Z~1"},
        {"before": f"2026-01-01T00:00:00Z~{'9' * 30}"},
        {"after": "2026-01-01T00:00:00~1", "q": "a\x00b%_'"},
    ],
)
def test_an_address_that_means_nothing_still_gives_a_page(signed_in, given):
    cases.submitted()

    assert signed_in.get(URL, given).status_code == 200


def test_one_filters_by_state(signed_in, reviewer):
    claimed, _ = cases.submitted(), cases.submitted()
    services.claim(claimed, by=reviewer)

    found = references(signed_in.get(URL, {"tab": "open", "status": "in_review"}))

    assert found == [claimed.reference]


def test_pages_follow_one_another_there_and_back_without_a_gap(signed_in, monkeypatch):
    monkeypatch.setattr("reviews.listing.PAGE_SIZE", 2)
    made = [cases.submitted() for _ in range(5)]
    for place, application in enumerate(made):
        make_due(application, hours=10 + place // 2)  # two by two due at nearly the same time

    first = signed_in.get(URL)
    second = signed_in.get(URL + first.context["next_url"])
    third = signed_in.get(URL + second.context["next_url"])
    back = signed_in.get(URL + third.context["previous_url"])
    start = signed_in.get(URL + back.context["previous_url"])

    walked = [*references(first), *references(second), *references(third)]
    assert walked == [application.reference for application in made]
    assert references(back) == references(second)
    assert references(start) == references(first)
    assert (first.context["previous_url"], third.context["next_url"]) == ("", "")
    assert start.context["previous_url"] == ""


@pytest.mark.parametrize(
    ("hours", "urgency"), [(-1, "overdue"), (2, "soon"), (24 * 40, "")], ids=str
)
def test_the_due_date_says_how_near_it_is(signed_in, hours, urgency):
    application = cases.submitted()
    make_due(application, hours=hours)

    (row,) = signed_in.get(URL).context["page"].rows

    assert row.urgency == urgency


def test_topics_that_may_distress_are_named_before_one_opens_it(signed_in):
    application = cases.draft()
    application.answers["B10"] = ["violence", "self_harm"]
    application.save(update_fields=["answers"])
    submissions.submit(application, by=application.created_by)

    response = signed_in.get(URL)

    assert "May distress: " in response.content.decode()
    assert len(response.context["page"].rows[0].topics) == 2


def test_each_row_says_why_it_is_here(signed_in, reviewer):
    resubmitted, begun = cases.submitted(), cases.submitted()
    services.claim(resubmitted, by=reviewer)
    services.request_changes(resubmitted, {"B2": "Why?"}, by=reviewer, note="Please.", revision=1)
    submissions.submit(resubmitted, by=resubmitted.created_by)
    services.claim(begun, by=reviewer)
    services.release(begun, by=reviewer)
    disputed = cases.submitted(cases.HIGH)
    cases.approve(disputed, cases.HIGH, by=ReviewerFactory(), tier="high")
    other = ReviewerFactory()
    services.claim(disputed, by=other)
    services.decide(disputed, "decline", by=other, revision=1, note="No.", clauses=("GP-07@1.0.0",))

    rows = signed_in.get(URL).context["page"].rows

    assert {row.application.reference: row.why for row in rows} == {
        resubmitted.reference: "Returned to you: the applicant has answered;"
        " Resubmitted with changes, revision 2",
        begun.reference: "New; Begun and put back",
        disputed.reference: "Two reviewers did not agree",
    }


def select(client, action, *applications, revision=1, **more):
    """Tick rows, choose what to do and confirm it."""
    chosen = [f"{application.reference}/{revision}" for application in applications]
    form = {"action": action, "selected": chosen, "tab": "open", "confirmed": "1"} | more
    return client.post(f"{URL}selected/", form, follow=True)


def text_of(response):
    return " ".join(response.content.decode().split())


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def test_what_is_selected_is_shown_with_its_count_before_anything_is_done(signed_in, reviewer):
    first, second, other = cases.submitted(), cases.submitted(), cases.submitted()

    response = select(signed_in, "claim", first, second, confirmed=[])

    text = text_of(response)
    assert "Claim: 2 applications" in text
    assert f'name="selected" value="{first.reference}/1"' in text
    assert second.reference in text
    assert other.reference not in text
    assert not Lease.objects.exists()


def test_what_a_reviewer_may_not_judge_is_not_shown_among_the_selected(signed_in, reviewer):
    own, other = cases.submitted(), cases.submitted()
    MembershipFactory(organisation=own.organisation, user=reviewer, role="viewer")

    text = text_of(select(signed_in, "claim", own, other, confirmed=[]))

    assert "Claim: 1 application" in text
    assert own.organisation.name not in text


def test_selected_ones_are_claimed_and_each_refusal_is_told(signed_in, reviewer):
    free, taken = cases.submitted(), cases.submitted()
    services.claim(taken, by=ReviewerFactory())

    response = select(signed_in, "claim", free, taken)

    assert response.redirect_chain == [(f"{URL}?tab=open", 302)]
    assert sentences(response) == [
        f"Claim: {free.reference}.",
        f"{taken.reference}: Another reviewer holds this application now.",
    ]
    assert free.leases.get(ended_at=None).reviewer == reviewer


def test_selected_ones_are_released(signed_in, reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)

    select(signed_in, "release", application)

    assert not application.leases.filter(ended_at=None).exists()


def test_express_tiers_with_a_complete_checklist_are_approved_with_one_click(signed_in, reviewer):
    complete, unmarked = cases.submitted(), cases.submitted()
    cases.mark_all(complete, by=reviewer)
    services.claim(unmarked, by=reviewer)

    response = select(signed_in, "approve", complete, unmarked)

    complete.refresh_from_db()
    unmarked.refresh_from_db()
    assert complete.status == Status.APPROVED
    assert unmarked.status == Status.IN_REVIEW
    assert sentences(response)[1].startswith(f"{unmarked.reference}: The checklist does not allow")


def test_other_tiers_are_not_approved_with_one_click(signed_in, reviewer):
    application = cases.submitted(cases.HIGH)
    cases.mark_all(application, cases.HIGH, by=reviewer)

    response = select(signed_in, "approve", application)

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert "express" in sentences(response)[0]


@pytest.mark.parametrize("action", ["", "delete", "approve"])
def test_nothing_selected_or_chosen_changes_nothing(signed_in, action):
    response = select(signed_in, action)

    assert len(sentences(response)) == 1


def test_reading_the_address_of_an_act_does_nothing(signed_in):
    application = cases.submitted()

    claimed = signed_in.get(reverse("admin:reviews_claim", args=[application.reference]))

    assert claimed.status_code == 405
    assert signed_in.get(f"{URL}selected/").status_code == 405


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT, Status.APPEALED}))
def test_every_state_says_why_it_is_here(status, reviewer):
    item = cases.submitted().items.get()
    item.status = status

    told = words(item, [Reason.NEW] if status in OPEN else [], is_held=False, by=reviewer)

    assert all(told)
    assert told
