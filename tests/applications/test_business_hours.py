"""Is something due when so many working hours have passed, by whatever calendar?"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.business_hours import Calendar, between, due

HOUR = timedelta(hours=1)
CALENDARS = st.builds(
    Calendar,
    opens=st.integers(0, 11),
    closes=st.integers(12, 24),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    holidays=st.frozensets(st.dates(date(2026, 10, 20), date(2026, 12, 31)), max_size=20),
    zone=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]),
)
MOMENTS = st.datetimes(
    datetime(2026, 10, 20),  # noqa: DTZ001 -- Hypothesis adds the zone; the clocks change in it
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SPELLS = st.timedeltas(timedelta(0), timedelta(hours=200))


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
    assert due(start, hours * HOUR) == end


def test_a_holiday_is_left_out():
    calendar = Calendar(holidays=frozenset({date(2026, 11, 24), date(2026, 11, 25)}))

    assert due(at(23, 16), 2 * HOUR, calendar=calendar) == at(26, 10)


def test_a_day_begins_by_the_calendars_own_clock():
    new_york = Calendar(zone=ZoneInfo("America/New_York"))  # five hours behind in November

    assert due(at(23, 9), HOUR, calendar=new_york) == at(23, 15)


def test_a_day_may_last_until_midnight():
    whole = Calendar(opens=0, closes=24, weekdays=frozenset(range(1, 8)))

    assert due(at(23, 9), 24 * HOUR, calendar=whole) == at(24, 9)


@given(MOMENTS, st.lists(SPELLS, min_size=2, max_size=6), CALENDARS)
def test_more_time_is_due_later_and_always_in_hours(start, spells, calendar):
    ordered = sorted(set(spells))

    moments = [due(start, spell, calendar=calendar) for spell in ordered]

    assert moments == sorted(set(moments))
    for moment in moments:
        local = moment.astimezone(calendar.zone)
        days = {local.date(), (local - timedelta(microseconds=1)).date()}  # closing at midnight
        assert any(
            calendar.is_working_day(day)
            and calendar.at(day, calendar.opens) <= moment <= calendar.at(day, calendar.closes)
            for day in days
        )


@given(MOMENTS, SPELLS, CALENDARS)
def test_the_time_until_something_is_due_is_the_time_that_was_given(start, spell, calendar):
    assert between(start, due(start, spell, calendar=calendar), calendar=calendar) == spell


@given(MOMENTS, SPELLS, SPELLS, CALENDARS)
def test_time_in_two_stretches_is_time_in_one(start, first, second, calendar):
    midway = due(start, first, calendar=calendar)

    together = due(start, first + second, calendar=calendar)

    if second:
        assert due(midway, second, calendar=calendar) == together


@given(MOMENTS, MOMENTS, CALENDARS)
def test_no_working_time_passes_backwards(one, other, calendar):
    earlier, later = sorted((one, other))

    assert between(later, earlier, calendar=calendar) == timedelta(0)
    assert between(earlier, later, calendar=calendar) <= later - earlier
