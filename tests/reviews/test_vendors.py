"""Do reviewers from a vendor get work only while its record of labour standards holds?"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from applications.models import Application
from common.errors import DomainError
from events import queries as events
from reviews import eligibility, vendor_records
from reviews import services as reviews
from reviews.models import Lease, Vendor, VendorReviewer
from reviews.services import vendors as services
from reviews.wellbeing import VendorNotCurrent
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
COMPLETE = {
    "pays_living_wage": True,
    "pay": "14 euros an hour in Leipzig, against a living wage of 13.",
    "lets_opt_out": True,
    "opting_out": "Paragraph 7 of the contract.",
    "offers_counselling": True,
    "counselling": "Two hours a month, paid.",
    "weekly_hours": 35,
    "evidence_url": "https://example.org/audit",
}
WITHOUT = {
    **{name: False for name in COMPLETE if isinstance(COMPLETE[name], bool)},
    **{name: "" for name in COMPLETE if isinstance(COMPLETE[name], str)},
    "weekly_hours": None,
    "audited_on": None,
}


@pytest.fixture
def owner():
    return PolicyOwnerFactory()


@pytest.fixture
def vendor(owner):
    today = timezone.now().date()
    made = Vendor(name="Careful Reading GmbH", audited_on=today, **COMPLETE)
    return services.keep_record(made, by=owner)


@pytest.fixture
def reviewer(vendor, owner):
    return services.put_with(ReviewerFactory(), vendor, by=owner).reviewer


def change(vendor, owner, **fields):
    for name, value in fields.items():
        setattr(vendor, name, value)
    services.keep_record(vendor, by=owner)


def told(vendor):
    return [event.kind for event in events.timeline(f"vendor:{vendor.public_id}")]


def offered(reviewer):
    return set(eligibility.workable(Application.objects.all(), by=reviewer))


def lease_by_hand(application, reviewer):
    """What the database says to a claim that went past every service."""
    with transaction.atomic():
        Lease.objects.create(
            application=application,
            reviewer=reviewer,
            expires_at=timezone.now() + timedelta(hours=1),
        )


def test_people_of_a_vendor_with_a_record_in_order_work_like_all_others(reviewer):
    application = cases.submitted()

    assert offered(reviewer) == {application}
    assert reviews.claim(application, by=reviewer).reviewer == reviewer


@pytest.mark.parametrize("part", sorted(WITHOUT))
def test_each_part_of_the_record_has_to_be_there(part, vendor, reviewer, owner):
    application = cases.submitted()

    change(vendor, owner, **{part: WITHOUT[part]})

    assert offered(reviewer) == set()
    with pytest.raises(VendorNotCurrent) as refused:
        reviews.claim(application, by=reviewer)
    assert str(vendor_records.PARTS[part]) in str(refused.value)
    with pytest.raises(IntegrityError, match="labour standards"):
        lease_by_hand(application, reviewer)


def test_an_audit_holds_for_twelve_months_to_the_day(vendor, reviewer, owner):
    application, today = cases.submitted(), timezone.now().date()

    change(vendor, owner, audited_on=today.replace(year=today.year - 1))
    assert offered(reviewer) == {application}
    change(vendor, owner, audited_on=today.replace(year=today.year - 1) - timedelta(days=1))

    assert offered(reviewer) == set()
    with pytest.raises(VendorNotCurrent, match="within the last twelve months"):
        reviews.claim(application, by=reviewer)
    with pytest.raises(IntegrityError, match="labour standards"):
        lease_by_hand(application, reviewer)


def test_nobody_works_for_a_vendor_whose_contract_is_over(vendor, reviewer, owner):
    change(vendor, owner, ended_on=timezone.now().date())

    with pytest.raises(VendorNotCurrent, match="a contract in force"):
        reviews.claim(cases.submitted(), by=reviewer)


def test_a_record_that_is_mended_brings_the_work_back(vendor, reviewer, owner):
    change(vendor, owner, counselling="")
    change(vendor, owner, counselling="Weekly.")

    reviews.claim(cases.submitted(), by=reviewer)


def test_a_record_that_lapses_takes_nothing_away_that_one_has(vendor, reviewer, owner):
    application = cases.submitted()
    reviews.claim(application, by=reviewer)
    change(vendor, owner, counselling="")

    reviews.claim(application, by=reviewer)
    reviews.release(application, by=reviewer)

    assert not application.leases.filter(ended_at=None).exists()


def test_people_of_no_vendor_are_not_concerned(vendor, reviewer, owner):
    change(vendor, owner, counselling="")

    reviews.claim(cases.submitted(), by=ReviewerFactory())


def test_the_log_keeps_what_a_record_said_each_time(vendor, owner):
    change(vendor, owner, weekly_hours=30)
    change(vendor, owner, weekly_hours=30)

    first, second = events.timeline(f"vendor:{vendor.public_id}")
    assert first.kind == "vendor.record_begun"
    assert first.data["record"]["weekly_hours"] == 35
    assert (second.kind, second.data) == ("vendor.record_changed", {"record": {"weekly_hours": 30}})


def test_who_comes_from_a_vendor_is_told_in_the_log(vendor, reviewer, owner):
    services.take_from(VendorReviewer.objects.get(), by=owner)

    assert told(vendor)[1:] == ["vendor.reviewer_added", "vendor.reviewer_removed"]
    assert not VendorReviewer.objects.exists()


def test_only_reviewers_come_from_a_vendor(vendor, owner):
    with pytest.raises(services.NotReviewing):
        services.put_with(UserFactory(), vendor, by=owner)


def test_only_policy_owners_keep_records(vendor, reviewer):
    acts = (
        lambda: services.keep_record(vendor, by=reviewer),
        lambda: services.put_with(reviewer, vendor, by=reviewer),
        lambda: services.take_from(VendorReviewer.objects.get(), by=reviewer),
    )

    for act in acts:
        with pytest.raises(services.NotPolicyOwner):
            act()
    assert issubclass(services.NotPolicyOwner, DomainError)


def test_nobody_works_more_than_48_hours_a_week(vendor, owner):
    with pytest.raises(IntegrityError, match="vendor_week_has_an_end"):
        change(vendor, owner, weekly_hours=49)
