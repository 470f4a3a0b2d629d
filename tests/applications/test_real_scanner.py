"""Does all of it hold with a real clamd, as Debian ships it?"""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from applications import jobs, scanning
from applications.models import Attachment
from applications.models.attachment import ScanState
from applications.services import files
from tests import contents
from tests.applications import real_clamd
from tests.applications.addresses import of, text

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def clamd():
    if real_clamd.binary() is None:
        missing = "no clamd on this machine (Debian: clamav-daemon)"
        pytest.fail(missing) if real_clamd.is_required() else pytest.skip(missing)
    server = real_clamd.RealClamd()
    yield server
    server.remove()


@pytest.fixture
def scanner(clamd, settings):
    settings.CLAMD_URL = clamd.url
    return clamd


def attach(application, content, *, name="prompts.md"):
    question = application.attachments.first().question
    by = application.created_by
    return files.attach(application, question, file=ContentFile(content, name=name), by=by)


def row(attachment):
    return Attachment.objects.get(pk=attachment.pk)


def test_a_clean_text_is_clean_and_the_test_string_is_infected_and_in_quarantine(
    scanner, draft, signed_in, django_capture_on_commit_callbacks
):
    clean, bad = attach(draft, b"You are helpful."), attach(draft, contents.EICAR, name="bad.txt")
    stored = bad.file.name
    before = [signed_in.get(of(draft, "download", one.pk)).status_code for one in (clean, bad)]

    with django_capture_on_commit_callbacks(execute=True):
        scanning.attempt(clean.pk)
        scanning.attempt(bad.pk)

    assert before == [409, 409]
    assert row(clean).scan_state == ScanState.CLEAN
    assert row(bad).scan_state == ScanState.INFECTED
    assert row(bad).signature.startswith(real_clamd.NAME)
    assert not default_storage.exists(stored)
    fetched = signed_in.get(of(draft, "download", clean.pk))
    assert b"".join(fetched.streaming_content) == b"You are helpful."
    refused = signed_in.get(of(draft, "download", bad.pk))
    assert refused.status_code == 410
    assert "malware" in text(refused)


def test_twenty_megabytes_go_over_in_one_stream(scanner, draft, settings):
    content = b"All is well.\n" * (settings.UPLOAD_MAX_BYTES // 13)
    large = attach(draft, content)

    scanning.attempt(large.pk)

    assert large.size > 19_999_000
    assert row(large).scan_state == ScanState.CLEAN


def test_the_test_string_behind_many_megabytes_is_found(scanner, draft):
    hidden = attach(draft, b"All is well.\n" * 1_000_000 + contents.EICAR)

    scanning.attempt(hidden.pk)

    assert row(hidden).scan_state == ScanState.INFECTED


def test_over_its_limit_clamd_judges_nothing_and_the_file_is_held_back(scanner, draft, settings):
    small = real_clamd.RealClamd(limit="1M")
    settings.CLAMD_URL = small.url
    try:
        large = attach(draft, b"All is well.\n" * 200_000)
        scanning.attempt(large.pk)
    finally:
        small.remove()

    assert (row(large).scan_state, row(large).signature) == (ScanState.FAILED, scanning.TOO_LARGE)


def test_while_clamd_is_away_files_wait_and_beat_comes_back_to_them(scanner, draft, time_machine):
    scanner.stop()
    attachment = attach(draft, b"You are helpful.")
    scanning.attempt(attachment.pk)
    waiting = row(attachment)
    scanner.start()
    time_machine.move_to(waiting.scan_next_at + timedelta(seconds=1))

    jobs.look_at_files()

    assert (waiting.scan_state, waiting.scan_attempts) == (ScanState.PENDING, 1)
    assert row(attachment).scan_state == ScanState.CLEAN
