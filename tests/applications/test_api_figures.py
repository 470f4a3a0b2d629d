"""Can a program of anybody read how long decisions take?"""

import pytest
from rest_framework.test import APIClient

from tests.applications import histories
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/figures"


def test_anybody_reads_each_tier_and_what_is_too_few_is_null():
    histories.decided(1, 2, 3, 4, 5)
    histories.decided(7, 7, 7, 7, tier="high")

    response = APIClient().get(ADDRESS)

    assert response.status_code == 200
    nothing = {"decisions": None, "median_hours": None, "p90_hours": None}
    assert response.json() == {
        "window_days": 90,
        "tiers": [
            {"tier": "low", "decisions": 5, "median_hours": 3.0, "p90_hours": 4.6},
            {"tier": "medium", **nothing},
            {"tier": "high", **nothing},
            {"tier": "prohibited", **nothing},
        ],
    }


def test_the_answer_is_cacheable_and_depends_on_nobody():
    client = APIClient()
    before = client.get(ADDRESS)
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    after = client.get(ADDRESS)

    assert before.content == after.content
    assert before["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in after.get("Vary", "")
    assert not after.cookies


def test_a_token_that_is_no_good_is_not_looked_at():
    assert APIClient().get(ADDRESS, HTTP_AUTHORIZATION="Bearer nothing").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(method):
    assert getattr(APIClient(), method)(ADDRESS).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_one_query_and_then_none(count, django_assert_num_queries):
    histories.decided(*range(5 * count))

    with django_assert_num_queries(1):
        APIClient().get(ADDRESS)
        APIClient().get(ADDRESS)
