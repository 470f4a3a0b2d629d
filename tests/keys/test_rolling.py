"""Does a new key take the place of an old one, once, and does the old one end when it was said?"""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Membership
from applications.states import ApprovalAction
from events.models import Event
from keys import queries, services
from keys.decision import Allow, Deny, decide
from keys.models import OVERLAPS, ApiKey
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    cases.approve(application, by=reviewer)
    return application


@pytest.fixture
def owner(application):
    return application.created_by


@pytest.fixture
def key(application, owner):
    expires_at = timezone.now() + timedelta(days=30)
    key, _ = services.issue(application, by=owner, name="Server", env="test", expires_at=expires_at)
    return key


def verdict(key, *, now):
    return decide(ApiKey.objects.get(pk=key.pk).facts(), now=now)


def test_the_new_key_has_the_name_environment_and_end_of_the_old_one(key, owner):
    new, secret = services.roll(key, by=owner, overlap_hours=24)

    assert queries.by_secret(secret) == new
    assert secret.startswith("gate_test_")
    assert (new.name, new.env, new.expires_at) == (key.name, key.env, key.expires_at)
    assert ApiKey.objects.get(pk=key.pk).replaced_by == new


@pytest.mark.parametrize("hours", OVERLAPS)
def test_the_old_key_ends_at_the_very_moment_that_was_asked_for(key, owner, hours):
    new, _ = services.roll(key, by=owner, overlap_hours=hours)

    end = new.issued_at + hours * HOUR
    assert verdict(key, now=end) == Deny("revoked", "key_rolled")
    assert verdict(key, now=end - timedelta(microseconds=1)) == Allow()
    assert verdict(new, now=end) == Allow()
    assert set(ApiKey.objects.usable(end)) == {new}


def test_a_roll_is_one_event_that_names_both_keys(key, owner):
    new, _ = services.roll(key, by=owner, overlap_hours=1)

    [event] = Event.objects.filter(kind="key.rolled")
    assert (event.data["key"], event.data["replaced_by"]) == (key.public_id, new.public_id)
    assert event.data["ends_at"] == f"{new.issued_at + HOUR:%Y-%m-%d %H:%M} UTC"
    assert event.deliveries.filter(channel="applicant-mail").exists()
    assert Event.objects.filter(kind="key.issued").count() == 1  # the first key's


def test_a_key_is_rolled_once(key, owner):
    services.roll(key, by=owner, overlap_hours=72)

    with pytest.raises(services.RolledAlready):
        services.roll(key, by=owner, overlap_hours=72)

    assert ApiKey.objects.count() == 2


def test_the_key_that_took_its_place_is_rolled_in_turn(key, owner):
    second, _ = services.roll(key, by=owner, overlap_hours=72)
    third, _ = services.roll(second, by=owner, overlap_hours=0)

    assert set(ApiKey.objects.usable(timezone.now())) == {key, third}


def test_the_old_key_can_be_ended_before_its_time(key, owner):
    services.roll(key, by=owner, overlap_hours=72)

    services.revoke(key, by=owner)

    assert verdict(key, now=timezone.now()) == Deny("revoked", "key_revoked")


@pytest.mark.parametrize("hours", [2, -1, 25, 73])
def test_an_overlap_of_another_length_is_refused(key, owner, hours):
    with pytest.raises(services.KeyRefused, match="0, 1, 24 or 72"):
        services.roll(key, by=owner, overlap_hours=hours)

    assert ApiKey.objects.count() == 1


def test_a_revoked_key_is_not_rolled(key, owner):
    services.revoke(key, by=owner)

    with pytest.raises(services.KeyIsOver):
        services.roll(key, by=owner, overlap_hours=0)


def test_an_expired_key_is_not_rolled(key, owner, time_machine):
    time_machine.move_to(key.expires_at, tick=False)

    with pytest.raises(services.KeyIsOver):
        services.roll(key, by=owner, overlap_hours=0)


@pytest.mark.parametrize("act", [ApprovalAction.SUSPEND, ApprovalAction.REVOKE])
def test_without_an_active_approval_no_key_is_rolled(application, key, owner, reviewer, act):
    reviews.move_approval(application, act, by=reviewer, note="Misuse.")

    with pytest.raises(services.NoApproval):
        services.roll(key, by=owner, overlap_hours=0)

    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("role", [Membership.Role.VIEWER, None])
def test_only_editors_of_the_organisation_roll(application, key, role):
    person = UserFactory()
    if role:
        MembershipFactory(organisation=application.organisation, user=person, role=role)

    with pytest.raises(services.NotAnEditor):
        services.roll(key, by=person, overlap_hours=0)


def test_rolling_needs_no_more_room_than_one_key_and_makes_no_more(
    application, key, owner, monkeypatch
):
    monkeypatch.setattr(services, "KEYS_PER_APPROVAL", 1)
    second, _ = services.roll(key, by=owner, overlap_hours=72)

    with pytest.raises(services.KeyRefused, match="At most 1"):
        services.roll(second, by=owner, overlap_hours=72)
    with pytest.raises(services.KeyRefused, match="At most 1"):
        services.issue(application, by=owner, name="Another")


def test_keys_that_have_ended_take_no_room(application, key, owner, monkeypatch, time_machine):
    monkeypatch.setattr(services, "KEYS_PER_APPROVAL", 1)
    time_machine.move_to(key.expires_at, tick=False)

    another, _ = services.issue(application, by=owner, name="Another")

    assert another.pk


# --- The database --------------------------------------------------------------------------------


def rolled_by_sql(key, **changes):
    """Point a key at another by hand."""
    with transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(**changes)


@pytest.fixture
def other(application, owner, key):
    """A key like the first, as `roll` makes it just before it points to it."""
    other, _ = services.issue(
        application, by=owner, name=key.name, env=key.env, expires_at=key.expires_at
    )
    return other


def test_the_database_lets_a_key_point_to_its_like(key, other):
    rolled_by_sql(key, replaced_by=other, overlap_hours=1, ends_at=other.issued_at + HOUR)

    assert ApiKey.objects.get(pk=key.pk).replaced_by == other


@pytest.mark.parametrize(
    ("hours", "end"),
    [(2, 2), (1, 2), (None, 1), (1, None)],
    ids=["an unknown overlap", "a later end", "no overlap", "no end"],
)
def test_the_database_refuses_an_overlap_that_is_none(key, other, hours, end):
    ends_at = None if end is None else other.issued_at + end * HOUR

    with pytest.raises(IntegrityError):
        rolled_by_sql(key, replaced_by=other, overlap_hours=hours, ends_at=ends_at)


@pytest.mark.parametrize(
    "unlike", [{"name": "Other"}, {"env": "live"}, {"expires_at": None}], ids=["name", "env", "end"]
)
def test_the_database_refuses_a_successor_that_is_not_its_like(application, owner, key, unlike):
    same = {"name": key.name, "env": key.env, "expires_at": key.expires_at}
    other, _ = services.issue(application, by=owner, **{**same, **unlike})

    with pytest.raises(IntegrityError, match="one like it"):
        rolled_by_sql(key, replaced_by=other, overlap_hours=0, ends_at=other.issued_at)


def test_the_database_refuses_itself_and_keys_of_other_use_cases(key, reviewer):
    foreign = cases.submitted()
    cases.approve(foreign, by=reviewer)
    theirs, _ = services.issue(
        foreign, by=foreign.created_by, name=key.name, env=key.env, expires_at=key.expires_at
    )

    for successor in (theirs, key):
        with pytest.raises(IntegrityError, match="one like it"):
            rolled_by_sql(key, replaced_by=successor, overlap_hours=0, ends_at=successor.issued_at)


def test_the_database_refuses_a_roll_without_an_active_approval(application, key, other, reviewer):
    reviews.move_approval(application, ApprovalAction.SUSPEND, by=reviewer, note="Misuse.")

    with pytest.raises(IntegrityError, match="active approval"):
        rolled_by_sql(key, replaced_by=other, overlap_hours=0, ends_at=other.issued_at)


@pytest.mark.parametrize("is_old", [True, False])
def test_the_database_rolls_no_revoked_key_and_into_none(key, other, owner, is_old):
    services.revoke(key if is_old else other, by=owner)

    with pytest.raises(IntegrityError, match="one like it"):
        rolled_by_sql(key, replaced_by=other, overlap_hours=0, ends_at=other.issued_at)


@pytest.mark.parametrize(
    "change",
    [
        {"replaced_by": None, "overlap_hours": None, "ends_at": None},
        {"ends_at": timezone.now() + timedelta(days=300)},
        {"overlap_hours": 72},
    ],
    ids=["undone", "prolonged", "reworded"],
)
def test_the_database_keeps_a_roll(key, owner, change):
    services.roll(key, by=owner, overlap_hours=1)

    with pytest.raises(IntegrityError, match="rolled once"):
        rolled_by_sql(key, **change)


def test_the_database_lets_a_key_replace_one_other_only(application, owner, key, other):
    third, _ = services.issue(
        application, by=owner, name=key.name, env=key.env, expires_at=key.expires_at
    )
    rolled_by_sql(key, replaced_by=other, overlap_hours=0, ends_at=other.issued_at)

    with pytest.raises(IntegrityError, match="replaced_by"):
        rolled_by_sql(third, replaced_by=other, overlap_hours=0, ends_at=other.issued_at)


def test_the_database_refuses_a_new_key_that_has_a_successor(key, other):
    with pytest.raises(DatabaseError, match="no successor yet"), transaction.atomic():
        ApiKey.objects.create(
            public_id="0123456789",
            env=key.env,
            digest=b"x" * 32,
            pepper_version=1,
            last4="abcd",
            name=key.name,
            approval=key.approval,
            replaced_by=other,
            overlap_hours=0,
            ends_at=other.issued_at,
        )


# --- At the same time ----------------------------------------------------------------------------


def roll(key, start, outcomes):
    start.wait()
    try:
        services.roll(key, by=key.issued_by, overlap_hours=24)
        outcomes.append("rolled")
    except services.RolledAlready:
        outcomes.append("refused")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_two_rolls_at_the_same_time_one_is_refused():
    application = cases.submitted()
    cases.approve(application, by=ReviewerFactory())
    key, _ = services.issue(application, by=application.created_by, name="Server")
    start, outcomes = threading.Barrier(2), []
    loaded = [ApiKey.objects.get(pk=key.pk) for _ in range(2)]
    threads = [threading.Thread(target=roll, args=(each, start, outcomes)) for each in loaded]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "rolled"]
    assert ApiKey.objects.count() == 2
