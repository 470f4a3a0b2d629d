"""Do uploads live as well in an S3-compatible store, where nobody reaches them but through us?"""

from datetime import timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from applications import reading, scanning, stored_files
from applications.models import Attachment
from applications.models.attachment import ReadState, ScanState
from applications.services import deletions, drafts, files
from portal import settings as portal
from tests import cases, contents
from tests.applications.addresses import of, section, text
from tests.applications.scanners import Scanner

pytestmark = pytest.mark.django_db
REGION, BUCKET = "eu-central-1", "uploads"
ACCESS = {"aws_access_key_id": "portal", "aws_secret_access_key": "tests-only"}


@pytest.fixture(scope="module")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(server, settings):
    """An empty bucket that uploads go to, with the options of production."""
    s3 = boto3.resource("s3", endpoint_url=server, region_name=REGION, **ACCESS)
    bucket = s3.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    options = {
        **portal._FILES_IN_S3["OPTIONS"],  # noqa: SLF001 -- the options of production
        "bucket_name": BUCKET,
        "endpoint_url": server,
        "region_name": REGION,
        "access_key": ACCESS["aws_access_key_id"],
        "secret_key": ACCESS["aws_secret_access_key"],
        "location": "portal",
    }
    s3_storage = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": s3_storage}
    yield bucket
    bucket.objects.all().delete()
    bucket.delete()


@pytest.fixture
def blank(owner, organisation):
    cases.publish_starter()
    return drafts.create(organisation, by=owner)


def attach(application, content, *, name="results.json", format_name="lm_eval_json"):
    file = ContentFile(content, name=name)
    by = application.created_by
    return files.attach(application, "H1", file=file, by=by, format_name=format_name)


def keys(bucket):
    return [item.key for item in bucket.objects.all()]


def test_a_file_is_put_read_and_fetched_through_the_portal_alone(bucket, blank, signed_in):
    content = contents.sample("lm_eval_json")

    attachment = attach(blank, content)
    reading.attempt(attachment.pk)
    fetched = signed_in.get(of(blank, "download", attachment.pk))
    page = text(signed_in.get(section(blank, "H")))

    assert keys(bucket) == [f"portal/{attachment.file.name}"]
    assert b"".join(fetched.streaming_content) == content
    assert fetched["Content-Disposition"] == 'attachment; filename="results.json"'
    assert Attachment.objects.get(pk=attachment.pk).read_state == ReadState.READ
    assert bucket.meta.client.meta.endpoint_url not in page


def test_no_object_is_public(bucket, blank):
    attachment = attach(blank, contents.sample("lm_eval_json"))

    grants = bucket.Object(keys(bucket)[0]).Acl().grants

    assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]
    assert "Signature=" in default_storage.url(attachment.file.name)  # not without being signed


def test_a_large_file_goes_over_in_parts_and_comes_back_whole(bucket, blank, signed_in):
    content = b"task,value\n" + b"gsm8k,0.4\n" * 1_500_000

    attachment = attach(blank, content, name="large.csv", format_name="csv")
    fetched = signed_in.get(of(blank, "download", attachment.pk))

    assert bucket.Object(keys(bucket)[0]).content_length == len(content)
    assert b"".join(fetched.streaming_content) == content


def test_the_scanner_reads_from_the_store_and_what_is_infected_leaves_it(
    bucket, blank, settings, django_capture_on_commit_callbacks
):
    scanner = Scanner()
    settings.CLAMD_URL = "tcp://127.0.0.1:{1}".format(*scanner.server.getsockname())
    bad = attach(blank, contents.EICAR, name="bad.csv", format_name="csv")

    with django_capture_on_commit_callbacks(execute=True):
        scanning.attempt(bad.pk)
    scanner.stop()

    assert Attachment.objects.get(pk=bad.pk).scan_state == ScanState.INFECTED
    assert keys(bucket) == []


def test_purging_a_draft_deletes_its_files_and_so_does_the_daily_job_with_orphans(
    bucket, blank, owner, time_machine, django_capture_on_commit_callbacks
):
    attach(blank, contents.sample("lm_eval_json"))
    orphan = default_storage.save("attachments/orphan", ContentFile(b"left behind"))
    deletions.delete(blank, by=owner)
    later = timezone.now() + timedelta(days=31)

    with django_capture_on_commit_callbacks(execute=True):
        deletions.purge(blank, now=later)
    purged = keys(bucket)
    time_machine.move_to(later)
    stored_files.remove_orphans()

    assert purged == [f"portal/{orphan}"]
    assert keys(bucket) == []


def test_bytes_that_are_gone_are_called_so(bucket, blank, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    attachment = attach(blank, contents.sample("lm_eval_json"))
    bucket.objects.all().delete()
    Attachment.objects.filter(pk=attachment.pk).update(scan_attempts=scanning.REFUSALS_MAX)

    scanning.attempt(attachment.pk)

    row = Attachment.objects.get(pk=attachment.pk)
    assert (row.scan_state, row.signature) == (ScanState.FAILED, scanning.GONE)
