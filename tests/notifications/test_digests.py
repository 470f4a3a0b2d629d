"""Does a digest come when its person wants it, once, and only if there is something in it?"""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications import digests, jobs, services
from notifications.groups import Group, Mode
from notifications.models import Letter, Notification
from notifications.services import Wishes

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]
)
MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 -- Hypothesis adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def run_jobs(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            return jobs.make_digests()

    return run


@pytest.fixture
def wants_daily(owner):
    return services.choose(
        owner, Wishes({Group.KEYS: Mode.DAILY, Group.PROGRESS: Mode.WEEKLY}, digest_hour=8)
    )


@given(MOMENTS, st.sampled_from([Mode.DAILY, Mode.WEEKLY]), st.integers(0, 23), ZONES)
def test_the_next_digest_lies_ahead_and_within_its_period(after, mode, hour, zone):
    due = digests.next_digest(after, mode=mode, hour=hour, zone=zone)

    longest = timedelta(days=digests.DAYS[mode], hours=25)  # clocks and even days are skipped
    assert after < due <= after + longest


@given(MOMENTS, st.integers(0, 23), ZONES)
def test_a_weekly_digest_comes_on_a_monday_at_the_hour_asked_for(after, hour, zone):
    due = digests.next_digest(after, mode=Mode.WEEKLY, hour=hour, zone=zone)
    local = due.astimezone(ZoneInfo(zone))

    assert local.weekday() == digests.MONDAY
    assert (local.hour - hour) % 24 in {0, 1}  # one hour later where the clock skips the hour


@given(MOMENTS, st.sampled_from([Mode.DAILY, Mode.WEEKLY]), st.integers(0, 23), ZONES)
def test_asking_again_before_it_is_due_gives_the_same_moment(after, mode, hour, zone):
    due = digests.next_digest(after, mode=mode, hour=hour, zone=zone)
    just_before = due - timedelta(seconds=1)

    assert digests.next_digest(max(after, just_before), mode=mode, hour=hour, zone=zone) == due


def test_a_digest_collects_what_happened_and_comes_once(happen, run_jobs, wants_daily, owner):
    with time_machine.travel(TUESDAY, tick=False):
        happen("key.issued")
        happen("key.revoked")
    with time_machine.travel(TUESDAY + timedelta(hours=21), tick=False):
        early = run_jobs()
    with time_machine.travel(TUESDAY + timedelta(hours=22), tick=False):
        made = [run_jobs(), run_jobs()]

    (letter,) = mail.outbox
    assert (early, made) == (0, [1, 0])
    assert (letter.to, letter.subject) == ([owner.email], "Gatehouse: 2 pieces of news")
    assert letter.body.index("10:00 UTC: An API key was issued") < letter.body.index("revoked")


def test_after_downtime_one_digest_has_all_of_it(happen, run_jobs, wants_daily):
    for day in range(3):
        with time_machine.travel(TUESDAY + timedelta(days=day), tick=False):
            happen()
    with time_machine.travel(TUESDAY + timedelta(days=9), tick=False):
        run_jobs()

    assert [letter.subject for letter in mail.outbox] == ["Gatehouse: 3 pieces of news"]


def test_daily_and_weekly_news_that_are_due_together_share_a_letter(happen, run_jobs, wants_daily):
    with time_machine.travel(TUESDAY, tick=False):
        happen("application.withdraw")
    with time_machine.travel(TUESDAY + timedelta(days=5), tick=False):
        happen("key.issued")
        before = run_jobs()
    with time_machine.travel(TUESDAY + timedelta(days=6), tick=False):
        run_jobs()

    assert before == 0
    assert len(mail.outbox) == 1
    assert "withdrawn" in mail.outbox[0].body
    assert "An API key was issued" in mail.outbox[0].body


def test_nothing_happened_so_nothing_is_sent(run_jobs, wants_daily):
    assert run_jobs() == 0
    assert mail.outbox == []


def test_what_was_read_on_the_portal_is_not_told_again(happen, run_jobs, wants_daily, owner):
    with time_machine.travel(TUESDAY, tick=False):
        happen()
        services.mark_all_read(owner)
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        run_jobs()

    assert mail.outbox == []
    assert Letter.objects.get().state == Letter.State.DROPPED


def test_who_left_before_the_digest_gets_nothing_of_it(
    happen, run_jobs, wants_daily, owner, organisation, colleagues
):
    with time_machine.travel(TUESDAY, tick=False):
        happen()
    mail.outbox.clear()
    organisation.memberships.filter(user=colleagues[0]).update(role="owner")
    organisation.memberships.get(user=owner).delete()
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        run_jobs()

    assert mail.outbox == []


def test_who_wants_it_at_once_after_all_gets_what_waits_with_the_next_run(
    happen, run_jobs, wants_daily, owner
):
    happen()

    services.choose(owner, Wishes({Group.KEYS: Mode.AT_ONCE}))
    run_jobs()

    assert len(mail.outbox) == 1


def test_who_wants_no_mail_after_all_gets_nothing_of_what_waits(happen, wants_daily, owner):
    happen()

    services.unsubscribe(owner, [Group.KEYS])

    assert Notification.objects.get().digest_at is None


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_make_one_digest(happen, wants_daily, owner):
    happen()
    Notification.objects.update(digest_at=timezone.now())
    together = threading.Barrier(3)

    def work():
        together.wait()
        services.make_digest(owner.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Letter.objects.count() == len(mail.outbox) == 1
