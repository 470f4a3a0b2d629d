"""verify_events finds whatever was done behind the log's back, and names it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from events import heads, services, verification
from events.chain import event_hash
from events.models import Event
from events.verification import Finding, Verification

ONE, OTHER = "application:GA-1", "application:GA-2"
MOVE = "UPDATE events_event SET seq = %s WHERE subject = %s AND seq = %s"


@pytest.fixture
def log(db):
    """Two chains: four events and two. Returns the events of the first."""
    events = [services.append(ONE, f"step-{n}", actor=None, data={"n": n}) for n in range(1, 5)]
    for kind in ("submitted", "claimed"):
        services.append(OTHER, kind, actor=None)
    return events


@pytest.fixture
def signed(log):
    heads.sign()
    return log


def found():
    return list(Verification().findings())


def verify(*options):
    """Run the command; return its exit code and what it printed."""
    output = StringIO()
    try:
        call_command("verify_events", *options, stdout=output)
    except CommandError as error:
        return error.returncode, output.getvalue()
    return 0, output.getvalue()


def test_an_empty_log_is_as_it_was_written(db):
    assert verify() == (0, "0 events, 0 chains, 0 heads\n")


def test_an_untouched_log_is_as_it_was_written(signed):
    assert verify() == (0, "6 events, 2 chains, 1 heads\n")


def test_an_untouched_log_says_so_to_programs(signed):
    code, output = verify("--json")

    assert code == 0
    assert json.loads(output) == {"ok": True, "findings": [], "events": 6, "chains": 2, "heads": 1}


def test_findings_are_named_to_programs(log, behind_its_back):
    behind_its_back("UPDATE events_event SET kind = 'x' WHERE seq = 2")

    code, output = verify("--json")

    document = json.loads(output)
    assert (code, document["ok"], document["events"]) == (1, False, 6)
    assert [(finding["subject"], finding["seq"]) for finding in document["findings"]] == [
        (ONE, 2),
        (OTHER, 2),
    ]


def test_findings_are_named_to_people(log, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 2", ONE)

    assert verify() == (1, f"{ONE} 2: is missing\n5 events, 2 chains, 0 heads\n")


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'approved'",
        "at = at + interval '1 microsecond'",
        "actor_ref = 'person:somebody-else'",
        "organisation_id = 7",
        "data = '{\"n\": 99}'",
        "data = '{\"n\": 0.5}'",
        "hash = sha256('x')",
    ],
)
def test_a_changed_event_is_named(log, behind_its_back, change):
    behind_its_back(f"UPDATE events_event SET {change} WHERE id = %s", log[1].pk)  # noqa: S608

    first = found()[0]

    assert first == Finding(ONE, 2, log[1].pk, verification.CHANGED)


def test_a_missing_event_is_named(log, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq IN (2, 3)", ONE)

    assert found() == [Finding(ONE, 2, None, "and all up to 3 are missing")]


def test_a_missing_first_event_is_named(log, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 1", ONE)

    assert found() == [Finding(ONE, 1, None, "is missing")]


def test_an_event_missing_at_the_end_is_named(log, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 4", ONE)

    assert found() == [Finding(ONE, 4, None, "is missing")]


def test_an_end_cut_off_with_the_chain_turned_back_is_named_by_the_head(signed, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 4", ONE)
    behind_its_back(
        "UPDATE events_chain SET seq = 3, head = %s WHERE subject = %s", signed[2].hash, ONE
    )

    assert found() == [
        Finding(f"head:{_today()}", 1, None, "6 events were signed here, and 5 are there"),
        Finding(ONE, 4, None, f"is missing or differs from what was signed on {_today()}"),
    ]


def test_a_chain_without_its_events_is_named(log, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s", ONE)

    assert found() == [Finding(ONE, 1, None, "and all up to 4 are missing")]


def test_a_chain_removed_whole_is_named_by_the_head(signed, behind_its_back):
    behind_its_back("DELETE FROM events_event WHERE subject = %s", ONE)
    behind_its_back("DELETE FROM events_chain WHERE subject = %s", ONE)

    assert found()[-1] == Finding(
        ONE, 4, None, f"is missing or differs from what was signed on {_today()}"
    )


def test_a_chain_without_its_row_is_named(log, behind_its_back):
    behind_its_back("DELETE FROM events_chain WHERE subject = %s", ONE)

    assert found() == [Finding(ONE, 4, log[3].pk, verification.NO_CHAIN)]


def test_events_in_another_order_are_named(log, behind_its_back):
    for old, new in [(2, 102), (3, 2), (102, 3)]:
        behind_its_back(MOVE, new, ONE, old)

    assert found() == [
        Finding(ONE, 2, log[2].pk, verification.MOVED),
        Finding(ONE, 3, log[1].pk, verification.MOVED),
        Finding(ONE, 4, log[3].pk, verification.DETACHED),
    ]


def test_an_event_put_in_after_the_end_is_named(log, behind_its_back):
    forged = _forge(seq=5, prev_hash=log[3].hash)
    _insert(behind_its_back, forged)

    assert found() == [Finding(ONE, 5, _pk(5), verification.BEYOND)]


def test_an_event_put_in_between_is_named(log, behind_its_back):
    for old, new in [(4, 5), (3, 4)]:
        behind_its_back(MOVE, new, ONE, old)
    _insert(behind_its_back, _forge(seq=3, prev_hash=log[1].hash))

    assert found() == [
        Finding(ONE, 4, log[2].pk, verification.MOVED),
        Finding(ONE, 5, log[3].pk, verification.CHANGED),
        Finding(ONE, 5, log[3].pk, verification.BEYOND),
    ]


def test_an_event_rewritten_with_a_hash_that_fits_is_named(log, behind_its_back):
    forged = _forge(seq=2, prev_hash=log[0].hash)
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 2", ONE)
    _insert(behind_its_back, forged)

    assert found() == [Finding(ONE, 3, log[2].pk, verification.DETACHED)]


def test_a_last_event_rewritten_with_a_hash_that_fits_is_named(log, behind_its_back):
    forged = _forge(seq=4, prev_hash=log[2].hash)
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 4", ONE)
    _insert(behind_its_back, forged)

    assert found() == [Finding(ONE, 4, _pk(4), verification.WRONG_END)]


def test_a_chain_rewritten_whole_is_named_by_the_head(signed, behind_its_back):
    forged = _forge(seq=4, prev_hash=signed[2].hash)
    behind_its_back("DELETE FROM events_event WHERE subject = %s AND seq = 4", ONE)
    _insert(behind_its_back, forged)
    behind_its_back("UPDATE events_chain SET head = %s WHERE subject = %s", forged.hash, ONE)

    named = [(finding.subject, finding.seq) for finding in found()]

    assert named[-1] == (ONE, 4)


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        (
            "UPDATE events_head SET digest = sha256('x')",
            "the head or one of its entries was changed",
        ),
        ("DELETE FROM events_headentry", "the head or one of its entries was changed"),
        ("UPDATE events_headentry SET seq = 9", "the head or one of its entries was changed"),
        (
            "UPDATE events_head SET prev_digest = sha256('x')",
            "the head before this one is missing or was changed",
        ),
        (
            "UPDATE events_head SET signature = sha256('x') || sha256('y')",
            "the signature does not fit the head",
        ),
    ],
)
def test_a_changed_head_is_named(signed, behind_its_back, sql, wrong):
    behind_its_back(sql)

    assert Finding(f"head:{_today()}", 1, None, wrong) in found()


def test_a_head_taken_out_is_named_by_the_next(log, behind_its_back):
    days = [timezone.now() + timedelta(days=n) for n in range(2)]
    for day in days:
        with time_machine.travel(day):
            services.append(ONE, "noted", actor=None)
            heads.sign()
    behind_its_back(
        "DELETE FROM events_headentry WHERE head_id = (SELECT min(id) FROM events_head)"
    )
    behind_its_back("DELETE FROM events_head WHERE id = (SELECT min(id) FROM events_head)")

    name = f"head:{days[1].date()}"
    assert found()[0] == Finding(
        name, 1, None, "the head before this one is missing or was changed"
    )


def test_a_head_signed_with_another_key_is_named(signed, settings):
    (old_key,) = heads.trusted_keys()
    settings.EVENT_SIGNING_KEY = "another"

    wrong = f"the head is signed with the key {old_key.hex()}, unknown to the settings"
    assert found() == [Finding(f"head:{_today()}", 1, None, wrong)]


def test_heads_of_a_signing_key_that_was_changed_stay_good(signed, settings):
    (old_key,) = heads.trusted_keys()
    settings.EVENT_SIGNING_KEY = "another"
    settings.EVENT_PUBLIC_KEYS = [old_key.hex()]

    assert found() == []


def _today():
    return timezone.now().date()


def _forge(*, seq, prev_hash):
    """Make an event whose own hash fits, as somebody who knows the code would."""
    forged = Event(
        subject=ONE, seq=seq, at=timezone.now(), kind="forged", actor_ref="system", data={}
    )
    forged.prev_hash = prev_hash
    forged.hash = event_hash(prev_hash, forged.record)
    return forged


def _insert(behind_its_back, event):
    behind_its_back(
        "INSERT INTO events_event (subject, seq, at, kind, actor_ref, data, prev_hash, hash)"
        " VALUES (%s, %s, %s, %s, %s, '{}', %s, %s)",
        *(event.subject, event.seq, event.at, event.kind, event.actor_ref),
        *(event.prev_hash, event.hash),
    )


def _pk(seq):
    return Event.objects.get(subject=ONE, seq=seq).pk
