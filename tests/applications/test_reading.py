"""Is an evaluation file read apart, once, and never by what it does to its reader?"""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from applications import jobs, reading
from applications.models import Attachment
from applications.models.attachment import ReadState
from applications.services import drafts, files
from tests import cases, contents
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    cases.publish_starter()
    owner = UserFactory()
    return drafts.create(OrganisationFactory(owner=owner), by=owner)


@pytest.fixture
def evidence(draft):
    """A results file, not read yet."""
    return attach(draft, contents.sample("lm_eval_json"))


def attach(draft, content):
    file = ContentFile(content, name="results.json")
    return files.attach(draft, "H1", file=file, by=draft.created_by, format_name="lm_eval_json")


def test_results_are_read_into_rows_once(evidence):
    reading.attempt(evidence.pk)
    first = list(evidence.results.values_list("pk", flat=True))
    reading.attempt(evidence.pk)

    row = Attachment.objects.get(pk=evidence.pk)
    assert row.read_state == ReadState.READ
    assert (row.reading["results"], row.reading["partial"]) == (5, 2)
    assert list(evidence.results.values_list("pk", flat=True)) == first
    assert evidence.results.order_by("position").first().value == 0.4


def test_what_cannot_be_read_says_why_and_leaves_no_rows(draft):
    broken = attach(draft, b'{"results": {}, "config": {}}')

    reading.attempt(broken.pk)

    row = Attachment.objects.get(pk=broken.pk)
    assert row.read_state == ReadState.UNREADABLE
    assert row.reading["refused"]["code"] == "no_results"
    assert not row.results.exists()


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_nothing_is_read_that_is_held_back(evidence, state):
    Attachment.objects.filter(pk=evidence.pk).update(scan_state=state, scanned_at=timezone.now())

    reading.attempt(evidence.pk)

    assert Attachment.objects.get(pk=evidence.pk).read_state == ReadState.WAITING


def test_a_reader_that_takes_too_long_is_ended(evidence, monkeypatch):
    monkeypatch.setattr(reading, "WALL_SECONDS", 0.001)

    reading.attempt(evidence.pk)

    row = Attachment.objects.get(pk=evidence.pk)
    assert row.reading == {"refused": {"code": "too_slow"}}


def test_a_reader_that_computes_too_long_is_killed(draft, monkeypatch):
    monkeypatch.setattr(reading, "CPU_SECONDS", 1)
    endless = attach(draft, b"{" + b'"":0,' * 3_900_000 + b'"z":0}')

    reading.attempt(endless.pk)

    row = Attachment.objects.get(pk=endless.pk)
    assert row.reading == {"refused": {"code": "too_slow"}}


def test_a_reader_without_memory_says_so_and_the_portal_lives(draft, monkeypatch):
    monkeypatch.setattr(reading, "MEMORY_BYTES", 60_000_000)
    big = attach(draft, b'{"config": {}, "results": {"t": [' + b'{"a": "b"},' * 400_000 + b"{}]}}")

    reading.attempt(big.pk)

    row = Attachment.objects.get(pk=big.pk)
    assert row.read_state == ReadState.UNREADABLE
    assert set(row.reading) == {"refused"}


def test_a_file_out_of_reach_is_read_later_and_given_up_in_the_end(evidence, time_machine):
    default_storage.delete(evidence.file.name)

    for _ in range(reading.ATTEMPTS_MAX):
        reading.attempt(evidence.pk)
        due = Attachment.objects.get(pk=evidence.pk).read_next_at
        time_machine.move_to(due + timedelta(seconds=1))
    jobs.look_at_files()

    row = Attachment.objects.get(pk=evidence.pk)
    assert row.read_state == ReadState.UNREADABLE
    assert row.reading == {"refused": {"code": "broke_off"}}


def test_the_clock_rings_for_what_the_broker_forgot(evidence):
    jobs.look_at_files()

    assert Attachment.objects.get(pk=evidence.pk).read_state == ReadState.READ
