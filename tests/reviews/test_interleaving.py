"""Does Next offer something light after something heavy, where there is something light?"""

import pytest

from reviews import interleaving, services
from reviews.models import Lease
from reviews.services import next as next_one
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db
HEAVY = "ex-05-teen-tutor"  # names self-harm, and is of a stricter tier than the light ones


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def take_next(reviewer):
    return next_one.take_next(reviewer).application


def test_after_heavy_work_the_light_one_comes_first(reviewer):
    heavy = [cases.submitted(HEAVY) for _ in range(2)]
    light = cases.submitted()

    first, second, third = (take_next(reviewer) for _ in range(3))

    assert {first, third} == set(heavy)
    assert second == light


def test_heavy_work_follows_heavy_work_where_there_is_no_other(reviewer):
    heavy = {cases.submitted(HEAVY), cases.submitted(HEAVY)}

    assert {take_next(reviewer), take_next(reviewer)} == heavy


def test_what_a_colleague_took_changes_nothing(reviewer):
    services.claim(cases.submitted(HEAVY), by=ReviewerFactory())

    assert not interleaving.comes_from_heavy(reviewer)
    assert Lease.objects.count() == 1
