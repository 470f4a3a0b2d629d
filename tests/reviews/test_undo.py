"""Does a decision wait to be undone, and take effect once, by the rules of that moment?"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, Approval, Decision
from applications.models.decision import Outcome
from applications.services import submissions
from applications.states import Status
from events.models import Event
from notifications.models import Notification
from reviews import jobs, sending, services
from reviews.models import HeldDecision, HeldState, Mark
from reviews.services.holding import NothingHeld
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory
from tests.racing import at_once

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=61)


@pytest.fixture(autouse=True)
def _window(settings):
    settings.UNDO_WINDOW = timedelta(seconds=60)


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    return application


def approve(application, *, by, key=None):
    fresh = Application.objects.get(pk=application.pk)
    return services.decide(fresh, Outcome.APPROVE, by=by, revision=1, key=key)


def decline(application, *, by):
    fresh = Application.objects.get(pk=application.pk)
    return services.decide(
        fresh, Outcome.DECLINE, by=by, revision=1, note="It hides.", clauses=cases.CLAUSES
    )


def send(held):
    fresh = HeldDecision.objects.select_related("application", "reviewer").get(pk=held.pk)
    return sending.send(fresh, now=timezone.now() + LATER)


def desk(application):
    return reverse("admin:reviews_desk", args=[application.reference])


# --- while it waits -------------------------------------------------------------------------------


def test_a_decision_that_waits_leaves_nothing_that_anybody_else_could_see(application, reviewer):
    Notification.objects.all().delete()
    mail.outbox.clear()

    held = approve(application, by=reviewer)

    application.refresh_from_db()
    assert held.state == HeldState.HELD
    assert application.status == Status.IN_REVIEW
    assert not Decision.objects.exists()
    assert not Approval.objects.exists()
    assert not Notification.objects.exists()
    assert mail.outbox == []
    (event,) = Event.objects.filter(kind__contains="decision")
    assert (event.kind, event.data, event.deliveries.count()) == ("review.decision_held", {}, 0)


def test_the_applicant_sees_no_trace_of_it(client, application, reviewer):
    client.force_login(application.created_by)
    before = client.get(application.get_absolute_url()).content.decode()

    approve(application, by=reviewer)

    after = client.get(application.get_absolute_url()).content.decode()
    assert "approved" not in after.lower().replace("not approved", "")
    assert before.count("<li") == after.count("<li")


def test_its_reviewer_reads_when_it_is_sent_and_can_undo_it(client, application, reviewer):
    client.force_login(reviewer)
    approve(application, by=reviewer)

    text = client.get(desk(application)).content.decode()

    assert "Sent in 60 s" in text or "Sent in 59 s" in text
    assert reverse("admin:reviews_undo", args=[application.reference]) in text


def test_other_reviewers_read_nothing_of_it_and_cannot_take_it(client, application, reviewer):
    other = ReviewerFactory()
    client.force_login(other)
    approve(application, by=reviewer)
    application.leases.update(ended_at=timezone.now())  # as if the lease were over

    text = client.get(desk(application)).content.decode()

    assert "Sent in" not in text
    with pytest.raises(services.HeldByAnother):
        services.claim(application, by=other)


def test_the_database_lets_nobody_take_what_waits(application, reviewer):
    approve(application, by=reviewer)
    application.leases.update(ended_at=timezone.now())

    with pytest.raises(IntegrityError, match="Nobody takes"), transaction.atomic():
        application.leases.create(reviewer=ReviewerFactory(), expires_at=timezone.now() + LATER)


@pytest.mark.parametrize(
    "act",
    [
        lambda a, by: services.mark(a, {"CK-01": services.MarkInput("gap")}, by=by, revision=1),
        lambda a, by: services.release(a, by=by),
        lambda a, by: services.request_changes(a, {"B1": "?"}, by=by, note="No", revision=1),
        lambda a, by: decline(a, by=by),
        lambda a, by: approve(a, by=by),
    ],
    ids=["mark", "release", "changes", "decline", "approve"],
)
def test_its_reviewer_does_nothing_else_before_it_is_undone(application, reviewer, act):
    approve(application, by=reviewer)

    with pytest.raises(services.DecisionHeld):
        act(application, reviewer)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_keeps_the_marks_that_it_stands_on(application, reviewer, change):
    approve(application, by=reviewer)
    marks = Mark.objects.filter(reviewer=reviewer)

    with pytest.raises(IntegrityError, match="Marks rest"), transaction.atomic():
        marks.update(mark="violates") if change == "update" else marks.delete()


@pytest.mark.parametrize("field", ["outcome", "note", "due_at", "reviewer_id"])
def test_the_database_keeps_what_was_decided(application, reviewer, field):
    held = approve(application, by=reviewer)
    other = {"outcome": "decline", "note": "!", "due_at": timezone.now()}
    value = other.get(field) or ReviewerFactory().pk

    with pytest.raises(Exception, match="held_decision_frozen_columns"), transaction.atomic():
        HeldDecision.objects.filter(pk=held.pk).update(**{field: value})


# --- undoing --------------------------------------------------------------------------------------


def test_undoing_leaves_everything_as_it_was(application, reviewer):
    held = approve(application, by=reviewer)

    services.undo(application, by=reviewer)

    held.refresh_from_db()
    application.refresh_from_db()
    assert held.state == HeldState.UNDONE
    assert application.status == Status.IN_REVIEW
    assert send(held) is False
    assert decline(application, by=reviewer).is_waiting


def test_nothing_is_undone_twice(application, reviewer):
    approve(application, by=reviewer)
    services.undo(application, by=reviewer)

    with pytest.raises(NothingHeld):
        services.undo(application, by=reviewer)


def test_nobody_undoes_the_decision_of_another(application, reviewer):
    approve(application, by=reviewer)

    with pytest.raises(NothingHeld):
        services.undo(application, by=ReviewerFactory())


def test_what_was_sent_is_not_undone(application, reviewer):
    send(approve(application, by=reviewer))

    with pytest.raises(NothingHeld):
        services.undo(application, by=reviewer)
    with pytest.raises(IntegrityError, match="sent, undone or refused once"), transaction.atomic():
        HeldDecision.objects.update(state=HeldState.UNDONE)


def test_the_page_undoes_it_without_scripts_and_by_post_alone(client, application, reviewer):
    client.force_login(reviewer)
    approve(application, by=reviewer)
    address = reverse("admin:reviews_undo", args=[application.reference])

    by_get = client.get(address)
    response = client.post(address, follow=True)

    assert by_get.status_code == 405
    assert "Everything is as it was before" in response.content.decode()
    assert HeldDecision.objects.get().state == HeldState.UNDONE


# --- taking effect --------------------------------------------------------------------------------


def test_it_takes_effect_when_its_time_has_come(
    application, reviewer, django_capture_on_commit_callbacks
):
    held = approve(application, by=reviewer)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        assert send(held) is True

    application.refresh_from_db()
    held.refresh_from_db()
    assert application.status == Status.APPROVED
    assert held.decision == Decision.objects.get()
    assert application.approvals.count() == 1
    assert any("was approved" in letter.subject for letter in mail.outbox)
    assert not application.leases.filter(ended_at=None).exists()


def test_sending_it_again_does_nothing(application, reviewer):
    held = approve(application, by=reviewer)

    assert [send(held), send(held)] == [True, False]

    assert Decision.objects.count() == 1


def test_the_clock_sends_what_the_worker_was_never_called_for(application, reviewer, settings):
    settings.UNDO_WINDOW = timedelta(milliseconds=1)
    due = approve(application, by=reviewer)
    settings.UNDO_WINDOW = timedelta(seconds=60)
    another = cases.submitted()
    cases.mark_all(another, by=reviewer)
    early = approve(another, by=reviewer)

    jobs.send_held()

    states = [HeldDecision.objects.get(pk=held.pk).state for held in (due, early)]
    assert states == [HeldState.SENT, HeldState.HELD]


def withdrawn(application, reviewer):
    submissions.withdraw(application, by=application.created_by)


def joined(application, reviewer):
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")


def dismissed(application, reviewer):
    reviewer.groups.clear()


def left(application, reviewer):
    reviewer.is_active = False
    reviewer.save()


@pytest.mark.parametrize("happens", [withdrawn, joined, dismissed, left])
def test_what_happens_meanwhile_stops_it_and_its_reviewer_is_told(application, reviewer, happens):
    held = approve(application, by=reviewer)
    fresh = Application.objects.get(pk=application.pk)

    happens(fresh, reviewer)

    assert send(held) is True
    held.refresh_from_db()
    assert held.state == HeldState.REFUSED
    assert held.refusal
    assert not Decision.objects.exists()
    assert not Approval.objects.exists()
    assert Event.objects.filter(kind="review.decision_not_sent").count() == 1


def test_the_desk_says_why_it_could_not_be_sent(client, application, reviewer):
    client.force_login(reviewer)
    held = approve(application, by=reviewer)
    withdrawn(Application.objects.get(pk=application.pk), reviewer)
    send(held)

    text = client.get(desk(application)).content.decode()

    assert "Your decision could not be sent." in text
    assert "while the state is" in text


def test_its_reviewer_alone_is_mailed_that_it_could_not_be_sent(
    application, reviewer, django_capture_on_commit_callbacks
):
    ReviewerFactory()
    held = approve(application, by=reviewer)
    withdrawn(Application.objects.get(pk=application.pk), reviewer)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        send(held)

    told = [letter for letter in mail.outbox if "could not be sent" in letter.subject]
    assert [letter.recipients() for letter in told] == [[reviewer.email]]


# --- once -----------------------------------------------------------------------------------------


def test_one_form_sent_twice_decides_once(client, application, reviewer):
    client.force_login(reviewer)
    form = {"revision": 1, "key": str(uuid4()), "condition": []}
    address = reverse("admin:reviews_approve", args=[application.reference])

    first, second = client.post(address, form), client.post(address, form)

    assert [first.status_code, second.status_code] == [302, 302]
    assert HeldDecision.objects.count() == 1


def test_one_form_sent_twice_decides_once_without_a_window_too(application, reviewer, settings):
    settings.UNDO_WINDOW = timedelta(0)
    key = uuid4()

    first, second = (approve(application, by=reviewer, key=key) for _ in range(2))

    assert first == second
    assert Decision.objects.count() == 1


def test_the_key_of_another_reviewer_decides_nothing(application, reviewer):
    key = uuid4()
    approve(application, by=reviewer, key=key)

    with pytest.raises(services.NotHeld):
        approve(application, by=ReviewerFactory(), key=key)


@pytest.mark.parametrize("page", ["approve", "decline", "express", "undo"])
def test_an_address_with_favourable_answers_in_it_decides_nothing(
    client, application, reviewer, page
):
    client.force_login(reviewer)
    address = reverse(f"admin:reviews_{page}", args=[application.reference])
    query = "?revision=1&condition=CO-RATE&CO-RATE.rpm=9999&CO-RATE.scope=key&note=Hired"

    seen = client.get(address + query)
    sent = client.post(address + query, {})

    application.refresh_from_db()
    assert seen.status_code in {200, 405}
    pages = seen.content.decode() + sent.content.decode()
    assert 'value="9999"' not in pages
    assert ">Hired<" not in pages
    assert not HeldDecision.objects.exists()
    assert application.status == Status.IN_REVIEW


@pytest.mark.django_db(transaction=True)
def test_undoing_and_sending_at_the_same_moment_end_in_one_of_both():
    reviewer, application = ReviewerFactory(), cases.submitted()
    cases.mark_all(application, by=reviewer)
    held = approve(application, by=reviewer)

    def undo():
        services.undo(Application.objects.get(pk=application.pk), by=reviewer)
        return "undone"

    outcomes = at_once(undo, lambda: send(held), undo, lambda: send(held))

    held.refresh_from_db()
    application.refresh_from_db()
    if held.state == HeldState.SENT:
        assert outcomes.count(True) == 1
        assert outcomes.count(NothingHeld) == 2
        assert (application.status, Decision.objects.count()) == (Status.APPROVED, 1)
    else:
        assert outcomes.count("undone") == 1
        assert outcomes.count(False) == 2
        assert (application.status, Decision.objects.count()) == (Status.IN_REVIEW, 0)
