"""Can somebody who tries the demo read its mail, and nobody else's?"""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from portal import mailbox

BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def demo(settings, tmp_path):
    settings.IS_DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def send(folder, *subjects, html=None):
    """Write mails as the demo does; those of one call share a file."""
    connection = get_connection(BACKEND, file_path=folder)
    for subject in subjects:
        text = f"About {subject}:\nhttps://example.org/confirm/abc/"
        mail = EmailMultiAlternatives(subject, text, "gate@example.org", ["ada@example.org"])
        if html:
            mail.attach_alternative(html, "text/html")
        connection.send_messages([mail])


def test_a_portal_that_is_no_demo_has_no_such_pages(client):
    assert client.get("/dev/mail/").status_code == 404
    assert client.get("/dev/mail/20261123-1-0/").status_code == 404


def test_an_empty_mailbox_says_so(client, demo):
    answer = client.get("/dev/mail/")

    assert "Nothing yet." in answer.text


def test_mails_are_listed_the_newest_first(client, demo):
    send(demo, "First", "Zweite für dich")

    answer = client.get("/dev/mail/")

    assert [mail.subject for mail in answer.context["mails"]] == ["Zweite für dich", "First"]
    assert "ada@example.org" in answer.text


def test_links_in_the_text_can_be_followed(client, demo):
    send(demo, "Confirm")
    (mail,) = mailbox.newest_first(demo)

    answer = client.get(f"/dev/mail/{mail.number}/")

    assert '<a href="https://example.org/confirm/abc/"' in answer.text


def test_html_is_shown_as_source_and_never_as_a_page(client, demo):
    send(demo, "Rich", html="<script>alert(1)</script>")
    (mail,) = mailbox.newest_first(demo)

    answer = client.get(f"/dev/mail/{mail.number}/")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text


def test_a_mail_that_does_not_exist_is_not_found(client, demo):
    assert client.get("/dev/mail/none/").status_code == 404


def test_a_mail_without_date_or_subject_is_still_readable(demo):
    (demo / "odd.log").write_bytes(b"From: a@example.org\n\nHello\n" + b"-" * 79 + b"\n")

    (mail,) = mailbox.newest_first(demo)

    assert (mail.number, mail.subject, mail.text.strip()) == ("odd-0", "(no subject)", "Hello")
