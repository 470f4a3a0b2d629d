"""Is something due when so many working hours have passed?"""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.business_hours import due


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)  # the 23rd is a Monday


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(23, 10), 2, at(23, 12)),
        (at(23, 10), 7, at(23, 17)),
        (at(23, 10), 8, at(24, 10)),
        (at(23, 5), 8, at(23, 17)),
        (at(23, 17), 1, at(24, 10)),
        (at(23, 23, 59), 1, at(24, 10)),
        (at(27, 16), 2, at(30, 10)),
        (at(28, 12), 1, at(30, 10)),
        (at(29, 23), 16, at(30, 9) + timedelta(days=1, hours=8)),
        (at(23, 9), 40, at(27, 17)),
    ],
)
def test_working_hours_are_counted_from_monday_to_friday(start, hours, end):
    assert due(start, hours) == end


@given(st.integers(-600_000, 600_000).map(lambda minutes: at(23, 12) + timedelta(minutes=minutes)))
def test_more_hours_are_never_due_earlier_and_always_in_hours(start):
    moments = [due(start, hours) for hours in range(1, 60)]

    assert moments == sorted(set(moments))
    assert all(moment.weekday() < 5 and 9 <= moment.hour <= 17 for moment in moments)
