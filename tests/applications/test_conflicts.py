"""Is each conflict of interest found, hidden and refused, by services and database alike?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Membership, PastMembership, SharedDomain
from applications import conflicts
from applications.models import Application, ApplicationConflict, Decision, OrganisationConflict
from applications.models.conflicts import Part, Tie
from applications.services import drafts, submissions
from applications.services.moves import (
    REFUSALS,
    DecidedAlready,
    DeclaredInterest,
    FormerMember,
    OwnOrganisation,
    Recused,
    SameDomain,
    TookPart,
    ensure_reviewer,
)
from reviews import queries
from reviews import services as reviews
from reviews.models import Lease
from tests import cases
from tests.applications import conflicting
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
REFUSED = {
    "member": OwnOrganisation,
    "former member": FormerMember,
    "same website": SameDomain,
    "same mail": SameDomain,
    "declared domain": DeclaredInterest,
    "declared name": DeclaredInterest,
    "recused": Recused,
    "appealed against": TookPart,
}
each_kind = pytest.mark.parametrize("kind", conflicting.EVERY)


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application():
    return cases.submitted()


def lease(application, person):
    now = timezone.now()
    return Lease.objects.create(
        application=application, reviewer=person, expires_at=now + timedelta(minutes=15)
    )


@each_kind
def test_a_conflict_hides_and_is_refused_in_its_own_words(application, reviewer, kind):
    other = ReviewerFactory()

    conflicting.EVERY[kind](application, reviewer)

    with pytest.raises(REFUSED[kind]):
        ensure_reviewer(application, by=reviewer)
    assert not Application.objects.reviewable_by(reviewer).exists()
    assert Application.objects.reviewable_by(other).get() == application
    assert list(queries.reviewers_for(application)) == [other]


@each_kind
def test_the_database_gives_no_lease_on_a_conflict(application, reviewer, kind):
    conflicting.EVERY[kind](application, reviewer)
    Lease.objects.update(ended_at=timezone.now())

    with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
        lease(application, reviewer)

    assert lease(application, ReviewerFactory()).pk


@each_kind
def test_the_database_takes_no_decision_on_a_conflict(application, reviewer, kind):
    cases.mark_all(application, by=ReviewerFactory())
    conflicting.WITHOUT_PART.get(kind, conflicting.member)(application, reviewer)
    values = {
        "application": application, "revision": application.revision, "round": application.round,
        "outcome": "approve", "tier": "low", "grant_tier": "low", "record_sha256": "0" * 64,
    }  # fmt: skip

    with pytest.raises(DatabaseError, match="conflict of interest"), transaction.atomic():
        Decision.objects.create(**values, reviewer=reviewer)

    assert Decision.objects.create(**values, reviewer=ReviewerFactory()).pk


def test_whoever_decided_first_does_not_find_what_awaits_a_second(reviewer):
    application = cases.submitted(cases.HIGH)

    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    assert not Application.objects.reviewable_by(reviewer).exists()
    with pytest.raises(DecidedAlready):
        ensure_reviewer(application, by=reviewer)


def test_whoever_decided_finds_it_again_once_it_is_closed(reviewer):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    cases.approve(application, cases.HIGH, by=ReviewerFactory(), tier="high")

    assert Application.objects.reviewable_by(reviewer).get() == application
    assert not application.earlier_parts.exists()


def test_a_new_revision_is_for_the_first_reviewer_again(reviewer):
    application, second = cases.submitted(cases.HIGH), ReviewerFactory()
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    reviews.claim(application, by=second)
    reviews.request_changes(application, {"B2": "Who?"}, by=second, note="Say more.", revision=1)

    drafts.save_answers(application, {"B2": "Clerks."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)

    assert Application.objects.reviewable_by(reviewer).get() == application


def test_leaving_is_remembered_whoever_deletes_the_row(reviewer, application):
    MembershipFactory(organisation=application.organisation, user=reviewer)

    Membership.objects.filter(user=reviewer)._raw_delete("default")  # noqa: SLF001 -- past the ORM

    past = PastMembership.objects.get()
    assert (past.user_id, past.organisation_id) == (reviewer.pk, application.organisation_id)


def test_what_is_remembered_cannot_be_forgotten(reviewer, application):
    conflicting.former_member(application, reviewer)

    with pytest.raises(DatabaseError), transaction.atomic():
        PastMembership.objects.all().delete()


def test_a_person_can_still_be_deleted_and_leaves_no_domain_behind(application):
    person = UserFactory(email="gone@acme-conflict.example")
    MembershipFactory(organisation=application.organisation, user=person)

    kept = OrganisationConflict.objects.filter(user_id=person.pk)

    person.delete()

    assert kept.get().kind == Tie.FORMER


@pytest.mark.parametrize("domain", ["gmail.com", "example.org", "co.uk"])
def test_a_domain_that_strangers_share_ties_nobody(reviewer, application, domain):
    conflicting.has_address(reviewer, domain)
    conflicting.has_address(application.created_by, domain)

    assert conflicts.between(reviewer, application) is None


def test_names_beneath_a_shared_suffix_are_told_apart(reviewer, application):
    conflicting.has_address(reviewer, "one.co.uk")
    conflicting.has_address(application.created_by, "two.co.uk")
    assert conflicts.between(reviewer, application) is None

    conflicting.has_address(application.created_by, "mail.one.co.uk")

    assert conflicts.between(reviewer, application) == Tie.DOMAIN


def test_an_address_that_is_not_confirmed_ties_nobody(reviewer, application):
    conflicting.same_website(application, reviewer)
    reviewer.emailaddress_set.filter(primary=False).update(verified=False)

    assert conflicts.between(reviewer, application) is None


def test_our_own_domain_counts_until_a_policy_owner_shares_it(reviewer, application):
    owner = PolicyOwnerFactory()
    conflicting.same_mail(application, reviewer)
    domain = SharedDomain(domain=f" {conflicting.DOMAIN.upper()}", why=SharedDomain.Why.STAFF)

    accounts.share_domain(domain, by=owner)
    assert conflicts.between(reviewer, application) is None
    accounts.stop_sharing_domain(domain, by=owner)

    assert conflicts.between(reviewer, application) == Tie.DOMAIN


def test_only_policy_owners_say_which_domains_are_shared(reviewer):
    domain = SharedDomain(domain="acme-conflict.example", why=SharedDomain.Why.STAFF)

    with pytest.raises(accounts.NotAPolicyOwner):
        accounts.share_domain(domain, by=reviewer)
    with pytest.raises(accounts.NotAPolicyOwner):
        accounts.stop_sharing_domain(SharedDomain.objects.first(), by=reviewer)


def test_every_kind_has_its_refusal():
    assert set(REFUSALS) == {*Tie, *Part}


def test_the_views_find_their_rows_by_indexes(reviewer, application):
    for question in (
        OrganisationConflict.objects.filter(user=reviewer),
        ApplicationConflict.objects.filter(user=reviewer),
    ):
        with transaction.atomic(), _without_sequential_scans():
            assert "Seq Scan" not in question.explain()


class _without_sequential_scans:  # noqa: N801 -- reads as a condition
    """Few rows make a scan cheaper; what cannot be done without one shows it all the same."""

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    def __exit__(self, *_):
        pass
