"""Are the public figures true, recent, cheap, and silent about who is behind them?"""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from applications import duration_words, figures
from applications.models import Application
from applications.states import Status
from tests import cases
from tests.applications import histories
from tests.factories import OrganisationFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hours(tier="low"):
    figure = figures.by_tier()[tier]
    return figure.decisions, round(figure.median / HOUR, 3), round(figure.p90 / HOUR, 3)


def test_the_median_and_the_ninth_decile_are_those_of_the_times():
    histories.decided(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)

    assert hours() == (11, 6.0, 10.0)


def test_each_tier_has_its_own():
    histories.decided(1, 2, 3, 4, 5)
    histories.decided(10, 20, 30, 40, 50, tier="high")

    assert hours("low") == (5, 3.0, 4.6)
    assert hours("high") == (5, 30.0, 46.0)
    assert "medium" not in figures.by_tier()


def test_fewer_than_five_decisions_say_nothing():
    histories.decided(1, 2, 3, 4)

    assert figures.by_tier() == {}


def test_many_decisions_of_few_organisations_say_nothing():
    histories.decided(1, 2, 3, 4, 5, 6, 7, 8, organisation=OrganisationFactory())
    histories.decided(1, 2, 3)

    assert figures.by_tier() == {}


def test_what_was_decided_before_the_window_does_not_count():
    histories.decided(100, 100, 100, ago=figures.WINDOW + timedelta(minutes=1))
    histories.decided(1, 2, 3, 4, 5, ago=figures.WINDOW - timedelta(minutes=1))

    assert hours() == (5, 3.0, 4.6)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.DECLINED, Status.APPEALED])
def test_every_decision_counts_whatever_it_was(status):
    histories.decided(1, 2, 3, 4, 5, status=status)

    assert hours() == (5, 3.0, 4.6)


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.WITHDRAWN])
def test_what_was_not_decided_does_not_count(status):
    histories.decided(1, 2, 3, 4, 5, status=status)

    assert figures.by_tier() == {}


def test_an_appeal_changes_neither_the_time_nor_the_tier():
    *_, last = histories.decided(1, 2, 3, 4, 5)

    histories.appealed(last, after=timedelta(hours=12))

    assert hours() == (5, 3.0, 4.6)


def test_the_time_runs_from_the_first_submission_of_what_went_through_the_services():
    histories.decided(1, 1, 1, 1)
    application = cases.submitted()
    with histories.without_triggers():
        application.revisions.update(submitted_at=timezone.now() - 100 * HOUR)
    cases.decline(application, by=ReviewerFactory())
    cache.clear()

    assert hours()[:2] == (5, 1.0)
    assert figures.by_tier()["low"].p90 > 60 * HOUR


def test_the_database_is_asked_once_in_five_minutes(django_assert_num_queries):
    histories.decided(1, 2, 3, 4, 5)

    with django_assert_num_queries(1):
        first = figures.by_tier()
        second = figures.by_tier()

    assert first == second


def test_that_there_are_no_figures_is_remembered_as_well(django_assert_num_queries):
    with django_assert_num_queries(1):
        figures.by_tier()
        figures.by_tier()


def test_without_valkey_the_database_answers(settings):
    histories.decided(1, 2, 3, 4, 5)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert hours() == (5, 3.0, 4.6)


def test_nothing_of_an_organisation_is_in_a_figure():
    histories.decided(1, 2, 3, 4, 5)
    names = Application.objects.values_list("organisation__name", "reference")

    assert not any(part in repr(figures.by_tier()) for row in names for part in row)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "1 hour"),
        (timedelta(minutes=61), "2 hours"),
        (timedelta(hours=48), "48 hours"),
        (timedelta(hours=48, seconds=1), "3 days"),
        (timedelta(days=7), "7 days"),
    ],
)
def test_a_time_is_said_rounded_up(length, said):
    assert duration_words.words(length) == said
