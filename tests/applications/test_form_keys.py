"""Does a form that is sent twice, one after the other or at once, do its act once?"""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications.models import Application, Message
from applications.services import conversation, drafts, submissions
from events.models import Event
from tests import cases
from tests.applications.addresses import of, text
from tests.browserless import filled_in
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(draft, owner):
    submissions.submit(draft, by=owner)
    return draft


def test_the_form_to_begin_sent_twice_begins_one(signed_in, organisation):
    cases.publish_starter()
    values = filled_in(signed_in.get(reverse("applications:new")), form=1)

    addresses = {signed_in.post(reverse("applications:new"), values).url for _ in range(2)}

    application = Application.objects.get()
    assert addresses == {of(application)}
    assert Event.objects.filter(subject=application.subject).count() == 1


def test_another_form_begins_another(signed_in, organisation):
    cases.publish_starter()

    for _ in range(2):
        values = filled_in(signed_in.get(reverse("applications:new")), form=1)
        signed_in.post(reverse("applications:new"), values)

    assert Application.objects.count() == 2


def test_the_form_to_begin_sent_at_once_begins_one(transactional_db, organisation, owner):
    cases.publish_starter()
    key = uuid.uuid4()

    begun = at_once(*[lambda: drafts.create(organisation, by=owner, key=key).pk] * 4)

    application = Application.objects.get()
    assert begun == [application.pk] * 4
    assert Event.objects.filter(subject=application.subject).count() == 1


def test_the_database_knows_a_key_once(organisation, owner):
    key = uuid.uuid4()
    drafts.create(organisation, by=owner, key=key)

    with pytest.raises(IntegrityError, match="once_per_creation_key"), transaction.atomic():
        Application.objects.create(organisation=organisation, creation_key=key)


def test_a_message_sent_twice_is_said_once(signed_in, submitted):
    page = signed_in.get(of(submitted))
    key = text(page).partition('name="key" value="')[2].partition('"')[0]

    for _ in range(2):
        signed_in.post(of(submitted, "message"), {"body": "Hello.", "key": key})

    assert Message.objects.count() == 1
    assert Event.objects.filter(kind="application.message").count() == 1


def test_the_same_words_of_another_form_are_said_again(signed_in, submitted):
    for _ in range(2):
        signed_in.post(of(submitted, "message"), {"body": "Hello.", "key": str(uuid.uuid4())})

    assert Message.objects.count() == 2


@pytest.mark.parametrize("key", ["", "no-key"])
def test_a_message_without_a_key_is_said(signed_in, submitted, key):
    signed_in.post(of(submitted, "message"), {"body": "Hello.", "key": key})

    assert Message.objects.get().key is None


def test_a_message_sent_at_once_is_said_once(transactional_db, submitted, owner):
    key = uuid.uuid4()

    def write():
        own = Application.objects.get(pk=submitted.pk)
        return conversation.write(own, "Hello.", by=owner, from_staff=False, key=key).pk

    assert len(set(at_once(*[write] * 4))) == 1
    assert Message.objects.count() == 1


def test_submitting_twice_shows_the_confirmation_twice(signed_in, draft):
    responses = [signed_in.post(of(draft, "submit")) for _ in range(2)]

    page = text(signed_in.get(responses[1].url))
    assert [response.url for response in responses] == [of(draft, "submitted")] * 2
    assert "That did not work" not in page
    assert draft.revisions.count() == 1


def test_submitting_what_was_withdrawn_says_why_not(signed_in, submitted, owner):
    submissions.withdraw(submitted, by=owner)

    response = signed_in.post(of(submitted, "submit"), follow=True)

    assert "This cannot be done while the state is" in text(response)
