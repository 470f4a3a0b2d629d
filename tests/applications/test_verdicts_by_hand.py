"""Overrides: who may lead the tier where, how many people it takes, and what the database holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from applications.models import Application, Approval, Decision
from applications.models.decision import Outcome
from applications.services import judging
from events import services as events
from guidelines import tiers
from guidelines.pack import Tier
from reviews import queries
from reviews import services as reviews
from reviews.models import TierOverride
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


def fresh(application):
    return Application.objects.get(pk=application.pk)


def marked(name, *, by):
    application = cases.submitted(name)
    cases.mark_all(application, name, by=by)
    return application


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


# --- down: two people, pure and in the database --------------------------------------------------


def verdict(tier, floor):
    return tiers.Verdict(Tier(tier), Tier(floor), Tier(tier), 0, {}, ())


@pytest.mark.parametrize(
    ("tier", "floor", "to", "granted"),
    [
        ("high", "low", "low", "low"),
        ("high", "medium", "low", "medium"),
        ("high", "high", "low", "high"),
        ("medium", "low", "high", "medium"),
        ("prohibited", "low", "low", "prohibited"),
    ],
)
def test_a_lowered_tier_is_never_below_the_floor_nor_out_of_prohibited(tier, floor, to, granted):
    found = tiers.lowered(verdict(tier, floor), residual=Tier(tier), to=Tier(to))

    assert found == granted


def lowered_decision(application, person, **changed):
    """A decision to grant a lower tier than the rules give, past all services."""
    values = {
        "application": application,
        "revision": application.revision,
        "round": application.round,
        "reviewer": person,
        "outcome": "approve",
        "tier": "medium",
        "grant_tier": "low",
        "lowered_to": "low",
        "override_reason": "Few people use it.",
        "record_sha256": "0" * 64,
    }
    return Decision.objects.create(**values | changed)


def test_the_database_approves_no_lowered_tier_by_one_person():
    first = ReviewerFactory()
    application = marked(cases.LOW, by=first)
    lowered_decision(application, first)

    with pytest.raises(DatabaseError, match="enough different"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="approved")


def test_the_database_takes_no_approval_laxer_than_one_of_its_reviewers_would_grant():
    first, second = ReviewerFactory(), ReviewerFactory()
    application = marked(cases.LOW, by=first)
    lowered_decision(application, first)
    strict = {"grant_tier": "medium", "lowered_to": "", "override_reason": ""}
    lowered_decision(application, second, **strict)
    told = {"from": "in_review", "to": "approved"}
    events.append(application.subject, "application.approve", actor=first, data=told)
    Application.objects.filter(pk=application.pk).update(status="approved")
    values = {"line": application, "revision": application.revision, "pack": application.pack}

    with pytest.raises(DatabaseError, match="strictest tier"), transaction.atomic():
        Approval.objects.create(
            **values,
            application=application,
            organisation=application.organisation,
            tier="low",
            model_names=[],
            conditions=[],
            limits={},
            valid_until=timezone.now() + timedelta(days=9),
        )


@pytest.mark.parametrize(
    "changed",
    [
        {"override_reason": ""},
        {"raised_to": "high"},
        {"lowered_to": "high"},
        {"lowered_to": "", "raised_to": "prohibited"},
        {"lowered_to": ""},
    ],
    ids=["no reason", "both ways", "down to high", "up to prohibited", "a reason for nothing"],
)
def test_the_database_takes_no_other_override(changed):
    first = ReviewerFactory()
    application = marked(cases.LOW, by=first)

    with pytest.raises(DatabaseError, match="decision_override"), transaction.atomic():
        lowered_decision(application, first, **changed)


def test_what_is_lowered_or_excepted_takes_two_people_whatever_the_tier_asks_for():
    first = ReviewerFactory()
    assessment = queries.assess(marked(cases.LOW, by=first), by=first)
    lowered = replace(assessment, residual=Tier.MEDIUM, lowered_to=Tier.LOW)

    needed = [
        judging.needed(judging.Verdict(outcome), one)
        for outcome, one in (
            (Outcome.APPROVE, assessment),
            (Outcome.APPROVE, lowered),
            (Outcome.DECLINE, lowered),
            (Outcome.EXCEPTION, assessment),
        )
    ]

    assert needed == [1, 2, 1, 2]
