"""Is a key good exactly while nothing speaks against it?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.states import ApprovalStatus
from keys.decision import Allow, Deny, KeyFacts, decide

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def facts(**changes):
    return KeyFacts(
        **{
            "expires_at": None,
            "revoked_at": None,
            "ends_at": None,
            "approval_status": "active",
            "approval_from": NOW - HOUR,
            "approval_until": NOW + HOUR,
            **changes,
        }
    )


def test_a_key_under_an_active_approval_is_allowed():
    assert decide(facts(), now=NOW) == Allow()


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"revoked_at": NOW - HOUR}, Deny("revoked", "key_revoked")),
        ({"revoked_at": NOW + HOUR}, Deny("revoked", "key_revoked")),
        ({"ends_at": NOW}, Deny("revoked", "key_rolled")),
        ({"ends_at": NOW - HOUR}, Deny("revoked", "key_rolled")),
        ({"approval_status": "suspended"}, Deny("suspended", "approval_suspended")),
        ({"approval_status": "revoked"}, Deny("revoked", "approval_revoked")),
        ({"approval_status": "expired"}, Deny("expired", "approval_expired")),
        ({"approval_status": "superseded"}, Deny("revoked", "approval_superseded")),
        ({"approval_status": "unheard of"}, Deny("revoked", "approval_not_active")),
        ({"approval_until": NOW}, Deny("expired", "approval_expired")),
        ({"approval_from": NOW + HOUR}, Deny("expired", "approval_expired")),
        ({"expires_at": NOW}, Deny("expired", "key_expired")),
        ({"expires_at": NOW - HOUR}, Deny("expired", "key_expired")),
    ],
)
def test_each_reason_denies_on_its_own(changes, verdict):
    assert decide(facts(**changes), now=NOW) == verdict


def test_the_keys_own_revocation_is_named_before_its_approvals():
    key = facts(revoked_at=NOW, approval_status="suspended")

    assert decide(key, now=NOW) == Deny("revoked", "key_revoked")


def test_a_key_is_good_until_the_moment_it_expires():
    key = facts(expires_at=NOW + timedelta(microseconds=1))

    assert decide(key, now=NOW) == Allow()


def test_a_rolled_key_is_good_until_its_overlap_is_over():
    key = facts(ends_at=NOW + timedelta(microseconds=1))

    assert decide(key, now=NOW) == Allow()


def test_a_roll_is_named_after_a_revocation_and_before_the_approval():
    rolled = facts(ends_at=NOW, approval_status="suspended")
    revoked = facts(ends_at=NOW, revoked_at=NOW)

    assert decide(rolled, now=NOW) == Deny("revoked", "key_rolled")
    assert decide(revoked, now=NOW) == Deny("revoked", "key_revoked")


moments = st.integers(-5000, 5000).map(lambda hours: NOW + hours * HOUR)
any_facts = st.builds(
    KeyFacts,
    expires_at=st.none() | moments,
    revoked_at=st.none() | moments,
    ends_at=st.none() | moments,
    approval_status=st.sampled_from([*ApprovalStatus.values, "other"]),
    approval_from=moments,
    approval_until=moments,
)


@given(any_facts, moments)
def test_a_key_with_anything_against_it_is_never_allowed(key, now):
    is_good = (
        key.revoked_at is None
        and key.approval_status == "active"
        and key.approval_from <= now < key.approval_until
        and all(end is None or now < end for end in (key.expires_at, key.ends_at))
    )

    assert isinstance(decide(key, now=now), Allow) == is_good
