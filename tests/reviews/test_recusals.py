"""Do reviewers take themselves off what they should not judge, and declare their interests?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.services import NotAPolicyOwner
from applications import conflicts
from applications.models import Application, Interest, Recusal
from applications.models.conflicts import Tie
from applications.services.moves import NotAReviewer, OwnOrganisation, Recused
from events import queries as events
from reviews import services
from reviews.services import recusals
from tests import cases
from tests.applications import conflicting
from tests.factories import (
    MembershipFactory,
    PolicyOwnerFactory,
    ReviewerFactory,
    UserFactory,
    staff_group,
)

pytestmark = pytest.mark.django_db
HERE = "admin:reviews_interests_changelist"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def owner():
    return PolicyOwnerFactory()


@pytest.fixture
def application():
    return cases.submitted()


def text_of(response):
    return " ".join(response.content.decode().split())


def kinds(application):
    return [event.kind for event in events.timeline(application.subject)]


# --- recusing -------------------------------------------------------------------------------------
def test_recusing_ends_the_lease_and_leaves_the_application_to_others(application, reviewer):
    other = ReviewerFactory()
    services.claim(application, by=reviewer)

    services.recuse(application, by=reviewer, reason=" My brother works there. ")

    assert Recusal.objects.get().reason == "My brother works there."
    assert not application.leases.filter(ended_at=None).exists()
    assert kinds(application)[-2:] == ["review.recused", "review.released"]
    assert services.claim(application, by=other).reviewer == other


def test_nobody_recuses_twice(application, reviewer):
    services.recuse(application, by=reviewer)

    with pytest.raises(Recused):
        services.recuse(application, by=reviewer)


def test_the_database_holds_one_recusal_in_force(application, reviewer):
    services.recuse(application, by=reviewer)

    with pytest.raises(IntegrityError), transaction.atomic():
        application.recusals.create(reviewer=reviewer)


def test_only_reviewers_without_a_part_recuse(application, reviewer):
    MembershipFactory(organisation=application.organisation, user=reviewer)

    with pytest.raises(OwnOrganisation):
        services.recuse(application, by=reviewer)
    with pytest.raises(NotAReviewer):
        services.recuse(application, by=application.created_by)


def test_what_would_come_back_to_whoever_recused_is_free_for_others(application, reviewer):
    services.claim(application, by=reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="More.", revision=1)

    services.recuse(application, by=reviewer)

    application.refresh_from_db()
    assert application.returned_to is None


def test_a_reason_has_its_length(application, reviewer):
    with pytest.raises(recusals.ReasonRefused):
        services.recuse(application, by=reviewer, reason="x" * 2001)

    assert not Recusal.objects.exists()


# --- lifting --------------------------------------------------------------------------------------
def test_a_policy_owner_lifts_a_recusal(application, reviewer, owner):
    recusal = services.recuse(application, by=reviewer)

    services.lift(recusal, by=owner)

    assert Application.objects.reviewable_by(reviewer).get() == application
    assert kinds(application)[-1] == "review.recusal_lifted"


def test_a_recusal_is_lifted_once(application, reviewer, owner):
    recusal = services.recuse(application, by=reviewer)
    services.lift(recusal, by=owner)

    with pytest.raises(recusals.OverAlready):
        services.lift(recusal, by=owner)


def test_nobody_lifts_their_own_recusal_and_reviewers_none(application, reviewer):
    recusal = services.recuse(application, by=reviewer)

    with pytest.raises(NotAPolicyOwner):
        services.lift(recusal, by=reviewer)
    reviewer.groups.add(staff_group("Policy owners"))
    both = type(reviewer).objects.get(pk=reviewer.pk)
    with pytest.raises(recusals.OwnConflict):
        services.lift(recusal, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.update(lifted_at=timezone.now(), lifted_by=reviewer)


# --- declaring ------------------------------------------------------------------------------------
def test_an_interest_holds_until_its_last_day(application, reviewer):
    conflicting.declared_name(application, reviewer)
    assert conflicts.between(reviewer, application) == Tie.DECLARED

    past = Interest(
        reviewer=reviewer,
        organisation_name=application.organisation.name,
        reason="Shares.",
        until=timezone.now().date() - timedelta(days=1),
    )
    Interest.objects.all().delete()
    past.save()

    assert conflicts.between(reviewer, application) is None


def test_an_interest_ends_what_one_holds_of_it(application, reviewer):
    services.claim(application, by=reviewer)

    conflicting.declared_name(application, reviewer)

    assert not application.leases.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, recusals.InterestInOneThing),
        ({"organisation_name": "A", "domain": "a.example"}, recusals.InterestInOneThing),
        ({"domain": "https://acme.example/"}, recusals.DomainRefused),
        ({"domain": "example"}, recusals.DomainRefused),
        ({"domain": "gmail.com"}, recusals.DomainShared),
        ({"domain": "a.example", "reason": " "}, recusals.ReasonRefused),
        ({"domain": "a.example", "until": timezone.now().date() - timedelta(days=1)},
         recusals.LastDayPast),
    ],
)  # fmt: skip
def test_an_interest_that_says_nothing_is_refused(reviewer, given, refusal):
    with pytest.raises(refusal):
        services.declare(by=reviewer, **{"reason": "Shares.", "until": None, **given})

    assert not Interest.objects.exists()


def test_an_interest_is_declared_once_and_by_reviewers_only(reviewer):
    services.declare(by=reviewer, domain="@A.example.", reason="Shares.", until=None)

    with pytest.raises(recusals.DeclaredAlready):
        services.declare(by=reviewer, domain="a.example", reason="Still.", until=None)
    with pytest.raises(NotAReviewer):
        services.declare(by=UserFactory(), domain="a.example", reason="Shares.", until=None)


def test_another_policy_owner_ends_an_interest_once(reviewer, owner):
    interest = services.declare(by=reviewer, domain="a.example", reason="Shares.", until=None)

    with pytest.raises(NotAPolicyOwner):
        services.end_interest(interest, by=reviewer)
    services.end_interest(interest, by=owner)

    with pytest.raises(recusals.OverAlready):
        services.end_interest(interest, by=owner)
    assert not reviewer.interests.in_force().exists()


# --- the pages ------------------------------------------------------------------------------------
def test_one_press_at_the_desk_takes_it_away_everywhere(client, application, reviewer):
    client.force_login(reviewer)
    at_desk = client.get(reverse("admin:reviews_desk", args=[application.reference]))

    response = client.post(
        reverse("admin:reviews_recuse", args=[application.reference]), follow=True
    )

    assert "I should not judge this" in text_of(at_desk)
    assert response.redirect_chain[-1][0] == reverse("admin:reviews_queue")
    assert application.reference not in text_of(response)


def test_what_is_hidden_is_not_recused_by_its_address(client, application, reviewer):
    conflicting.former_member(application, reviewer)
    client.force_login(reviewer)

    response = client.post(reverse("admin:reviews_recuse", args=[application.reference]))

    assert response.status_code == 404
    assert not Recusal.objects.exists()


def test_a_reviewer_declares_and_reads_their_own_and_nobody_elses(client, reviewer):
    other = ReviewerFactory()
    services.declare(by=other, domain="other.example", reason="Secret.", until=None)
    client.force_login(reviewer)

    sent = {"organisation_name": "Acme Ltd", "domain": "", "reason": "Shares.", "until": ""}
    text = text_of(client.post(reverse(HERE), sent, follow=True))

    assert "Acme Ltd" in text
    assert "other.example" not in text


def test_a_refused_declaration_is_told_on_the_page(client, reviewer):
    client.force_login(reviewer)

    response = client.post(reverse(HERE), {"reason": "Shares."})

    assert response.status_code == 422
    assert str(recusals.InterestInOneThing()) in text_of(response)


def test_policy_owners_see_and_end_what_reviewers_told(client, application, reviewer, owner):
    interest = services.declare(by=reviewer, domain="a.example", reason="Shares.", until=None)
    recusal = services.recuse(application, by=reviewer)
    client.force_login(owner)

    text = text_of(client.get(reverse(HERE)))
    client.post(reverse("admin:reviews_interest_end", args=[interest.pk]))
    client.post(reverse("admin:reviews_recusal_lift", args=[recusal.pk]))

    assert "a.example" in text
    assert application.reference in text
    assert not reviewer.interests.in_force().exists()
    assert not reviewer.recusals.in_force().exists()


def test_reviewers_neither_end_nor_lift_by_the_address(client, application, reviewer):
    other = ReviewerFactory()
    interest = services.declare(by=other, domain="a.example", reason="Shares.", until=None)
    recusal = services.recuse(application, by=other)
    client.force_login(reviewer)

    client.post(reverse("admin:reviews_interest_end", args=[interest.pk]))
    client.post(reverse("admin:reviews_recusal_lift", args=[recusal.pk]))

    assert other.interests.in_force().exists()
    assert other.recusals.in_force().exists()


def test_staff_who_neither_review_nor_own_policy_are_kept_out(client):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(reverse(HERE)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_constant_number_of_queries(
    client, owner, reviewer, count, django_assert_num_queries
):
    owner.groups.add(staff_group("Reviewers"))
    for number in range(count):
        services.declare(by=reviewer, domain=f"a{number}.example", reason="Shares.", until=None)
        services.recuse(cases.submitted(), by=reviewer)
    client.force_login(owner)
    client.get(reverse(HERE))

    with django_assert_num_queries(8):  # person, permissions (2), notices, four lists
        client.get(reverse(HERE))
