"""Does every step that an applicant should hear of become one readable mail?"""

import re
from datetime import timedelta

import pytest
from django.core import mail

from applications.models.decision import Outcome
from applications.services import conversation, reminders, submissions
from applications.states import ApprovalAction
from common import mails
from keys import services as keys
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application():
    return cases.submitted()


@pytest.fixture
def letters_of(application, django_capture_on_commit_callbacks):
    """The applicant's letters that an act leads to."""

    def run(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            act(application, *args, **kwargs)
        return [m for m in mail.outbox if m.to == [application.created_by.email]]

    return run


def test_an_approval_is_told_with_its_next_step(letters_of, reviewer):
    (letter,) = letters_of(cases.approve, by=reviewer)

    assert "approved" in letter.subject
    assert "issue an API key" in mails.one_line(letter.body)


def test_a_decline_is_told_with_its_reasons_and_clauses(letters_of, application, reviewer):
    reviews.claim(application, by=reviewer)

    (letter,) = letters_of(
        reviews.decide,
        Outcome.DECLINE,
        by=reviewer,
        revision=1,
        note="It passes for a <person> & hides it.",
        clauses=("GP-11@1.0.0",),
    )

    assert "It passes for a <person> & hides it." in letter.body
    assert "GP-11@1.0.0: Manipulation" in letter.body


def test_a_withdrawal_is_confirmed(letters_of, application):
    (letter,) = letters_of(submissions.withdraw, by=application.created_by)

    assert "withdrawn" in letter.subject


def test_that_a_reviewer_took_it_up_is_no_mail(letters_of, reviewer):
    assert letters_of(reviews.claim, by=reviewer) == []


def test_the_end_of_an_approval_is_told(letters_of, application, reviewer):
    cases.approve(application, by=reviewer)

    (letter,) = letters_of(
        reviews.move_approval, ApprovalAction.REVOKE, by=reviewer, note="Misuse."
    )

    assert "The approval was revoked. Its keys no longer work." in letter.body
    assert "Misuse." in letter.body


def test_a_new_key_is_told_without_the_key(letters_of, application, reviewer):
    cases.approve(application, by=reviewer)

    (letter,) = letters_of(keys.issue, by=application.created_by, name="Server")

    assert "An API key was issued." in letter.body
    assert "gate_live_" not in letter.body


def test_a_member_who_was_deactivated_gets_no_mail(letters_of, application, reviewer):
    application.created_by.is_active = False
    application.created_by.save()

    assert letters_of(cases.approve, by=reviewer) == []


def test_a_decline_says_how_to_appeal_without_signing_in(letters_of, application, reviewer, client):
    reviews.claim(application, by=reviewer)

    (letter,) = letters_of(
        reviews.decide,
        Outcome.DECLINE,
        by=reviewer,
        revision=1,
        note="No.",
        clauses=("GP-11@1.0.0",),
    )

    (url,) = re.findall(r"http://testserver(/\S*appeal\S*)", letter.body)
    assert client.get(url).status_code == 200


def test_both_parts_say_the_same(letters_of, application, reviewer):
    reviews.claim(application, by=reviewer)

    (letter,) = letters_of(
        reviews.decide,
        Outcome.DECLINE,
        by=reviewer,
        revision=1,
        note="It passes for a <person>.\n\n- no list\n=> no link",
        clauses=("GP-11@1.0.0",),
    )

    ((page, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "It passes for a &lt;person&gt;.<br><br>- no list<br>=&gt; no link" in mails.one_line(
        page
    ).replace("> <", "><").replace("<br> ", "<br>")
    assert "> It passes for a <person>.\n>\n> - no list" in letter.body
    assert '<li style="margin-bottom: 4px">GP-11@1.0.0: Manipulation' in page


def test_lines_of_text_are_short_and_addresses_whole(letters_of, reviewer):
    (letter,) = letters_of(cases.approve, by=reviewer)

    long = [line for line in letter.body.splitlines() if len(line) > mails.WIDTH]
    assert all("://" in line for line in long)


def test_the_html_part_loads_nothing_and_follows_dark_mode(letters_of, reviewer):
    (letter,) = letters_of(cases.approve, by=reviewer)

    ((page, _),) = letter.alternatives
    assert not re.search(r"<(img|script|link|style|iframe|table)\b|url\(", page)
    assert '<meta name="color-scheme" content="light dark">' in page


def test_the_letters_of_an_application_make_one_thread(letters_of, application, reviewer):
    letters_of(cases.approve, by=reviewer)
    letters_of(keys.issue, by=application.created_by, name="Server")

    own = [m for m in mail.outbox if m.to == [application.created_by.email]]
    roots = {m.extra_headers["References"] for m in own}
    names = {m.extra_headers["Message-ID"] for m in own}
    assert roots == {f"<{application.reference.lower()}@testserver>"}
    assert len(names) == len(own) == 2


def test_what_can_be_switched_off_says_how_and_a_decision_does_not(
    letters_of, application, reviewer
):
    (decision,) = letters_of(cases.approve, by=reviewer)
    mail.outbox.clear()
    (news,) = letters_of(keys.issue, by=application.created_by, name="Server")

    assert "List-Unsubscribe" not in decision.extra_headers
    assert "cannot be switched off" in decision.body
    assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert news.extra_headers["List-Unsubscribe"].strip("<>") in news.body


def test_each_letter_speaks_the_language_of_its_person(letters_of, application, reviewer):
    application.created_by.language = "de"
    application.created_by.save()

    (letter,) = letters_of(cases.approve, by=reviewer)

    assert '<html lang="de"' in letter.alternatives[0][0]


def test_nothing_in_a_letter_names_the_reviewer(letters_of, application, reviewer):
    letters_of(cases.approve, by=reviewer)
    letters_of(conversation.write, "Hello", by=reviewer, from_staff=True)

    sources = [str(m.message()) for m in mail.outbox if m.to == [application.created_by.email]]
    assert len(sources) == 2
    assert not any(reviewer.email in source or reviewer.name in source for source in sources)
    assert reviewer.pseudonym in sources[1]


def test_a_reminder_says_when_the_approval_ends(letters_of, application, reviewer):
    cases.approve(application, by=reviewer)
    approval = application.approvals.get()

    def remind(_application):
        reminders.remind(approval, now=approval.valid_until - timedelta(days=6, hours=23))

    (letter,) = letters_of(remind)

    assert "ends in 7 days" in mails.one_line(letter.body)
    assert "List-Unsubscribe" in letter.extra_headers
