"""Do the right reviewers hear of what waits, without a word of the answers?"""

import pytest

from applications.models.decision import Outcome
from applications.services import conversation, submissions
from reviews import services
from tests import cases
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewers():
    return ReviewerFactory.create_batch(2)


def told(mailoutbox, words):
    """Who got a mail with this heading."""
    return sorted(one for mail in mailoutbox if words in mail.subject for one in mail.to)


def emails(*people):
    return sorted(person.email for person in people)


def test_a_submission_is_told_to_all_who_may_take_it_up(
    reviewers, mailoutbox, django_capture_on_commit_callbacks
):
    PolicyOwnerFactory()
    UserFactory()
    ReviewerFactory(is_active=False)
    member = ReviewerFactory()
    with django_capture_on_commit_callbacks(execute=True):
        application = cases.draft()
        MembershipFactory(organisation=application.organisation, user=member, role="viewer")
        submissions.submit(application, by=application.created_by)

    waiting = [mail for mail in mailoutbox if "waits for a reviewer" in mail.subject]
    assert told(mailoutbox, "waits for a reviewer") == emails(*reviewers)
    assert len(waiting) == 1
    body = waiting[0].body
    assert application.reference in body
    assert f"/admin/reviews/queue/{application.reference}/" in body
    assert application.answers["B2"] not in body
    assert application.title not in body


def test_a_second_reviewer_is_asked_for_among_the_others(
    reviewers, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = reviewers
    application = cases.submitted(cases.HIGH)
    with django_capture_on_commit_callbacks(execute=True):
        cases.approve(application, cases.HIGH, by=first, tier="high")

    assert told(mailoutbox, "second reviewer") == emails(second)


def test_a_disagreement_is_told_to_those_who_have_not_decided(
    reviewers, mailoutbox, django_capture_on_commit_callbacks
):
    first, second = reviewers
    third = ReviewerFactory()
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=first, tier="high")
    services.claim(application, by=second)
    with django_capture_on_commit_callbacks(execute=True):
        services.decide(
            application,
            Outcome.DECLINE,
            by=second,
            revision=1,
            note="No.",
            clauses=("GP-07@1.0.0",),
        )

    assert told(mailoutbox, "did not agree") == emails(third)


@pytest.mark.parametrize("is_held", [True, False])
def test_an_applicants_message_goes_to_whoever_holds_it(
    reviewers, mailoutbox, django_capture_on_commit_callbacks, is_held
):
    application = cases.submitted()
    if is_held:
        services.claim(application, by=reviewers[0])
    with django_capture_on_commit_callbacks(execute=True):
        conversation.write(
            application, "A secret question", by=application.created_by, from_staff=False
        )

    assert told(mailoutbox, "has written") == emails(*(reviewers[:1] if is_held else reviewers))
    assert not any("A secret question" in mail.body for mail in mailoutbox)


@pytest.mark.parametrize(
    ("languages", "subject"),
    [
        (["de", "de"], "Ein Antrag wartet auf die Prüfung"),
        (["de", ""], "An application waits for a reviewer"),
    ],
)
def test_the_mail_is_in_the_language_that_its_readers_share(
    mailoutbox, django_capture_on_commit_callbacks, languages, subject
):
    for language in languages:
        ReviewerFactory(language=language)

    with django_capture_on_commit_callbacks(execute=True):
        cases.submitted()

    assert len(told(mailoutbox, subject)) == len(languages)
