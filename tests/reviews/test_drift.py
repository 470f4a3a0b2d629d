"""Is a change of a share told only when it is large and unlikely to be chance?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.drift import Share, compare

SHARES = st.integers(0, 500).flatmap(
    lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole))
)


def test_a_large_change_with_many_cases_is_told():
    drift = compare(Share(160, 200), Share(100, 200))

    assert drift.z == pytest.approx(-6.29, abs=0.01)
    assert drift.is_told


def test_a_sure_change_of_a_few_points_does_not_matter():
    drift = compare(Share(5000, 10_000), Share(5300, 10_000))

    assert abs(drift.z) > 3
    assert not drift.is_told


def test_few_cases_say_nothing():
    assert not compare(Share(29, 29), Share(0, 500)).is_told


def test_what_may_be_chance_is_not_told():
    assert not compare(Share(20, 40), Share(26, 40)).is_told


def test_nothing_to_compare_is_no_change():
    assert compare(Share(0, 0), Share(5, 10)).z == 0
    assert compare(Share(10, 10), Share(10, 10)).z == 0


@given(SHARES, SHARES)
def test_the_other_way_round_it_is_the_same_change(one, other):
    assert compare(one, other).z == pytest.approx(-compare(other, one).z)
    assert compare(one, other).is_told == compare(other, one).is_told
