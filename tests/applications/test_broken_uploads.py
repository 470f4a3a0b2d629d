"""Is a file that arrived in part refused, on pages and by programs? A piece is no file."""

import io

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from applications.models import Attachment
from tests import cases
from tests.applications.programs import address, problem, program
from tests.contents import PDF

pytestmark = pytest.mark.django_db


def broken(content):
    """A request whose connection ended before its body did."""
    body = encode_multipart(BOUNDARY, content)
    return {
        "content_type": MULTIPART_CONTENT,
        "wsgi.input": io.BytesIO(body[: -len(BOUNDARY) - 20]),
        "CONTENT_LENGTH": str(len(body)),
    }


def file():
    content = io.BytesIO(PDF)
    content.name = "policy.pdf"
    return content


def test_a_program_whose_upload_breaks_off_is_refused_and_may_repeat_it():
    draft = cases.draft()
    before = Attachment.objects.count()
    api = program(draft.created_by)
    asked = {"question": "B9", "file": file()}

    once = {"HTTP_IDEMPOTENCY_KEY": "one"}
    refused = api.post(address(draft, "files/"), **broken(asked), **once)
    kept = api.post(address(draft, "files/"), {**asked, "file": file()}, format="multipart", **once)

    assert problem(refused)[:2] == (400, "parse_error")
    assert "broke off" in problem(refused)[2]
    assert kept.status_code == 201
    assert Attachment.objects.count() == before + 1


def test_a_page_whose_upload_breaks_off_keeps_nothing(client):
    draft = cases.draft()
    before = Attachment.objects.count()
    client.force_login(draft.created_by)
    section = reverse("applications:section", args=[draft.reference, "B"])

    response = client.post(section, **broken({"B9": file(), "B2": "Changed."}))

    draft.refresh_from_db()
    assert response.status_code == 400
    assert Attachment.objects.count() == before
    assert draft.given_answers()["B2"] != "Changed."
