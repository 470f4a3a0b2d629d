"""An amendment shares its files with the application it is about: do they outlive each other?"""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from applications import scanning
from applications.models import Attachment
from applications.models.attachment import ScanState
from applications.services import deletions, follow_ups
from applications.states import Kind
from tests import cases
from tests.applications.scanners import Scanner
from tests.factories import ReviewerFactory, UserFactory
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def application(owner):
    """Approved, with two files."""
    return cases.approved(by=ReviewerFactory(), owner=owner)


def stored(application):
    return [attachment.file.name for attachment in application.attachments.all()]


def amend(application, owner):
    return follow_ups.begin(application, Kind.AMENDMENT, by=owner).application


def deleted(application, owner):
    """An amendment that was deleted so long ago that it may be purged."""
    draft = amend(application, owner)
    deletions.delete(draft, by=owner)
    return draft


def in_a_month():
    return timezone.now() + timedelta(days=31)


def test_purging_an_amendment_leaves_the_files_of_its_application(application, owner):
    draft = deleted(application, owner)
    names = stored(application)
    assert stored(draft) == names

    deletions.purge(draft, now=in_a_month())

    assert not draft.attachments.exists()
    assert all(default_storage.exists(name) for name in names)


def test_purging_one_amendment_while_another_begins_leaves_the_files_of_both(application, owner):
    draft = deleted(application, owner)

    _, second = at_once(
        partial(deletions.purge, draft, now=in_a_month()), partial(amend, application, owner)
    )

    assert stored(second) == stored(application)
    assert all(default_storage.exists(name) for name in stored(second))


class SlowScanner(Scanner):
    """Finds something in every file, but not before it may."""

    def __init__(self):
        self.asked, self.may_answer = threading.Event(), threading.Event()
        super().__init__()

    def said(self, content):
        self.asked.set()
        self.may_answer.wait(timeout=20)
        return b"stream: Late.Signature FOUND\0"


def test_a_verdict_waits_for_a_copy_under_way_and_holds_for_it_too(application, owner, settings):
    scanner = SlowScanner()
    settings.CLAMD_URL = "tcp://127.0.0.1:{1}".format(*scanner.server.getsockname())
    first = application.attachments.first()
    verdict = threading.Thread(target=scan_and_close, args=(first.pk,))
    verdict.start()
    scanner.asked.wait(timeout=20)

    with transaction.atomic():
        draft = amend(application, owner)
        scanner.may_answer.set()
        verdict.join(timeout=1)
        is_waiting = verdict.is_alive()
    verdict.join()
    scanner.stop()

    copies = Attachment.objects.filter(sha256=first.sha256)
    assert is_waiting
    assert draft.attachments.filter(sha256=first.sha256).exists()
    assert {copy.scan_state for copy in copies} == {ScanState.INFECTED}
    assert not default_storage.exists(first.file.name)


def scan_and_close(attachment_id):
    try:
        scanning.attempt(attachment_id)
    finally:
        connection.close()
