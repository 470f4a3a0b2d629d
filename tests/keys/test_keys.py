"""Does a key exist only under an active approval, whatever way one tries?"""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Membership
from applications.states import ApprovalAction
from common import pepper
from events.models import Event
from keys import queries, services
from keys.keyformat import new_key, parse
from keys.models import ApiKey
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


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


def insert_by_sql(approval):
    secret = new_key("gate", "live")
    version, digest = pepper.digest(secret)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO keys_apikey (public_id, env, digest, pepper_version, last4, name,"
            " approval_id, issued_at) VALUES (%s, 'live', %s, %s, 'abcd', 'by hand', %s, now())",
            [parse(secret, brand="gate").public_id, digest, version, approval.pk],
        )


def test_the_key_is_shown_once_and_only_its_digest_is_kept(application, owner):
    key, secret = services.issue(application, by=owner, name="  Server ")

    stored = ApiKey.objects.get(pk=key.pk)
    assert secret.startswith("gate_live_")
    assert (stored.name, stored.last4) == ("Server", secret[-4:])
    assert bytes(stored.digest) == pepper.digest(secret)[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM keys_apikey k")
        assert secret[20:52] not in str(cursor.fetchall())


def test_a_test_key_is_issued_under_an_approval_too(application, owner):
    key, secret = services.issue(application, by=owner, name="Sandbox", env="test")

    assert key.env == "test"
    assert secret.startswith("gate_test_")


def test_a_key_is_found_by_the_whole_secret_only(application, owner):
    key, secret = services.issue(application, by=owner, name="Server")

    assert queries.by_secret(secret) == key
    assert queries.by_secret(new_key("gate", "live")) is None
    assert queries.by_secret(secret[:-1]) is None


def test_an_older_pepper_still_finds_its_keys(application, owner, settings):
    key, secret = services.issue(application, by=owner, name="Server")
    settings.KEY_PEPPERS = {**settings.KEY_PEPPERS, "2": "another pepper " * 3}

    _, newer_secret = services.issue(application, by=owner, name="Newer")

    assert queries.by_secret(secret) == key
    assert queries.by_secret(newer_secret).pepper_version == 2


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_before_approval_there_is_no_key(status):
    application = cases.draft() if status == "draft" else cases.submitted()

    with pytest.raises(services.NoApproval):
        services.issue(application, by=application.created_by, name="Server")

    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize("act", [ApprovalAction.SUSPEND, ApprovalAction.REVOKE])
def test_without_an_active_approval_there_is_no_new_key(application, owner, reviewer, act):
    reviews.move_approval(application, act, by=reviewer, note="Misuse.")

    with pytest.raises(services.NoApproval):
        services.issue(application, by=owner, name="Server")


@pytest.mark.parametrize("act", [ApprovalAction.SUSPEND, ApprovalAction.REVOKE])
def test_the_database_refuses_a_key_without_an_active_approval(application, reviewer, act):
    reviews.move_approval(application, act, by=reviewer, note="Misuse.")

    with pytest.raises(IntegrityError, match="only under an active approval"):
        insert_by_sql(application.approvals.get())


def test_the_database_accepts_a_key_under_an_active_approval(application):
    insert_by_sql(application.approvals.get())

    assert ApiKey.objects.count() == 1


def test_the_database_refuses_a_key_under_a_past_approval(application, reviewer):
    approval = application.approvals.get()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE applications_approval SET valid_from = now() - interval '2 days',"
            " valid_until = now() - interval '1 day'"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")

    with pytest.raises(IntegrityError, match="only under an active approval"):
        insert_by_sql(approval)


def test_the_database_keeps_a_keys_identity(application, owner):
    key, _ = services.issue(application, by=owner, name="Server")

    for change in ({"env": "test"}, {"public_id": "0000000000"}, {"last4": "0000"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ApiKey.objects.filter(pk=key.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        key.delete()


def test_a_revoked_key_stays_revoked_in_the_database(application, owner):
    key, _ = services.issue(application, by=owner, name="Server")
    services.revoke(key, by=owner)

    with pytest.raises(IntegrityError, match="stays revoked"), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(revoked_at=None)


def test_revoking_twice_is_one_revocation(application, owner, reviewer):
    key, _ = services.issue(application, by=owner, name="Server")
    services.revoke(key, by=owner)
    first = key.revoked_at

    services.revoke(key, by=owner)

    assert key.revoked_at == first
    assert Event.objects.filter(kind="key.revoked").count() == 1


@pytest.mark.parametrize("role", [Membership.Role.VIEWER, None])
def test_only_editors_of_the_organisation_issue_and_revoke(application, owner, role):
    key, _ = services.issue(application, by=owner, name="Server")
    person = UserFactory()
    if role:
        MembershipFactory(organisation=application.organisation, user=person, role=role)

    with pytest.raises(services.NotAnEditor):
        services.issue(application, by=person, name="Mine")
    with pytest.raises(services.NotAnEditor):
        services.revoke(key, by=person)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "x" * 101},
        {"name": "a\x00b"},
        {"env": "production"},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
)
def test_what_cannot_be_issued_is_refused_in_a_sentence(application, owner, wrong):
    with pytest.raises(services.KeyRefused) as refusal:
        services.issue(application, by=owner, **{"name": "Server", **wrong})

    assert str(refusal.value).endswith(".")


def test_an_approval_has_at_most_so_many_keys(application, owner, monkeypatch):
    monkeypatch.setattr(services, "KEYS_PER_APPROVAL", 2)
    services.issue(application, by=owner, name="One")
    services.issue(application, by=owner, name="Two")

    with pytest.raises(services.KeyRefused, match="At most 2"):
        services.issue(application, by=owner, name="Three")


def test_usable_keys_are_those_a_gateway_would_let_through(application, owner):
    now = timezone.now()
    good, _ = services.issue(application, by=owner, name="Good")
    short, _ = services.issue(
        application, by=owner, name="Short", expires_at=now + timedelta(hours=1)
    )
    gone, _ = services.issue(application, by=owner, name="Gone")
    services.revoke(gone, by=owner)

    assert set(ApiKey.objects.usable(timezone.now())) == {good, short}
    assert set(ApiKey.objects.usable(now + timedelta(hours=2))) == {good}
    assert not ApiKey.objects.usable(now + timedelta(days=3000)).exists()


def test_a_stranger_sees_no_key(application, owner):
    services.issue(application, by=owner, name="Server")

    assert queries.of(owner).count() == 1
    assert queries.of(UserFactory()).count() == 0


def issue_until_refused(application, start):
    start.wait()
    try:
        for _ in range(10):
            services.issue(application, by=application.created_by, name="Server")
    except services.NoApproval:
        pass
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_key_issued_while_the_approval_is_revoked_never_outlives_it():
    reviewer, application = ReviewerFactory(), cases.submitted()
    cases.approve(application, by=reviewer)
    start = threading.Barrier(3)
    threads = [
        threading.Thread(target=issue_until_refused, args=(application, start)) for _ in range(2)
    ]

    for thread in threads:
        thread.start()
    start.wait()
    reviews.move_approval(application, ApprovalAction.REVOKE, by=reviewer, note="Misuse.")
    for thread in threads:
        thread.join()

    ended_at = application.approvals.get().status_changed_at
    assert not ApiKey.objects.filter(issued_at__gt=ended_at).exists()
    assert not ApiKey.objects.usable(timezone.now()).exists()
