"""Is everybody whom an event concerns told of it, once, and nobody else?"""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Membership
from events import services as events
from events.delivery import ATTEMPTS_MAX
from notifications import sending, services, tasks
from notifications.groups import Group, Mode
from notifications.models import Letter, Notification
from notifications.services import Wishes
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

SENT, WAITING, FAILED = Letter.State.SENT, Letter.State.WAITING, Letter.State.FAILED


def addresses():
    return sorted(letter.to[0] for letter in mail.outbox)


def test_each_owner_and_editor_gets_a_letter_of_their_own(happen, owner, colleagues):
    happen()

    assert [len(letter.to) for letter in mail.outbox] == [1] * 5
    assert addresses() == sorted(person.email for person in [owner, *colleagues])


def test_viewers_strangers_and_the_deactivated_are_told_nothing(happen, owner, organisation):
    MembershipFactory(organisation=organisation, role=Membership.Role.VIEWER)
    MembershipFactory(organisation=organisation, user=UserFactory(is_active=False))
    OrganisationFactory(owner=UserFactory())

    happen()

    assert addresses() == [owner.email]
    assert [told.person for told in Notification.objects.all()] == [owner]


def test_telling_of_the_same_event_again_repeats_nothing(
    happen, colleagues, django_capture_on_commit_callbacks
):
    event = happen()

    with django_capture_on_commit_callbacks(execute=True):
        services.announce(event)

    assert (Notification.objects.count(), len(mail.outbox)) == (5, 5)


def test_one_address_that_fails_keeps_no_other_letter_back_and_is_not_lost(
    happen, owner, colleagues, refused
):
    refused.add(colleagues[1].email)
    happen()
    first_time = addresses()
    refused.clear()
    mail.outbox.clear()

    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        tasks.sweep()

    others = [person for person in [owner, *colleagues] if person != colleagues[1]]
    assert first_time == sorted(person.email for person in others)
    assert addresses() == [colleagues[1].email]
    assert set(Letter.objects.values_list("state", flat=True)) == {SENT}


def test_a_letter_that_is_sent_again_is_sent_once(happen):
    happen()
    letter = Letter.objects.get()

    tasks.send(letter.pk)
    sending._send(letter.pk)  # noqa: SLF001 -- as if another worker had been faster since the claim

    assert len(mail.outbox) == 1


def test_a_letter_that_does_not_exist_is_nothing_to_do(db):
    tasks.send(404)

    assert mail.outbox == []


def test_the_last_attempt_fails_loudly_and_can_be_made_again(
    happen, owner, refused, caplog, django_capture_on_commit_callbacks
):
    refused.add(owner.email)
    happen()
    Letter.objects.update(attempts=ATTEMPTS_MAX - 1, next_try_at=timezone.now())
    tasks.sweep()
    letter = Letter.objects.get()
    states = [letter.state]
    refused.clear()

    with django_capture_on_commit_callbacks(execute=True):
        services.send_again(letter)

    letter.refresh_from_db()
    assert [*states, letter.state] == [FAILED, SENT]
    assert any("failed for good" in message for message in caplog.messages)


def test_what_was_sent_is_not_rung_for_again(happen, django_capture_on_commit_callbacks):
    happen()

    with django_capture_on_commit_callbacks(execute=True):
        services.send_again(Letter.objects.get())

    assert len(mail.outbox) == 1


def test_what_never_answers_is_given_up_loudly(happen, caplog):
    happen()
    letter = Letter.objects.create(person=Letter.objects.get().person, attempts=ATTEMPTS_MAX)

    tasks.sweep()

    letter.refresh_from_db()
    assert letter.state == FAILED
    assert f"Letter {letter.pk} failed for good after 10 attempts." in caplog.messages


def test_who_left_before_the_letter_went_out_does_not_get_it(
    happen, organisation, colleagues, refused
):
    refused.update(person.email for person in colleagues)
    happen()
    refused.clear()
    mail.outbox.clear()
    organisation.memberships.get(user=colleagues[0]).delete()

    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        tasks.sweep()

    assert addresses() == sorted(person.email for person in colleagues[1:])
    assert Letter.objects.get(person=colleagues[0]).state == Letter.State.DROPPED


def test_news_that_a_person_wants_in_the_list_only_is_not_mailed(happen, owner):
    services.choose(owner, Wishes({Group.KEYS: Mode.IN_APP}))

    happen()

    assert mail.outbox == []
    assert Notification.objects.get().letter is None


def test_a_decision_is_mailed_whatever_a_person_chose(happen, owner):
    services.unsubscribe(owner, [g for g in Group if g is not Group.DECISIONS])

    happen("approval.expire")

    assert addresses() == [owner.email]


def test_that_a_reviewer_took_it_up_is_in_the_list_only(happen):
    happen("application.start_review")

    assert mail.outbox == []
    assert Notification.objects.get().digest_at is None


def test_an_event_of_an_application_that_is_gone_tells_nobody(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        events.append(
            "application:GA-GONE0000", "key.issued", actor=None, deliveries=("applicant-mail",)
        )

    assert Notification.objects.count() == 0


def test_an_event_of_an_organisation_is_told_to_its_people(
    organisation, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        events.append(
            "organisation:1",
            "organisation.changed",
            actor=None,
            organisation_id=organisation.pk,
            deliveries=("applicant-mail",),
        )

    (letter,) = mail.outbox
    assert organisation.name in letter.subject
    assert organisation.get_absolute_url() in letter.body


def test_the_database_puts_nobodys_news_into_the_letter_of_another(happen, owner, colleagues):
    happen()
    told = Notification.objects.get(person=owner)
    letter = Letter.objects.create(person=colleagues[0])

    with pytest.raises(DatabaseError, match="nothing but their own"), transaction.atomic():
        Notification.objects.create(
            person=owner,
            event=happen(),
            organisation=told.organisation,
            group=Group.KEYS,
            letter=letter,
        )


def test_the_database_puts_news_into_one_letter_only(happen, owner):
    happen()
    other = Letter.objects.create(person=owner)

    with pytest.raises(DatabaseError, match="one letter only"), transaction.atomic():
        Notification.objects.update(letter=other)


def test_the_database_does_not_send_a_letter_twice(happen):
    happen()

    with pytest.raises(DatabaseError, match="not sent again"), transaction.atomic():
        Letter.objects.update(state=WAITING, done_at=None)


def test_deleting_a_person_takes_their_notifications_along(happen, colleagues):
    happen()

    colleagues[0].delete()

    assert Notification.objects.count() == Letter.objects.count() == 4
