"""The hash of an event: one way to write it, and nothing about it can change unnoticed."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.chain import ORIGIN, NotRecordable, canonical, event_hash, moment

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
A_MILLENNIUM_AGO = datetime(1000, 1, 1)  # noqa: DTZ001 -- the strategy adds the zone
RECORDS = st.dictionaries(TEXT, PLAIN, max_size=6)


def test_a_record_is_written_with_sorted_keys_and_no_spaces_in_utf_8():
    written = canonical({"b": [1, True, None], "a": {"é": "ü\n"}})

    assert written == '{"a":{"é":"ü\\n"},"b":[1,true,null]}'.encode()


def test_the_hash_is_sha_256_over_the_hash_before_and_the_record():
    digest = event_hash(ORIGIN, {"a": 1})

    assert digest == hashlib.sha256(bytes(32) + b'{"a":1}').digest()


def test_a_moment_is_written_in_utc_with_six_digits():
    in_paris = datetime(2026, 11, 23, 1, 2, 3, tzinfo=timezone(timedelta(hours=1)))

    assert moment(in_paris) == "2026-11-23T00:02:03.000000Z"


@given(st.datetimes(timezones=st.just(UTC), min_value=A_MILLENNIUM_AGO))
def test_a_moment_can_be_read_back(at):
    assert datetime.fromisoformat(moment(at)) == at


@given(RECORDS)
def test_a_record_can_be_read_back(record):
    assert json.loads(canonical(record)) == record


@given(RECORDS)
def test_the_order_of_keys_does_not_matter(record):
    backwards = dict(reversed(record.items()))

    assert event_hash(ORIGIN, backwards) == event_hash(ORIGIN, record)


@given(RECORDS, RECORDS)
def test_different_records_have_different_hashes(one, other):
    same_text = canonical(one) == canonical(other)

    assert (event_hash(ORIGIN, one) == event_hash(ORIGIN, other)) is same_text


@given(RECORDS, st.binary(min_size=32, max_size=32))
def test_the_hash_depends_on_the_hash_before(record, prev_hash):
    same = prev_hash == ORIGIN

    assert (event_hash(prev_hash, record) == event_hash(ORIGIN, record)) is same


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        "a\0b",
        "\ud800",
        {1: "a"},
        {"a\0": 1},
        [{"a": 0.1}],
        datetime(2026, 11, 23, tzinfo=UTC),
        {1, 2},
        b"",
    ],
)
def test_what_the_database_would_change_is_refused(value):
    with pytest.raises(NotRecordable):
        canonical({"value": value})


def test_tuples_are_lists():
    assert canonical({"a": (1, 2)}) == canonical({"a": [1, 2]})
