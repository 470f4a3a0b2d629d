"""Does an open desk keep its claim, see who else is there, and learn what has changed?"""

import socket
from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.urls import reverse
from django.utils import timezone

from applications.services import conversation, drafts, submissions
from events.models import Event
from reviews import presence, queries, seen, services
from reviews.services import MarkInput
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def beat(client, application, **more):
    """What an open page sends; it was made when the log was as far as `at`."""
    sent = {"at": position(application), "revision": 1, "seen": "", **more}
    return client.post(reverse("admin:reviews_beat", args=[application.reference]), sent)


def position(application):
    return Event.objects.filter(subject=application.subject).count()


def nearly_over(application):
    lease = application.leases.get(ended_at=None)
    lease.expires_at = timezone.now() + timedelta(seconds=20)
    lease.save()


def seconds_left(application):
    return (application.leases.last().expires_at - timezone.now()).total_seconds()


def test_a_page_in_use_keeps_the_claim_alive(signed_in, application):
    nearly_over(application)

    told = beat(signed_in, application, active="1").json()

    assert seconds_left(application) > portal.LEASE.total_seconds() - 5
    assert told["lease"].startswith("Yours for 15 min")
    assert told["problem"] == ""


def test_a_page_that_nobody_uses_lets_it_end(signed_in, application):
    nearly_over(application)

    told = beat(signed_in, application).json()

    assert seconds_left(application) < 21
    assert 0 < told["seconds"] < 21


def test_a_beat_leaves_no_event(signed_in, application):
    before = position(application)

    beat(signed_in, application, active="1")

    assert position(application) == before


def test_a_claim_that_is_over_does_not_come_back_by_itself(signed_in, application, reviewer):
    application.leases.update(expires_at=timezone.now())

    told = beat(signed_in, application, active="1").json()

    assert not queries.is_held(application, by=reviewer)
    assert (told["seconds"], told["lease"]) == (0, "")


def test_one_asks_for_it_again(signed_in, application, reviewer):
    application.leases.update(expires_at=timezone.now())

    told = beat(signed_in, application, keep="1").json()

    assert queries.is_held(application, by=reviewer)
    assert told["problem"] == ""


def test_a_beat_takes_no_claim_from_a_colleague(signed_in, application, reviewer):
    services.release(application, by=reviewer)
    other = ReviewerFactory()
    services.claim(application, by=other)

    told = beat(signed_in, application, keep="1", active="1").json()

    assert told["problem"] == "Another reviewer holds this application now."
    assert told["lease"].startswith(f"{other.pseudonym} has it until")
    assert queries.is_held(application, by=other)


def test_nobody_else_sees_what_the_desk_is_told(client, application, reviewer):
    assert beat(client, application).status_code == 302
    client.force_login(application.created_by)
    assert beat(client, application).status_code in {302, 403}
    colleague = ReviewerFactory()
    MembershipFactory(organisation=application.organisation, user=colleague)
    client.force_login(colleague)
    assert beat(client, application).status_code == 404


def test_a_beat_is_posted(signed_in, application):
    address = reverse("admin:reviews_beat", args=[application.reference])

    assert signed_in.get(address).status_code == 405


def test_a_script_without_a_session_is_told_so(client, application):
    for name in ("beat", "marks"):
        address = reverse(f"admin:reviews_{name}", args=[application.reference])
        assert client.post(address, headers={"HX-Request": "true"}).status_code == 401


def test_reviewers_see_each_other_by_pseudonym(signed_in, application, reviewer):
    other = ReviewerFactory()
    presence.enter(application, by=other)

    told = beat(signed_in, application).json()

    assert told["others"] == f"{other.pseudonym} is here too"
    assert presence.enter(application, by=other) == (reviewer.pseudonym,)


def test_the_page_itself_says_that_somebody_is_there(signed_in, application, reviewer):
    other = ReviewerFactory()
    presence.enter(application, by=other)

    page = signed_in.get(reverse("admin:reviews_desk", args=[application.reference]))

    assert f"{other.pseudonym} is here too" in page.content.decode()
    assert presence.enter(application, by=other) == (reviewer.pseudonym,)


def test_whoever_has_left_is_forgotten(application, reviewer, monkeypatch):
    monkeypatch.setattr(presence, "KEPT", timedelta(seconds=0))
    presence.enter(application, by=ReviewerFactory())

    assert presence.enter(application, by=reviewer) == ()


def test_people_at_another_desk_are_not_here(application, reviewer):
    presence.enter(cases.submitted(), by=ReviewerFactory())

    assert presence.enter(application, by=reviewer) == ()


def test_a_conflicted_reviewer_is_never_there(client, application, reviewer):
    colleague = ReviewerFactory()
    MembershipFactory(organisation=application.organisation, user=colleague)
    client.force_login(colleague)

    client.get(reverse("admin:reviews_desk", args=[application.reference]))
    beat(client, application)

    assert presence.enter(application, by=reviewer) == ()


def test_without_valkey_nobody_is_seen_and_the_desk_works(signed_in, application, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        answers = [beat(signed_in, application) for _ in range(2)]
    presence.VALKEY.end()

    assert [answer.json()["others"] for answer in answers] == ["", ""]


def news(client, application, *, at, **more):
    return beat(client, application, at=at, **more).json()["news"]


def test_a_page_that_is_up_to_date_is_told_nothing(signed_in, application):
    assert news(signed_in, application, at=position(application)) == []


def test_a_withdrawal_is_told_with_its_time(signed_in, application):
    at = position(application)
    submissions.withdraw(application, by=application.created_by)

    (sentence,) = news(signed_in, application, at=at)

    assert sentence == f"The applicant withdrew it at {timezone.now():%H:%M}."


def test_a_new_revision_is_told_with_what_changed(signed_in, application, reviewer):
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)
    at = position(application)
    drafts.save_answers(application, {"B2": "Nurses."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)

    told = news(signed_in, application, at=at)

    assert told == [f"Revision 2 came in at {timezone.now():%H:%M}: B2 changed."]


def test_a_message_of_the_applicant_is_told_and_ones_own_is_not(signed_in, application, reviewer):
    at = position(application)
    services.write(application, "Who reads it?", by=reviewer)
    conversation.write(application, "Nurses.", by=application.created_by, from_staff=False)

    assert news(signed_in, application, at=at) == [
        f"The applicant wrote a message at {timezone.now():%H:%M}."
    ]


def test_a_colleagues_claim_is_told_by_pseudonym_and_ones_own_as_such(
    signed_in, application, reviewer
):
    at = position(application)
    services.release(application, by=reviewer)
    other = ReviewerFactory()
    services.claim(application, by=other)

    assert news(signed_in, application, at=at) == [
        f"Given back to the queue at {timezone.now():%H:%M} by you.",
        f"Claimed at {timezone.now():%H:%M} by {other.pseudonym}.",
    ]


def test_a_first_decision_is_told_without_a_name_and_without_what_it_was(signed_in, reviewer):
    application, first = cases.submitted(cases.HIGH), ReviewerFactory()
    cases.mark_all(application, cases.HIGH, by=first)
    at = position(application)
    note, clauses = "A verdict that must not sway.", ("GP-07@1.0.0",)
    services.decide(application, "decline", by=first, revision=1, note=note, clauses=clauses)

    answer = beat(signed_in, application, at=at)

    assert answer.json()["news"] == [
        f"A reviewer decided at {timezone.now():%H:%M}; a second one is needed."
    ]
    said = answer.content.decode()
    assert not [word for word in ("sway", "ecline", "GP-07", first.pseudonym) if word in said]


def test_marks_of_another_tab_are_told(signed_in, application, reviewer):
    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=1)
    now = seen.as_text(seen.stamps(queries.marks_of(application.revision, by=reviewer)))

    assert news(signed_in, application, at=position(application)) == [
        "You marked these in another tab: CK-01."
    ]
    assert news(signed_in, application, at=position(application), seen=now) == []


def test_marks_of_a_colleague_are_not(signed_in, application, reviewer):
    services.release(application, by=reviewer)
    other = ReviewerFactory()
    services.claim(application, by=other)
    services.mark(application, {"CK-01": MarkInput("gap")}, by=other, revision=1)

    assert news(signed_in, application, at=position(application)) == []


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 5000])
def test_a_page_that_says_nonsense_is_answered(signed_in, application, sent):
    assert beat(signed_in, application, at=sent, revision=sent, seen=sent).status_code == 200
