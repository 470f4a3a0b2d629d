"""Does one reviewer at a time hold an application, whoever asks and however many at once?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applications.services import submissions
from applications.services.moves import DecidedAlready, NotAReviewer, OwnOrganisation
from applications.states import Status, WrongState
from events import queries as events
from reviews import services
from reviews.jobs import release_expired
from reviews.models import Lease
from reviews.services import HeldByAnother, MarkInput, NotHeld
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def let_time_pass(application):
    application.leases.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_the_first_claim_begins_the_review(reviewer):
    application = cases.submitted()

    lease = services.claim(application, by=reviewer)

    assert application.status == Status.IN_REVIEW
    assert timedelta(minutes=14) < lease.expires_at - timezone.now() <= timedelta(minutes=15)


def test_claiming_again_keeps_it_for_longer(reviewer):
    application = cases.submitted()
    first = services.claim(application, by=reviewer)
    Lease.objects.update(expires_at=timezone.now() + timedelta(seconds=5))

    again = services.claim(application, by=reviewer)

    assert again.pk == first.pk
    assert again.expires_at > timezone.now() + timedelta(minutes=14)


def test_nobody_claims_what_another_holds(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)

    with pytest.raises(HeldByAnother):
        services.claim(application, by=ReviewerFactory())


def test_a_claim_ends_by_itself(reviewer):
    application = cases.submitted()
    services.claim(application, by=ReviewerFactory())
    let_time_pass(application)

    services.claim(application, by=reviewer)

    assert application.leases.get(ended_at=None).reviewer == reviewer


def test_whoever_let_it_end_holds_nothing(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    let_time_pass(application)

    with pytest.raises(NotHeld):
        services.mark(application, {"CK-01": MarkInput("meets")}, by=reviewer, revision=1)
    with pytest.raises(NotHeld):
        services.release(application, by=reviewer)


def test_marking_keeps_it_for_longer(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    Lease.objects.update(expires_at=timezone.now() + timedelta(seconds=5))

    services.mark(application, {"CK-01": MarkInput("meets")}, by=reviewer, revision=1)

    assert application.leases.get().expires_at > timezone.now() + timedelta(minutes=14)


def test_only_the_holder_releases(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)

    with pytest.raises(NotHeld):
        services.release(application, by=ReviewerFactory())
    services.release(application, by=reviewer)

    assert not application.leases.filter(ended_at=None).exists()


def test_applicants_claim_nothing():
    application = cases.submitted()

    with pytest.raises(NotAReviewer):
        services.claim(application, by=application.created_by)


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_members_of_the_organisation_claim_nothing(reviewer, role):
    application = cases.submitted()
    MembershipFactory(organisation=application.organisation, user=reviewer, role=role)

    with pytest.raises(OwnOrganisation):
        services.claim(application, by=reviewer)


def test_a_former_submitter_claims_nothing(reviewer):
    application = cases.draft()
    membership = MembershipFactory(organisation=application.organisation, user=reviewer)
    submissions.submit(application, by=reviewer)
    membership.delete()

    with pytest.raises(OwnOrganisation):
        services.claim(application, by=reviewer)


def test_a_draft_or_a_withdrawn_application_waits_for_nobody(reviewer):
    withdrawn = cases.submitted()
    submissions.withdraw(withdrawn, by=withdrawn.created_by)

    for application in (cases.draft(), withdrawn):
        with pytest.raises(WrongState):
            services.claim(application, by=reviewer)


def test_the_first_of_two_reviewers_does_not_claim_it_again(reviewer):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    with pytest.raises(DecidedAlready):
        services.claim(application, by=reviewer)


def test_neither_of_two_who_disagreed_claims_it_again(reviewer):
    application, other = cases.submitted(cases.HIGH), ReviewerFactory()
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    services.claim(application, by=other)
    services.decide(
        application, "decline", by=other, revision=1, note="No.", clauses=("GP-07@1.0.0",)
    )

    assert (application.status, application.round) == (Status.IN_REVIEW, 2)
    for person in (reviewer, other):
        with pytest.raises(DecidedAlready):
            services.claim(application, by=person)
    services.claim(application, by=ReviewerFactory())


def test_the_clock_ends_what_is_over_and_nothing_else(reviewer):
    over, held = cases.submitted(), cases.submitted()
    services.claim(over, by=reviewer)
    let_time_pass(over)
    services.claim(held, by=reviewer)

    assert release_expired() == 1
    assert release_expired() == 0

    assert over.leases.get().ended_at
    assert held.leases.get().ended_at is None
    kinds = [event.kind for event in events.timeline(over.subject)]
    assert kinds[-2:] == ["review.claimed", "review.lease_expired"]


def test_a_claim_renewed_meanwhile_is_not_ended_by_the_clock(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)

    assert services.release_expired(application, now=timezone.now()) is False


def test_the_database_holds_one_lease_at_a_time(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)

    with pytest.raises(IntegrityError), transaction.atomic():
        application.leases.create(reviewer=UserFactory(), expires_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_claiming_at_once_give_one_lease():
    application = cases.submitted()
    reviewers = ReviewerFactory.create_batch(8)
    together = Barrier(len(reviewers))

    def claim(reviewer):
        together.wait(timeout=20)
        try:
            services.claim(type(application).objects.get(pk=application.pk), by=reviewer)
        except HeldByAnother:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(reviewers)) as pool:
        taken = list(pool.map(claim, reviewers))

    assert sorted(taken) == [False] * 7 + [True]
    assert Lease.objects.filter(application=application).count() == 1
    started = events.timeline(application.subject).filter(kind="application.start_review")
    assert started.count() == 1
