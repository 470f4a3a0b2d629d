"""Does the clock stand while the applicant is asked, and does a reply always move the due date?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from applications.business_hours import Calendar, between, due
from applications.due_dates import left_after_reply
from applications.models import Application, Holiday
from applications.services import appeals, drafts, holidays, submissions
from applications.services.holidays import HolidayKnown, NotAPolicyOwner
from applications.states import Status
from events import queries as events
from reviews import services
from tests import cases
from tests.applications.test_business_hours import CALENDARS, MOMENTS
from tests.factories import PolicyOwnerFactory, ReviewerFactory

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@given(
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=20)),
    st.timedeltas(timedelta(days=-20), timedelta(days=20)),
    st.integers(1, 80),
    st.integers(1, 80),
    CALENDARS,
)
def test_a_reply_is_due_later_than_the_question_was(paused, asked, ahead, hours, before, calendar):
    due_at, now = paused + ahead, paused + asked

    left = left_after_reply(
        due_at=due_at, paused_at=paused, hours=hours, hours_before=before, calendar=calendar
    )

    assert due(now, left, calendar=calendar) > due_at
    assert left <= between(paused, due_at, calendar=calendar) + hours * HOUR * 5 / 4


def test_what_is_left_goes_on_and_reading_the_reply_takes_its_time():
    left = left_after_reply(
        due_at=MONDAY + 6 * HOUR,
        paused_at=MONDAY + 2 * HOUR,
        hours=8,
        hours_before=8,
        calendar=Calendar(),
    )

    assert left == 6 * HOUR


def test_a_stricter_tier_adds_its_hours_and_a_milder_one_takes_none():
    told = {"due_at": MONDAY + 4 * HOUR, "paused_at": MONDAY, "calendar": Calendar()}

    assert left_after_reply(hours=40, hours_before=16, **told) == (4 + 24 + 10) * HOUR
    assert left_after_reply(hours=16, hours_before=40, **told) == (4 + 4) * HOUR


@pytest.fixture
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def ask(application, *, by):
    services.claim(application, by=by)
    number = application.revision.number
    services.request_changes(application, {"B2": "Who?"}, by=by, note="One.", revision=number)


def answer(application):
    drafts.save_answers(application, {"B2": "Nurses use it."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)


@pytest.mark.django_db
@pytest.mark.parametrize("waited", [timedelta(0), 5 * HOUR, timedelta(days=9)])
def test_a_reply_moves_the_due_date_however_soon_it_comes(monday, waited):
    application = cases.submitted()
    asked_due = application.due_at
    ask(application, by=ReviewerFactory())
    assert (application.paused_at, application.due_at) == (MONDAY, asked_due)

    monday.move_to(MONDAY + waited, tick=False)
    answer(application)

    assert application.paused_at is None
    assert application.due_at > asked_due
    assert application.items.get().due_at == application.due_at


@pytest.mark.django_db
def test_the_applicants_time_is_not_the_reviewers(monday):
    application = cases.submitted()
    given_time = between(MONDAY, application.due_at)
    monday.move_to(MONDAY + 2 * HOUR, tick=False)
    ask(application, by=ReviewerFactory())
    monday.move_to(MONDAY + timedelta(days=7), tick=False)

    answer(application)

    left = between(timezone.now(), application.due_at)
    assert left == given_time - 2 * HOUR + given_time / 4


@pytest.mark.django_db
def test_the_database_takes_no_reply_that_leaves_the_due_date_as_it_was():
    application = cases.submitted()
    ask(application, by=ReviewerFactory())
    asked = Application.objects.filter(pk=application.pk)

    for due_at in (application.due_at, application.due_at - HOUR, None):
        with pytest.raises(DatabaseError, match="moves the due date"), transaction.atomic():
            asked.update(status=Status.SUBMITTED, paused_at=None, due_at=due_at)
    with transaction.atomic():
        asked.update(status=Status.SUBMITTED, paused_at=None, due_at=application.due_at + HOUR)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_database_stops_the_clock_while_the_applicant_is_asked_and_only_then():
    application = cases.submitted()
    row = Application.objects.filter(pk=application.pk)

    with pytest.raises(IntegrityError, match="paused_while_asked"), transaction.atomic():
        row.update(paused_at=timezone.now())
    ask(application, by=ReviewerFactory())
    with pytest.raises(IntegrityError, match="paused_while_asked"), transaction.atomic():
        row.update(paused_at=None)


@pytest.mark.django_db
def test_what_is_withdrawn_waits_for_nobody_any_more():
    application = cases.submitted()
    ask(application, by=ReviewerFactory())

    submissions.withdraw(application, by=application.created_by)

    assert application.paused_at is None


@pytest.mark.django_db
def test_holidays_and_hours_of_the_settings_count_for_submissions_and_appeals(monday, settings):
    holidays.add(date(2026, 11, 24), "Founders' day", by=PolicyOwnerFactory())
    settings.BUSINESS_OPENS, settings.BUSINESS_CLOSES = 8, 12
    settings.BUSINESS_TIME_ZONE = "Europe/Berlin"

    application = cases.declined(by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)

    local = application.due_at.astimezone(tz=None)
    assert local.date() not in {date(2026, 11, 24), date(2026, 11, 28), date(2026, 11, 29)}
    assert 7 <= application.due_at.hour <= 11  # UTC: an hour behind Berlin


@pytest.mark.django_db
def test_a_policy_owner_adds_and_removes_a_holiday_once():
    owner = PolicyOwnerFactory()

    holiday = holidays.add(date(2026, 12, 25), " Christmas ", by=owner)
    with pytest.raises(HolidayKnown):
        holidays.add(date(2026, 12, 25), "Again", by=owner)
    holidays.remove(holiday, by=owner)

    assert not Holiday.objects.exists()
    told = events.timeline(holidays.SUBJECT)
    assert [event.kind for event in told] == ["holiday.added", "holiday.removed"]
    assert told[0].data == {"on": "2026-12-25", "name": "Christmas"}


@pytest.mark.django_db
def test_nobody_else_touches_a_holiday():
    holiday = holidays.add(date(2026, 12, 25), "Christmas", by=PolicyOwnerFactory())
    reviewer = ReviewerFactory()

    with pytest.raises(NotAPolicyOwner):
        holidays.add(date(2026, 12, 26), "Boxing day", by=reviewer)
    with pytest.raises(NotAPolicyOwner):
        holidays.remove(holiday, by=reviewer)


@pytest.mark.django_db
def test_policy_owners_keep_holidays_in_the_admin(client):
    client.force_login(PolicyOwnerFactory())
    add = reverse("admin:applications_holiday_add")

    client.post(add, {"on": "2026-12-25", "name": "Christmas"})
    again = client.post(add, {"on": "2026-12-25", "name": "Christmas"})

    holiday = Holiday.objects.get()
    assert "errorlist" in again.content.decode()
    client.post(reverse("admin:applications_holiday_delete", args=[holiday.pk]), {"post": "yes"})
    assert not Holiday.objects.exists()
    kinds = [event.kind for event in events.timeline(holidays.SUBJECT)]
    assert kinds == ["holiday.added", "holiday.removed"]


@pytest.mark.django_db
def test_reviewers_find_no_holidays_in_the_admin(client):
    client.force_login(ReviewerFactory())

    assert client.get(reverse("admin:applications_holiday_changelist")).status_code == 403
    assert client.post(reverse("admin:applications_holiday_add"), {}).status_code == 403
