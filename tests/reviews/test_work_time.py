"""Is time with work counted once, without breaks, and is a long stretch noticed?"""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reviews import work_time

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def at(minute):
    return MIDNIGHT + timedelta(minutes=minute)


def span(start, end):
    return at(start), at(end)


spans = st.lists(
    st.tuples(st.integers(0, 600), st.integers(0, 90)).map(lambda s: span(s[0], s[0] + s[1])),
    max_size=12,
)


def minutes(found):
    return work_time.total(found, since=at(-10), until=at(1000)) / timedelta(minutes=1)


@given(spans)
def test_overlapping_claims_count_once(found):
    covered = {m for start, end in found for m in range(600 + 90) if start <= at(m) < end}

    assert minutes(found) == len(covered)


@given(spans, spans)
def test_breaks_are_no_work(found, breaks):
    covered = {m for start, end in found for m in range(600 + 90) if start <= at(m) < end}
    paused = {m for start, end in breaks for m in range(600 + 90) if start <= at(m) < end}

    assert minutes(work_time.without(found, breaks)) == len(covered - paused)


@given(spans)
def test_merged_spans_are_in_order_and_apart(found):
    merged = work_time.merged(found)

    assert all(start < end for start, end in merged)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(merged))


def test_only_time_between_the_two_moments_counts():
    assert work_time.total([span(0, 60)], since=at(50), until=at(55)) == timedelta(minutes=5)


def test_a_stretch_goes_back_over_gaps_too_short_to_rest():
    worked = [span(0, 20), span(40, 60), span(64, 90)]

    assert work_time.unbroken_since(worked, now=at(92)) == at(40)


def test_five_minutes_without_work_end_a_stretch():
    assert work_time.unbroken_since([span(0, 20), span(25, 30)], now=at(30)) == at(25)
    assert work_time.unbroken_since([span(0, 20)], now=at(25)) is None
    assert work_time.unbroken_since([], now=at(0)) is None
