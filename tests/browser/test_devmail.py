"""Can everybody read the demo's mail?"""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from tests.browser import browsing

pytestmark = pytest.mark.browser


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.IS_DEMO = True
    settings.EMAIL_FILE_PATH = tmp_path
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend")
    text = "Please confirm:\n\nhttps://example.org/confirm/" + "abcdefgh" * 12
    mail = EmailMultiAlternatives("Confirm your address", text, "a@example.org", ["b@example.org"])
    mail.attach_alternative("<p style='color: red'>" + "Please confirm. " * 20, "text/html")
    backend.send_messages([mail])


@pytest.mark.parametrize("steps", [[], ["Confirm your address"]], ids=["list", "mail"])
def test_mail_is_readable_for_everybody_and_on_a_small_screen(page, mailbox, steps):
    page.goto("/dev/mail/")
    for step in steps:
        browsing.follow(page.get_by_role("link", name=step))

    assert (browsing.axe(page), browsing.overflow(page)) == ([], 0)
