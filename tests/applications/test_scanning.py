"""Does nobody open a file before the virus scanner has called it clean?"""

import shutil
import socket
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from applications import clamd, jobs, scanning
from applications.models import Attachment
from applications.models.attachment import ScanState
from applications.services import files
from events.models import Event
from tests import cases, contents
from tests.applications.scanners import Scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings):
    scanner = Scanner()
    settings.CLAMD_URL = "tcp://127.0.0.1:{1}".format(*scanner.server.getsockname())
    yield scanner
    scanner.stop()


@pytest.fixture
def application():
    return cases.draft()


def attach(application, content=b"You are helpful."):
    """Uploaded, and not scanned yet."""
    question = application.attachments.first().question
    file = ContentFile(content, name="prompts.md")
    return files.attach(application, question, file=file, by=application.created_by)


def state_of(attachment):
    return Attachment.objects.get(pk=attachment.pk).scan_state


def test_a_clean_file_is_held_back_until_it_is_known_to_be(scanner, application, client):
    client.force_login(application.created_by)
    attachment = attach(application)
    url = f"/applications/{application.reference}/files/{attachment.pk}/"

    before = client.get(url)
    scanning.attempt(attachment.pk)
    after = client.get(url)

    assert (before.status_code, after.status_code) == (409, 200)
    assert b"checked" in before.content
    assert state_of(attachment) == ScanState.CLEAN
    assert scanner.heard == [b"You are helpful."]
    assert b"".join(after.streaming_content) == b"You are helpful."


def test_an_infected_file_loses_its_bytes_and_keeps_its_name(
    scanner, application, client, django_capture_on_commit_callbacks
):
    attachment = attach(application, contents.EICAR)
    stored = attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        scanning.attempt(attachment.pk)

    row = Attachment.objects.get(pk=attachment.pk)
    assert (row.scan_state, row.signature) == (ScanState.INFECTED, "Eicar-Test-Signature")
    assert (row.name, row.sha256, row.file.name) == ("prompts.md", attachment.sha256, "")
    assert not default_storage.exists(stored)
    assert (
        Event.objects.filter(subject=application.subject, kind="attachment.infected").count() == 1
    )
    client.force_login(application.created_by)
    url = f"/applications/{application.reference}/files/{attachment.pk}/"
    assert client.get(url).status_code == 410


def test_an_infected_file_never_becomes_clean_again(scanner, application):
    attachment = attach(application, contents.EICAR)
    scanning.attempt(attachment.pk)

    with pytest.raises(DatabaseError, match="never becomes clean"), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(scan_state="clean", file="x")


def test_copies_of_a_file_share_its_verdict(scanner, application):
    attachment = attach(application, contents.EICAR)
    other = cases.draft()
    copy = other.attachments.first()
    Attachment.objects.filter(pk=copy.pk).update(file=attachment.file.name, scan_state="pending")

    scanning.attempt(attachment.pk)

    assert state_of(copy) == ScanState.INFECTED


@pytest.mark.parametrize("behaviour", ["half", "hangs_up", "nonsense"])
def test_what_is_no_answer_is_asked_again_later(scanner, application, time_machine, behaviour):
    scanner.behaviour = behaviour
    attachment = attach(application)

    scanning.attempt(attachment.pk)
    after_one = state_of(attachment)
    scanner.behaviour = "well"
    scanning.attempt(attachment.pk)  # too early
    too_early = state_of(attachment)
    time_machine.move_to(
        Attachment.objects.get(pk=attachment.pk).scan_next_at + timedelta(seconds=1)
    )
    scanning.attempt(attachment.pk)

    assert (after_one, too_early) == (ScanState.PENDING, ScanState.PENDING)
    assert state_of(attachment) == ScanState.CLEAN


def test_a_scanner_that_is_away_holds_files_back(settings, application):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attachment = attach(application)

    scanning.attempt(attachment.pk)

    row = Attachment.objects.get(pk=attachment.pk)
    assert (row.scan_state, row.scan_attempts) == (ScanState.PENDING, 1)


def test_a_file_above_the_limit_of_the_scanner_is_not_judged(scanner, application):
    scanner.behaviour = "full"
    attachment = attach(application)

    scanning.attempt(attachment.pk)

    assert state_of(attachment) == ScanState.FAILED


def test_what_the_scanner_cannot_judge_three_times_is_not_asked_again(
    scanner, application, time_machine
):
    scanner.behaviour = "refuses"
    attachment = attach(application)
    states = []
    for _ in range(3):
        time_machine.move_to(
            Attachment.objects.get(pk=attachment.pk).scan_next_at + timedelta(seconds=1)
        )
        scanning.attempt(attachment.pk)
        states.append(state_of(attachment))

    assert states == [ScanState.PENDING, ScanState.PENDING, ScanState.FAILED]
    assert len(scanner.heard) == 3


def test_what_a_worker_died_over_is_taken_up_again(scanner, application, time_machine):
    attachment = attach(application)
    claimed = timezone.now() + scanning.pause(1)  # counted, and then nothing more was heard
    Attachment.objects.filter(pk=attachment.pk).update(scan_attempts=1, scan_next_at=claimed)

    jobs.look_at_files()
    too_early = state_of(attachment)
    time_machine.move_to(claimed + timedelta(seconds=1))
    jobs.look_at_files()

    assert too_early == ScanState.PENDING
    assert state_of(attachment) == ScanState.CLEAN


def test_bytes_that_are_gone_are_said_to_be_in_the_end(scanner, application, time_machine):
    attachment = attach(application)
    default_storage.delete(attachment.file.name)
    states = []
    for _ in range(3):
        due = Attachment.objects.get(pk=attachment.pk).scan_next_at
        time_machine.move_to(due + timedelta(seconds=1))
        scanning.attempt(attachment.pk)
        states.append(state_of(attachment))

    assert states == [ScanState.PENDING, ScanState.PENDING, ScanState.FAILED]
    assert Attachment.objects.get(pk=attachment.pk).signature == scanning.GONE


def test_operators_have_failed_files_scanned_again(scanner, application, capsys):
    scanner.behaviour = "full"
    attachment = attach(application)
    scanning.attempt(attachment.pk)
    scanner.behaviour = "well"

    call_command("rescan_files")
    waiting = state_of(attachment)
    jobs.look_at_files()

    assert "again: 1" in capsys.readouterr().out
    assert (waiting, state_of(attachment)) == (ScanState.PENDING, ScanState.CLEAN)


def test_without_a_scanner_nothing_is_scanned_again(settings):
    settings.CLAMD_URL = ""

    with pytest.raises(CommandError, match="no virus scanner"):
        call_command("rescan_files")


def test_scanning_twice_asks_once(scanner, application):
    attachment = attach(application)

    scanning.attempt(attachment.pk)
    scanning.attempt(attachment.pk)

    assert len(scanner.heard) == 1


def test_without_a_scanner_nothing_waits(settings, application):
    settings.CLAMD_URL = ""
    attachment = attach(application)
    Attachment.objects.filter(pk=attachment.pk).update(scan_state="pending")

    scanning.attempt(attachment.pk)
    assert state_of(attachment) == ScanState.PENDING
    scanning.release_unscanned()

    assert state_of(attachment) == ScanState.NOT_SCANNED


def test_a_scanner_behind_a_unix_socket_is_asked():
    folder = Path(tempfile.mkdtemp(prefix="gh-"))  # its path has to be short
    scanner = Scanner(socket.AF_UNIX, str(folder / "clamd.sock"))
    try:
        url = f"unix://{folder}/clamd.sock"
        found = [clamd.scan([b"fine", b""], url=url), clamd.scan([contents.EICAR], url=url)]
    finally:
        scanner.stop()
        shutil.rmtree(folder)

    assert found == ["", "Eicar-Test-Signature"]
    assert scanner.heard == [b"fine", contents.EICAR]


@pytest.mark.parametrize(
    "url",
    ["", "clamd", "http://h:1", "tcp://", "tcp://h:99999", "tcp://h/x", "unix://h/x", "unix:"],
)
def test_a_bad_address_is_refused(url):
    with pytest.raises(clamd.BadAddress):
        clamd.address(url)
