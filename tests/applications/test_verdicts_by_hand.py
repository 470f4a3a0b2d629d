"""Overrides, research exceptions, escalation: who may, how many it takes, what stays shut."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Application
from applications.models.decision import Outcome
from reviews import queries
from reviews import services as reviews
from reviews.models import TierOverride
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
MEDIUM = "ex-02-library-search"
GP07 = "GP-07@1.0.0"


def fresh(application):
    return Application.objects.get(pk=application.pk)


def soon(days=90):
    return timezone.now().date() + timedelta(days=days)


def senior():
    """A reviewer who owns the policy."""
    person = ReviewerFactory()
    person.groups.add(*PolicyOwnerFactory().groups.all())
    return person


def conditions(application, name, tier):
    names = cases.example(name)["review"].get("conditions", ())
    return cases.conditions(queries.pack_of(application), tier=tier, names=names)


def marked(name, *, by, application=None):
    application = fresh(application) if application else cases.submitted(name)
    cases.mark_all(application, name, by=by)
    return application


def approve(application, *, by, name=MEDIUM, tier="medium"):
    given = conditions(application, name, tier)
    return reviews.decide(
        fresh(application), Outcome.APPROVE, by=by, revision=1, conditions=given
    ).decision


def decline(application, *, by):
    return reviews.decide(
        fresh(application), Outcome.DECLINE, by=by, revision=1, note="No.", clauses=cases.CLAUSES
    ).decision


# --- overrides ------------------------------------------------------------------------------------


def override(application, tier, *, by, reason="The rules miss this."):
    reviews.override(fresh(application), tier, by=by, reason=reason, revision=1)


def test_one_person_raises_the_tier_and_its_consequences_follow():
    first = ReviewerFactory()
    application = marked(cases.LOW, by=first)

    override(application, "high", by=first)
    assessment = queries.assess(fresh(application), by=first)

    assert (assessment.tier, assessment.review_tier) == ("low", "high")
    assert assessment.grant_tier == "high"
    assert assessment.review_consequence.reviewers == 2


def test_an_override_needs_a_reason_and_a_tier_that_it_may_lead_to():
    first = ReviewerFactory()
    application = marked(cases.LOW, by=first)

    with pytest.raises(reviews.OverrideUnexplained):
        override(application, "high", by=first, reason="  ")
    for tier in ("low", "prohibited", "none"):
        with pytest.raises(reviews.OverrideRefused):
            override(application, tier, by=first)
    assert not TierOverride.objects.exists()


def test_nothing_leads_below_the_floor():
    first = ReviewerFactory()
    application = marked(cases.HIGH, by=first)

    with pytest.raises(reviews.OverrideRefused):
        override(application, "low", by=first)


def test_nothing_leads_out_of_prohibited():
    first = ReviewerFactory()
    application = cases.submitted(cases.PROHIBITED)
    reviews.claim(application, by=first)

    for tier in ("low", "medium", "high"):
        with pytest.raises(reviews.OverrideRefused):
            override(application, tier, by=first)


def test_only_the_holder_overrides():
    first = ReviewerFactory()
    application = marked(cases.LOW, by=first)

    with pytest.raises(reviews.NotHeld):
        override(application, "high", by=ReviewerFactory())
