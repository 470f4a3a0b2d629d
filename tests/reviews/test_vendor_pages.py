"""Do policy owners keep vendors' records in the admin, and are they warned in time?"""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from events import delivery
from events import queries as events
from reviews import jobs
from reviews.models import Exposure, Vendor, VendorReviewer
from reviews.services import vendors as services
from reviews.services import wellbeing
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory
from tests.reviews.test_vendors import COMPLETE

pytestmark = pytest.mark.django_db
LIST = "admin:reviews_vendor_changelist"


@pytest.fixture
def owner():
    return PolicyOwnerFactory()


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def vendor_audited(ago, owner):
    audited = timezone.now().date() - ago
    made = Vendor(name="Careful Reading GmbH", audited_on=audited, **COMPLETE)
    return services.keep_record(made, by=owner)


def form(**fields):
    given = {**{n: "on" if v is True else v for n, v in COMPLETE.items()}, **fields}
    return {"name": "Reading Ltd", "audited_on": timezone.now().date().isoformat(), **given}


def test_a_policy_owner_begins_and_changes_a_record(signed_in):
    signed_in.post(reverse("admin:reviews_vendor_add"), form(counselling=""))
    vendor = Vendor.objects.get()
    shown = signed_in.get(reverse(LIST)).content.decode()

    signed_in.post(reverse("admin:reviews_vendor_change", args=[vendor.pk]), form())

    assert "how one gets counselling" in shown
    vendor.refresh_from_db()
    assert vendor.is_complete
    told = [event.kind for event in events.timeline(f"vendor:{vendor.public_id}")]
    assert told == ["vendor.record_begun", "vendor.record_changed"]


def test_who_comes_from_a_vendor_is_added_and_taken_away(signed_in, owner):
    vendor, reviewer = vendor_audited(timedelta(), owner), ReviewerFactory()
    place = reverse("admin:reviews_vendorreviewer_add")

    signed_in.post(place, {"reviewer": reviewer.pk, "vendor": vendor.pk})
    link = VendorReviewer.objects.get()
    gone = reverse("admin:reviews_vendorreviewer_delete", args=[link.pk])
    signed_in.post(gone, {"post": "yes"})

    assert link.reviewer == reviewer
    assert not VendorReviewer.objects.exists()


def test_reviewers_have_no_records(client, owner):
    vendor = vendor_audited(timedelta(), owner)
    client.force_login(ReviewerFactory())

    for place in (LIST, "admin:reviews_vendor_add", "admin:reviews_vendorreviewer_changelist"):
        assert client.get(reverse(place)).status_code == 403
    place = reverse("admin:reviews_vendor_change", args=[vendor.pk])
    assert client.get(place).status_code == 403


def test_no_record_is_deleted(signed_in, owner):
    vendor = vendor_audited(timedelta(), owner)

    place = reverse("admin:reviews_vendor_delete", args=[vendor.pk])

    assert signed_in.post(place, {"post": "yes"}).status_code == 403


def test_policy_owners_are_warned_once_a_month_before(owner):
    vendor = vendor_audited(timedelta(days=340), owner)

    assert [jobs.warn_of_vendors(), jobs.warn_of_vendors()] == [1, 0]
    for due in delivery.due():
        delivery.attempt(due.pk)

    letter = mail.outbox[-1]
    assert letter.to == [owner.email]
    assert vendor.name in letter.subject
    assert "lapses after" in letter.body


def test_nobody_is_warned_of_a_fresh_record(owner):
    vendor_audited(timedelta(days=300), owner)

    assert jobs.warn_of_vendors() == 0


def test_a_new_audit_is_warned_of_anew(owner):
    vendor = vendor_audited(timedelta(days=340), owner)
    jobs.warn_of_vendors()
    vendor.refresh_from_db()
    vendor.audited_on += timedelta(days=5)
    services.keep_record(vendor, by=owner)

    assert jobs.warn_of_vendors() == 1


def test_what_reviewers_went_through_is_forgotten_after_a_month():
    reviewer, application = ReviewerFactory(), cases.submitted("ex-05-teen-tutor")
    wellbeing.open_named(application, by=reviewer)
    assert jobs.forget_exposure() == 0
    Exposure.objects.update(at=timezone.now() - timedelta(days=31))

    assert jobs.forget_exposure() == 1


def test_the_contact_is_told_once_of_a_note_and_not_what_it_says(client, settings):
    contact, reviewer = PolicyOwnerFactory(), ReviewerFactory(name="Rea Reviewer")
    settings.WELLBEING_CONTACTS = [contact.email]
    wellbeing.write_down(reviewer, "Please ring me.", reader="contact")
    wellbeing.write_down(reviewer, "For me.", reader="oneself")
    mail.outbox.clear()

    assert [jobs.tell_contacts(), jobs.tell_contacts()] == [1, 0]

    (letter,) = mail.outbox
    assert letter.to == [contact.email]
    assert "ring me" not in letter.body
    assert "Rea Reviewer" not in letter.body
    client.force_login(contact)
    page = client.get(reverse("admin:reviews_notes")).content.decode()
    assert "Please ring me." in page
    assert "For me." not in page


def test_the_contacts_page_is_there_for_nobody_else(client, settings):
    settings.WELLBEING_CONTACTS = ["somebody@example.org"]
    chief = PolicyOwnerFactory(is_superuser=True)

    for person in (chief, ReviewerFactory()):
        client.force_login(person)
        assert client.get(reverse("admin:reviews_notes")).status_code == 404
