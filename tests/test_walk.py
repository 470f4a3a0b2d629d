"""Whatever applicants and reviewers try, in any order, do the promises hold?"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.walking import Walk


def walk(*, walks, steps):
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_no_walk_breaks_a_promise():
    walk(walks=12, steps=30)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("quarter", range(4))  # so that two workers share them
def test_no_walk_of_ten_thousand_steps_breaks_a_promise(quarter):
    before = Walk.steps

    while Walk.steps < before + 2_500:
        walk(walks=15, steps=100)
