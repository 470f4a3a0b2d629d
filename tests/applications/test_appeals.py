"""Is a decline appealed once, in time, and decided by people who are new to it?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Membership
from applications import appeal_links, appealing
from applications.models import Appeal, Application
from applications.models.appeal import AppealOutcome
from applications.models.decision import Outcome
from applications.services import appeals, conversation, submissions
from applications.services.moves import NotAnEditor, TookPart
from applications.states import Status, WrongState
from reviews import services as reviews
from reviews.models import Lease
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
WHY = "The reviewers read an older prompt."


@pytest.fixture
def first():
    """The reviewer who declined."""
    return ReviewerFactory()


@pytest.fixture
def declined(first):
    return cases.declined(by=first)


@pytest.fixture
def owner(declined):
    return declined.created_by


@pytest.fixture
def appealed(declined, owner):
    appeals.file(declined, WHY, by=owner)
    return declined


# --- filing -------------------------------------------------------------------------------------
def test_an_appeal_begins_a_new_round_on_the_same_answers(declined, owner):
    revision, before = declined.revision, declined.round

    appeal = appeals.file(declined, f"  {WHY}\r\n", by=owner)

    stored = Application.objects.get(pk=declined.pk)
    assert (stored.status, stored.round, stored.decided_at) == (Status.APPEALED, before + 1, None)
    assert stored.revision == revision
    assert stored.due_at > timezone.now()
    assert (appeal.statement, appeal.outcome) == (WHY, "")


def test_a_second_appeal_is_refused(appealed, owner):
    second = ReviewerFactory()
    with pytest.raises(appeals.AppealedAlready):
        appeals.file(appealed, WHY, by=owner)
    cases.decline(appealed, by=second)

    with pytest.raises(appeals.AppealedAlready):
        appeals.file(appealed, WHY, by=owner)

    assert Appeal.objects.count() == 1


def test_an_appeal_is_in_time_on_the_last_day_and_late_after_it(declined, owner, time_machine):
    day = appealing.last_day(declined)
    assert day == (declined.decided_at + timedelta(days=180)).date()

    time_machine.move_to(f"{day + timedelta(days=1)}T00:00:00Z", tick=False)
    with pytest.raises(appeals.TooLate):
        appeals.file(declined, WHY, by=owner)
    time_machine.move_to(f"{day}T23:59:59Z", tick=False)
    appeals.file(declined, WHY, by=owner)

    assert Appeal.objects.get().application == declined


@pytest.mark.parametrize("statement", ["", " \n", "x" * 10_001, "zero\x00"])
def test_an_appeal_says_why(declined, owner, statement):
    with pytest.raises(appeals.StatementRefused):
        appeals.file(declined, statement, by=owner)

    assert not Appeal.objects.exists()


@pytest.mark.parametrize("role", [None, Membership.Role.VIEWER])
def test_only_owners_and_editors_appeal(declined, role):
    person = UserFactory()
    if role:
        MembershipFactory(organisation=declined.organisation, user=person, role=role)

    with pytest.raises(NotAnEditor):
        appeals.file(declined, WHY, by=person)


def test_what_was_not_declined_is_not_appealed(first):
    application = cases.submitted()

    with pytest.raises(WrongState):
        appeals.file(application, WHY, by=application.created_by)


# --- deciding -----------------------------------------------------------------------------------
def test_who_declined_neither_claims_nor_decides_the_appeal(appealed, first):
    with pytest.raises(TookPart):
        reviews.claim(appealed, by=first)

    assert not appealed.leases.filter(ended_at=None).exists()


def test_who_only_wrote_or_looked_before_has_no_part_in_the_appeal(first):
    writer, holder = ReviewerFactory.create_batch(2)
    application = cases.submitted()
    conversation.write(application, "Hello.", by=writer, from_staff=True)
    reviews.claim(application, by=holder)
    reviews.release(application, by=holder)
    cases.decline(application, by=first)
    appeals.file(application, WHY, by=application.created_by)

    for person in (writer, holder):
        with pytest.raises(TookPart):
            reviews.claim(application, by=person)


def test_the_database_gives_nobody_a_lease_who_took_part(appealed, first):
    now = timezone.now()

    with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
        Lease.objects.create(
            application=appealed,
            reviewer=first,
            claimed_at=now,
            expires_at=now + timedelta(hours=1),
        )


def test_the_database_takes_no_decision_from_whoever_took_part(appealed):
    writer = ReviewerFactory()
    earlier = appealed.decisions.get()
    values = type(earlier).objects.filter(pk=earlier.pk).values().get()
    del values["id"]

    with pytest.raises(DatabaseError), transaction.atomic():
        type(earlier).objects.create(**{**values, "round": appealed.round})
    type(earlier).objects.create(
        **{**values, "round": appealed.round, "reviewer_id": writer.pk}
    )  # somebody new may

    assert appealed.decisions.count() == 2


def test_an_appeal_that_is_upheld_stays_declined_for_good(appealed):
    cases.decline(appealed, by=ReviewerFactory())

    appeal = Appeal.objects.get()
    assert appealed.status == Status.DECLINED
    assert (appeal.outcome, appeal.decided_at is None) == (AppealOutcome.UPHELD, False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=appealed.pk).update(status=Status.APPEALED)


def test_an_appeal_that_is_won_ends_in_an_approval(appealed):
    cases.approve(appealed, by=ReviewerFactory())

    assert appealed.status == Status.APPROVED
    assert appealed.approvals.get().status == "active"
    assert Appeal.objects.get().outcome == AppealOutcome.OVERTURNED


def test_a_high_tier_needs_two_new_people(first):
    other, third, fourth = ReviewerFactory.create_batch(3)
    application = cases.submitted(cases.HIGH)
    cases.decline(application, by=first)
    cases.decline(application, by=other)
    appeals.file(application, WHY, by=application.created_by)

    cases.approve(application, cases.HIGH, by=third, tier="high")
    after_one = application.status
    cases.approve(application, cases.HIGH, by=fourth, tier="high")

    assert (after_one, application.status) == (Status.APPEALED, Status.APPROVED)
    people = application.decisions.filter(round=application.round, outcome=Outcome.APPROVE)
    assert {decision.reviewer for decision in people} == {third, fourth}


def test_an_appeal_taken_back_leaves_the_decision_and_no_second_chance(appealed, owner):
    appeals.withdraw(appealed, by=owner)

    assert appealed.status == Status.DECLINED
    assert appealed.decided_at == appealed.decisions.get().decided_at
    assert Appeal.objects.get().outcome == AppealOutcome.WITHDRAWN
    with pytest.raises(appeals.AppealedAlready):
        appeals.file(appealed, WHY, by=owner)
    with pytest.raises(WrongState):
        appeals.withdraw(appealed, by=owner)


def test_a_stranger_takes_no_appeal_back(appealed):
    with pytest.raises(NotAnEditor):
        appeals.withdraw(appealed, by=UserFactory())


def test_withdrawing_during_an_appeal_takes_back_the_appeal_alone(appealed, owner):
    submissions.withdraw(appealed, by=owner)

    assert appealed.status == Status.DECLINED
    assert Appeal.objects.get().outcome == AppealOutcome.WITHDRAWN


# --- the link in the mail -----------------------------------------------------------------------
@pytest.fixture
def link(declined, owner):
    return appeal_links.url_for(declined, owner).removeprefix("http://testserver")


def test_looking_at_the_link_changes_nothing_and_sending_appeals(client, link, declined, owner):
    page = client.get(link)
    looked = Appeal.objects.count()
    sent = client.post(link, {"statement": WHY})

    assert (page.status_code, looked, sent.status_code) == (200, 0, 302)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    appeal = Appeal.objects.get()
    assert (appeal.application, appeal.filed_by, appeal.statement) == (declined, owner, WHY)
    assert client.get(link).status_code == 200  # what happens next
    assert Appeal.objects.count() == 1


def test_a_link_that_is_not_ours_opens_nothing(client, link, declined):
    for broken in (f"{link[:-3]}x/", "/appeals/x/", link.replace("/appeals/", "/appeals/x")):
        answer = client.post(broken, {"statement": WHY})

        assert answer.status_code == 404
        assert declined.reference not in answer.content.decode()
    assert not Appeal.objects.exists()


def test_the_link_of_somebody_who_has_left_shows_and_does_nothing(client, declined):
    editor = UserFactory()
    membership = MembershipFactory(organisation=declined.organisation, user=editor)
    link = appeal_links.url_for(declined, editor).removeprefix("http://testserver")
    membership.delete()

    answer = client.post(link, {"statement": WHY})

    assert answer.status_code == 403
    assert declined.reference not in answer.content.decode()
    assert not Appeal.objects.exists()


def test_a_link_is_over_with_the_time_to_appeal(client, link, declined, time_machine):
    time_machine.move_to(appealing.last_day(declined) + timedelta(days=1))

    answer = client.post(link, {"statement": WHY})

    assert answer.status_code == 410
    assert not Appeal.objects.exists()
