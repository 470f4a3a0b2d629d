"""Is the agreement of two reviewers measured as Cohen did, and honest where it cannot be?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.agreement import Standing, agreement
from reviews.models import MARKS

TABLES = st.dictionaries(
    st.tuples(st.sampled_from(MARKS), st.sampled_from(MARKS)), st.integers(1, 50), max_size=25
)


def test_a_worked_example_gives_the_textbooks_figure():
    table = {("meets", "meets"): 20, ("meets", "gap"): 5, ("gap", "meets"): 10, ("gap", "gap"): 15}

    found = agreement(table)

    assert (found.n, found.observed, found.expected) == (50, 0.7, 0.5)
    assert found.kappa == pytest.approx(0.4)


def test_without_pairs_there_is_no_kappa():
    assert agreement({}).kappa is None


def test_one_mark_throughout_leaves_kappa_undefined():
    found = agreement({("meets", "meets"): 40})

    assert (found.observed, found.kappa) == (1.0, None)
    assert found.standing(least=20, low=0.4) is Standing.UNDEFINED


def test_few_pairs_say_nothing_however_bad_they_look():
    table = {("meets", "gap"): 10, ("gap", "meets"): 9}

    assert agreement(table).standing(least=20, low=0.4) is Standing.FEW


def test_twenty_pairs_say_something():
    table = {("meets", "gap"): 10, ("gap", "meets"): 10}

    assert agreement(table).standing(least=20, low=0.4) is Standing.LOW


def test_good_agreement_is_no_defect():
    table = {("meets", "meets"): 10, ("gap", "gap"): 10}

    assert agreement(table).standing(least=20, low=0.4) is Standing.FAIR


@given(TABLES)
def test_kappa_lies_between_minus_one_and_one(table):
    found = agreement(table)

    assert found.kappa is None or -1 - 1e-9 <= found.kappa <= 1 + 1e-9
    assert 0 <= found.observed <= 1


@given(TABLES)
def test_full_agreement_is_one_and_anything_else_is_less(table):
    found = agreement(table)

    if found.kappa is not None:
        agrees = all(one == other for one, other in table)
        assert (found.kappa == pytest.approx(1)) is agrees


@given(TABLES)
def test_it_does_not_matter_who_was_first(table):
    turned = {(other, one): count for (one, other), count in table.items()}

    assert agreement(table).kappa == pytest.approx(agreement(turned).kappa)
