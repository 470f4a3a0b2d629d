"""Do messages and requests reach the other side, and nobody else?"""

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from accounts.models import Membership
from applications.models import InformationRequest, Message
from applications.services import conversation, reviewing, submissions, wording
from applications.services.moves import NotAnEditor, NotAReviewer, OwnOrganisation
from applications.states import NoteMissing, Status, WrongState
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application():
    return cases.submitted()


@pytest.fixture
def held(application, reviewer):
    reviews.claim(application, by=reviewer)
    return application


def test_a_reviewers_message_carries_the_pseudonym_alone(
    application, reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        message = conversation.write(application, " Hello?\r\n", by=reviewer, from_staff=True)

    (letter,) = mail.outbox
    assert (message.body, message.author_name) == ("Hello?", reviewer.pseudonym)
    assert letter.to == [application.created_by.email]
    assert "Hello?" in letter.body
    assert reviewer.pseudonym in letter.body
    assert reviewer.email not in letter.body
    assert reviewer.name not in letter.body


def test_an_applicants_message_carries_their_name(application):
    owner = application.created_by

    message = conversation.write(application, "When?", by=owner, from_staff=False)

    assert (message.author_name, message.from_staff) == (owner.name, False)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 10_001, "a\x00b"])
def test_an_empty_or_endless_message_is_refused(application, body):
    with pytest.raises(wording.MessageRefused):
        conversation.write(application, body, by=application.created_by, from_staff=False)

    assert Message.objects.count() == 0


def test_a_long_message_reaches_the_other_side_whole(
    application, reviewer, django_capture_on_commit_callbacks
):
    words = "word " * 1_999 + "<end>"

    with django_capture_on_commit_callbacks(execute=True):
        conversation.write(application, words, by=reviewer, from_staff=True)

    assert len(application.messages.get().body) == 10_000
    assert "<end>" in mail.outbox[-1].body


def test_no_reviewer_gives_their_own_address_away(held, reviewer):
    text = f"Write to {reviewer.email.upper()}."
    refused = {
        "message": lambda: conversation.write(held, text, by=reviewer, from_staff=True),
        "request": lambda: reviewing.request_changes(held, {"B2": text}, by=reviewer, note="No."),
        "note": lambda: reviewing.request_changes(held, {"B2": "Who?"}, by=reviewer, note=text),
        "verdict": lambda: reviews.decide(
            held, "decline", by=reviewer, revision=1, note=text, clauses=cases.CLAUSES
        ),
    }

    for act in refused.values():
        with pytest.raises(wording.NamesReviewer):
            act()

    assert not held.messages.exists()
    assert not held.requests.exists()
    assert not held.decisions.exists()


def test_an_applicant_may_name_their_own_address(application):
    owner = application.created_by

    assert conversation.write(application, owner.email, by=owner, from_staff=False).pk


@pytest.mark.parametrize("words", ["x" * 10_001, "a\x00b"])
def test_a_request_fits_as_a_message_does(held, reviewer, words):
    with pytest.raises(wording.MessageRefused):
        reviewing.request_changes(held, {"B2": words}, by=reviewer, note="Almost.")

    assert held.status == Status.IN_REVIEW


def test_nobody_writes_for_a_side_that_is_not_theirs(application, reviewer):
    owner = application.created_by
    viewer = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    ).user

    with pytest.raises(NotAReviewer):
        conversation.write(application, "I approve.", by=owner, from_staff=True)
    for person in (viewer, reviewer, UserFactory()):
        with pytest.raises(NotAnEditor):
            conversation.write(application, "We agree.", by=person, from_staff=False)


def test_a_reviewer_of_the_own_organisation_does_not_write(application, reviewer):
    MembershipFactory(organisation=application.organisation, user=reviewer)

    with pytest.raises(OwnOrganisation):
        conversation.write(application, "Good work.", by=reviewer, from_staff=True)


def test_nobody_writes_about_a_draft():
    draft = cases.draft()

    with pytest.raises(conversation.NotSubmitted):
        conversation.write(draft, "Hello?", by=draft.created_by, from_staff=False)


def test_messages_never_change(application):
    conversation.write(application, "Hello?", by=application.created_by, from_staff=False)

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(body="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.all().delete()


def test_a_request_for_changes_tells_the_applicant_what_to_change(
    held, reviewer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reviewing.request_changes(
            held, {"B2": " Say who. ", "B1": ""}, by=reviewer, note="Almost there."
        )

    (letter,) = [m for m in mail.outbox if m.to == [held.created_by.email]]
    request = held.requests.get()
    assert held.status == Status.CHANGES_REQUESTED
    assert (request.question, request.text) == ("B2", "Say who.")
    assert "Almost there." in letter.body
    assert "Question B2: Say who." in letter.body


@pytest.mark.parametrize(
    ("requests", "note", "refusal"),
    [
        ({}, "Note", reviewing.NothingRequested),
        ({"B2": "  "}, "Note", reviewing.NothingRequested),
        ({"Z9": "What?"}, "Note", reviewing.UnknownQuestion),
        ({"A9": "Not asked."}, "Note", reviewing.UnknownQuestion),
        ({"B2": "Say who."}, " ", NoteMissing),
    ],
)
def test_a_request_names_a_visible_question_and_says_why(held, reviewer, requests, note, refusal):
    with pytest.raises(refusal):
        reviewing.request_changes(held, requests, by=reviewer, note=note)

    assert InformationRequest.objects.count() == 0


def test_changes_cannot_be_requested_twice(held, reviewer):
    reviewing.request_changes(held, {"B2": "Say who."}, by=reviewer, note="Once.")

    with pytest.raises(WrongState):
        reviewing.request_changes(held, {"B2": "Say who."}, by=reviewer, note="Twice.")


@pytest.fixture
def request_row(held, reviewer):
    reviewing.request_changes(held, {"B2": "Say who."}, by=reviewer, note="One thing.")
    return held.requests.get()


def test_a_request_is_answered_in_words(request_row):
    owner = request_row.application.created_by

    conversation.reply(request_row, "Clerks do.", by=owner)
    conversation.reply(request_row, "Clerks and their chiefs do.", by=owner)

    assert InformationRequest.objects.get().reply == "Clerks and their chiefs do."


def test_a_closed_request_takes_no_reply(request_row):
    application = request_row.application
    submissions.submit(application, by=application.created_by)

    with pytest.raises(conversation.RequestClosed):
        conversation.reply(request_row, "Too late.", by=application.created_by)


def test_a_stranger_answers_no_request(request_row):
    with pytest.raises(NotAnEditor):
        conversation.reply(request_row, "Me.", by=UserFactory())


def test_what_was_asked_never_changes(request_row):
    with pytest.raises(DatabaseError), transaction.atomic():
        InformationRequest.objects.update(text="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        request_row.delete()
