"""Does every mail that the project knows say the same in its two parts, and nothing it must not?

The kinds are read from the tables that send them, so that a new one is here by itself.
"""

import html
import re
from email.utils import parseaddr

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.utils import timezone

from accounts import emails as accounts
from accounts import services
from applications.services import appeals, conversation
from events import services as events
from notifications import kinds
from notifications import services as notifications
from notifications.groups import Group, Mode
from notifications.models import Notification
from reviews import emails as reviewers
from tests import cases
from tests.factories import ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
LINKS = {"activate_url", "password_reset_url", "signup_url"}
CONTEXT = {
    **{name: f"https://example.org/{name}/secret/" for name in LINKS},
    "email": "anna@example.org",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "provider": "Example sign-on",
    "ip": "192.0.2.7",
    "user_agent": "Browser <1.0>",
    "timestamp": timezone.now(),
    "code": "ABC-DEF",
    "current_site": {"name": "Gatehouse", "domain": "example.org"},
}


@pytest.fixture
def reviewer():
    return ReviewerFactory(name="Rita Reviewer")


@pytest.fixture
def application(reviewer):
    """Written to and declined: it can be appealed against."""
    application = cases.submitted(owner=UserFactory(name="Anna <Owner> & co."))
    conversation.write(application, "Who <reads> it?\n- A\n- B", by=reviewer, from_staff=True)
    cases.decline(application, by=reviewer)
    return application


@pytest.fixture
def announce(application, django_capture_on_commit_callbacks):
    """Let a kind of event happen to the application; the mails that follow."""

    def run(kind, **more):
        decision = application.decisions.get()
        data = {
            "revision": 1,
            "days": 7,
            "until": "2027-01-31",
            "ends_at": "2027-01-31",
            "recertification": None,
            "reference": "GA-7QK2M9XD",
            "title": "Your organisation",
            "person": str(application.created_by.public_id),
            "note": "As <agreed> & written.",
            "clauses": decision.clauses,
            "decisions": [decision.pk],
            "message": application.messages.get().pk,
            **more,
        }
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            events.append(
                application.subject, kind, actor=None, data=data, deliveries=("applicant-mail",)
            )
        return outbox.outbox

    return run


def words(text):
    """What is said, without the marks of either form and the addresses."""
    plain = re.sub(r"https?://\S+", " ", text)
    return {word.strip(".,:;>()-") for word in plain.split()} - {""}


def addresses(text):
    return {found.rstrip(".,") for found in re.findall(r"https?://[^\s\"<]+", text)}


def parts(mail):
    """The text part and the HTML part, which there are in every mail."""
    ((content, media_type),) = mail.alternatives
    assert media_type == "text/html"
    assert mail.body.strip()
    return mail.body, content


def assert_reads_well(mail):
    text, source = parts(mail)
    body = re.sub(r"(?s)<head>.*?</head>", "", source)
    shown = html.unescape(re.sub(r"<[^>]+>", " ", body))
    assert words(text) == words(shown)
    assert addresses(text) == addresses(html.unescape(body))
    assert not re.search(r"\{[{%]|\bNone\b|&amp;|&lt;", text)
    assert "<script" not in source
    assert "<img" not in source
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "\n" not in mail.subject
    assert parseaddr(mail.from_email)[1]


MAILED = [name for name, kind in kinds.KINDS.items() if kind.is_mailed]


@pytest.mark.parametrize("name", MAILED)
def test_every_kind_of_news_reads_well_in_both_parts(announce, application, reviewer, name):
    kind, _, appeal = name.partition(":")

    (mail,) = announce(kind, **({"appeal": appeal} if appeal else {}))

    assert_reads_well(mail)
    text, source = parts(mail)
    assert application.reference in text
    assert application.get_absolute_url() in text
    assert mail.to == [application.created_by.email]
    for secret in (reviewer.email, reviewer.name):
        assert secret not in text + source + str(mail.message())


@pytest.mark.parametrize("name", MAILED)
def test_news_can_be_stopped_and_decisions_cannot(announce, name):
    (mail,) = announce(name.partition(":")[0])

    is_decision = kinds.KINDS[name].group is Group.DECISIONS
    headers = mail.extra_headers
    assert ("List-Unsubscribe" in headers) is not is_decision
    assert ("cannot be switched off" in mail.body) is is_decision
    if not is_decision:
        assert headers["List-Unsubscribe"].strip("<>") in mail.body
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_decision_comes_at_once_to_who_wants_no_mail(announce, application):
    everything = dict.fromkeys(notifications.SETTABLE, Mode.IN_APP)
    notifications.choose(application.created_by, notifications.Wishes(everything))

    decided = len(announce("application.decline"))
    announce("key.issued")

    assert (decided, len(outbox.outbox)) == (1, 1)


def test_a_digest_reads_well(announce, application, django_capture_on_commit_callbacks):
    owner = application.created_by
    daily = dict.fromkeys(notifications.SETTABLE, Mode.DAILY)
    notifications.choose(owner, notifications.Wishes(daily))
    announce("key.issued")
    announce("application.withdraw")
    Notification.objects.update(digest_at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        notifications.make_digest(owner.pk)

    (mail,) = outbox.outbox
    assert_reads_well(mail)
    assert "2 pieces of news" in mail.subject
    assert "List-Unsubscribe" in mail.extra_headers


@pytest.mark.parametrize("name", [*accounts.KINDS, *accounts.NOTICES, "account/email/login_code"])
def test_every_mail_about_an_account_reads_well(name):
    mail = accounts.about_account(name, "anna@example.org", CONTEXT)

    assert_reads_well(mail)
    assert "List-Unsubscribe" not in mail.extra_headers
    if kind := accounts.KINDS.get(name):
        assert f"\n{CONTEXT[kind.link]}\n" in mail.body


def test_an_invitation_reads_well(application):
    owner = application.created_by

    services.invite(application.organisation, email="new@example.org", role="editor", by=owner)

    (mail,) = outbox.outbox
    assert_reads_well(mail)
    assert "Anna <Owner> & co. asks you to join" in mail.body


@pytest.mark.parametrize("kind", reviewers.HEADINGS)
def test_every_mail_to_reviewers_reads_well_and_tells_nothing_of_the_answers(
    application, kind, django_capture_on_commit_callbacks
):
    told = {"to": str(ReviewerFactory().public_id)}
    if kind == "application.appeal":
        appeals.file(application, "Look again.", by=application.created_by)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        events.append(
            application.subject, kind, actor=None, data=told, deliveries=("reviewer-mail",)
        )

    (mail,) = outbox.outbox
    assert_reads_well(mail)
    assert application.title not in mail.body
    assert application.created_by.email not in mail.body
    assert f"/admin/reviews/queue/{application.reference}/" in mail.body
