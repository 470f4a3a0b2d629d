"""Can files be attached, taken out and fetched, by whom, without losing what was typed?"""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from applications.services import drafts, files, submissions
from tests import cases, contents
from tests.applications.addresses import of, section, text
from tests.browserless import filled_in

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def blank(owner, organisation):
    cases.publish_starter()
    return drafts.create(organisation, by=owner)


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def a_file(name="prompts.md", content=b"You write minutes."):
    return SimpleUploadedFile(name, content)


def upload(client, application, section_id, question, file, **changes):
    values = filled_in(client.get(section(application, section_id)), form=1, **changes)
    url = of(application, "upload", section_id, question)
    return client.post(url, {**values, question: file})


def remove(client, application, section_id, attachment, **changes):
    values = filled_in(client.get(section(application, section_id)), form=1, **changes)
    return client.post(of(application, "remove", section_id, attachment.pk), values)


def fetch(client, attachment, *, of_application):
    """The answer to a download, read to its end."""
    response = client.get(of(of_application, "download", attachment.pk))
    response.read_content = b"".join(response) if response.streaming else b""
    return response


def test_a_file_is_attached_and_listed_with_its_digest(signed_in, blank):
    response = upload(signed_in, blank, "B", "B9", a_file())
    page = text(signed_in.get(response.url))

    attachment = blank.attachments.get()
    assert response.url == section(blank, "B") + "#question-B9"
    assert attachment.sha256 == hashlib.sha256(b"You write minutes.").hexdigest()
    assert answers(blank)["B9"] == [attachment.as_answer()]
    assert "prompts.md" in page
    assert attachment.sha256 in page


def test_uploading_keeps_what_was_typed(signed_in, blank):
    upload(signed_in, blank, "B", "B9", a_file(), B1="Minutes", B3="Half a sentence")

    assert answers(blank)["B1"] == "Minutes"
    assert answers(blank)["B3"] == "Half a sentence"


def test_a_file_that_was_only_chosen_is_attached_on_saving(signed_in, blank):
    values = filled_in(signed_in.get(section(blank, "B")), form=1)

    signed_in.post(section(blank, "B"), {**values, "B9": a_file()})

    assert blank.attachments.get().name == "prompts.md"


def test_evidence_has_the_format_that_was_chosen(signed_in, blank):
    upload(signed_in, blank, "H", "H1", a_file("log.json", b"{}"), H1__format="inspect_json")

    assert answers(blank)["H1"][0]["format"] == "inspect_json"


@pytest.mark.parametrize(("name", "format_name"), [("t.csv", "csv"), ("r.PDF", "pdf")])
def test_a_format_that_the_ending_tells_need_not_be_chosen(signed_in, blank, name, format_name):
    upload(signed_in, blank, "H", "H1", a_file(name, contents.fitting(name, "x")))

    assert blank.attachments.get().format == format_name


def test_evidence_without_a_format_is_refused(signed_in, blank):
    response = upload(signed_in, blank, "H", "H1", a_file("log.json", b"{}"))

    assert response.status_code == 422
    assert "The file must be one of these kinds:" in text(response)
    assert not blank.attachments.exists()


def test_the_same_file_twice_is_attached_once(signed_in, blank):
    upload(signed_in, blank, "B", "B9", a_file())
    upload(signed_in, blank, "B", "B9", a_file("again.md"))

    assert blank.attachments.count() == 1


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("evil.exe", b"MZ"), "The file must be one of these kinds: md, txt, json"),
        (("empty.md", b""), "The file is empty."),
        (("big.md", b"x" * 1001), "MB or smaller."),
    ],
)
def test_a_file_that_does_not_fit_is_named_and_nothing_else_is_lost(
    signed_in, blank, settings, file, sentence
):
    settings.UPLOAD_MAX_BYTES = 1000

    response = upload(signed_in, blank, "B", "B9", a_file(*file), B1="Minutes")

    assert response.status_code == 422
    assert sentence in text(response)
    assert blank.attachments.count() == 0
    assert answers(blank)["B1"] == "Minutes"


def test_a_hostile_name_is_text(signed_in, blank):
    upload(signed_in, blank, "B", "B9", a_file('"><script>alert(1)<script>.md'))

    page = signed_in.get(section(blank, "B")).content.decode()
    assert "<script>alert" not in page


def test_a_file_is_taken_out_and_what_was_typed_stays(signed_in, blank):
    upload(signed_in, blank, "B", "B9", a_file())
    attachment = blank.attachments.get()

    response = remove(signed_in, blank, "B", attachment, B1="Minutes")
    again = remove(signed_in, blank, "B", attachment)

    assert response.url == section(blank, "B") + "#question-B9"
    assert again.status_code == 302
    assert answers(blank)["B9"] == []
    assert answers(blank)["B1"] == "Minutes"


def test_a_submitted_application_keeps_its_files(signed_in, draft, owner):
    attachment = draft.attachments.first()
    submissions.submit(draft, by=owner)

    response = signed_in.post(of(draft, "remove", "B", attachment.pk), follow=True)
    upload_response = signed_in.post(of(draft, "upload", "B", "B9"), {"B9": a_file()}, follow=True)

    for page in (response, upload_response):
        assert "The answers are with the reviewers and cannot be changed now." in text(page)
    attachment.refresh_from_db()
    assert attachment.removed_at is None


def test_a_stranger_neither_attaches_nor_removes_nor_fetches(client, draft, stranger):
    client.force_login(stranger, backend=BACKEND)
    attachment = draft.attachments.first()

    assert client.post(of(draft, "upload", "B", "B9"), {"B9": a_file()}).status_code == 404
    assert client.post(of(draft, "remove", "B", attachment.pk)).status_code == 404
    assert fetch(client, attachment, of_application=draft).status_code == 404


def test_a_viewer_fetches_and_may_not_remove(client, draft, viewer):
    client.force_login(viewer, backend=BACKEND)
    attachment = draft.attachments.first()

    response = client.post(of(draft, "remove", "B", attachment.pk), follow=True)

    assert fetch(client, attachment, of_application=draft).status_code == 200
    assert "Only owners and editors" in text(response)
    attachment.refresh_from_db()
    assert attachment.removed_at is None


def test_a_file_of_another_application_is_not_taken_out(signed_in, draft, blank):
    other = draft.attachments.first()

    assert signed_in.post(of(blank, "remove", "B", other.pk)).status_code == 404
    assert fetch(signed_in, other, of_application=blank).status_code == 404


def test_a_file_comes_as_a_download_that_no_browser_shows(signed_in, blank):
    upload(signed_in, blank, "B", "B9", a_file("page.txt", b"<script>alert(1)</script>"))

    response = fetch(signed_in, blank.attachments.get(), of_application=blank)

    assert response.read_content == b"<script>alert(1)</script>"
    assert response["Content-Disposition"] == 'attachment; filename="page.txt"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "kept", "disposition"),
    [
        ('a "b".md', 'a "b".md', r'attachment; filename="a \"b\".md"'),
        ("tõend.md", "tõend.md", "attachment; filename*=utf-8''t%C3%B5end.md"),
        ("a\r\nSet-Cookie: b.md", "aSet-Cookie: b.md", 'attachment; filename="aSet-Cookie: b.md"'),
        ("..\\..\\a\u202egp.md", "agp.md", 'attachment; filename="agp.md"'),
    ],
)
def test_any_name_makes_a_download(signed_in, blank, name, kept, disposition):
    file = ContentFile(b"You write minutes.", name=name)

    attachment = files.attach(blank, "B9", file=file, by=blank.created_by)

    assert attachment.name == kept
    assert fetch(signed_in, attachment, of_application=blank)["Content-Disposition"] == disposition


def test_a_reviewer_fetches_what_was_submitted_and_nothing_else(client, draft, owner, reviewer):
    client.force_login(reviewer, backend=BACKEND)
    attachment = draft.attachments.first()

    before = fetch(client, attachment, of_application=draft).status_code
    submissions.submit(draft, by=owner)
    after = fetch(client, attachment, of_application=draft).status_code

    assert (before, after) == (404, 200)


def test_fetching_needs_somebody_signed_in(client, draft):
    response = client.get(of(draft, "download", draft.attachments.first().pk))

    assert response.url.startswith("/accounts/login/")
