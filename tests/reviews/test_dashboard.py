"""Do the dashboard's figures agree with the queue, and hold nothing of what conflicts?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.services import appeals
from reviews import dashboard, findings, listing, services, tabs
from reviews.periods import Period, period_from
from reviews.tabs import Tab
from tests import cases
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def period():
    return period_from({})


def numbers(table, label="All"):
    return next(row.values for row in table.rows if row.label == label)


def asked(by):
    application = cases.submitted()
    services.claim(application, by=by)
    services.request_changes(application, {"B2": "Who?"}, by=by, note="One.", revision=1)
    return application


def test_the_totals_are_those_of_the_queue(reviewer):
    cases.submitted()
    cases.submitted(cases.HIGH)
    services.claim(cases.submitted(), by=reviewer)
    asked(reviewer)
    cases.approved(by=reviewer)
    hidden = cases.submitted(cases.HIGH)
    MembershipFactory(organisation=hidden.organisation, user=reviewer)
    later = timezone.now() + timedelta(days=60)
    counts = tabs.counts(reviewer)

    backlog, due = (
        dashboard.backlog(reviewer, now=timezone.now()),
        dashboard.due(reviewer, now=timezone.now()),
    )

    assert counts[Tab.OPEN] == 3
    assert numbers(backlog)[-1] == numbers(due)[-1] == counts[Tab.OPEN]
    assert numbers(due)[0] == counts[Tab.OVERDUE] == 0
    assert numbers(dashboard.due(reviewer, now=later))[0] == 3
    assert numbers(dashboard.backlog(reviewer, now=later)) == (0, 0, 0, 0, 3, 3)


def test_each_tier_counts_as_often_as_the_queue_lists_it(reviewer):
    for name in (cases.LOW, cases.HIGH, cases.HIGH):
        cases.submitted(name)

    backlog = dashboard.backlog(reviewer, now=timezone.now())

    for tier in ("low", "medium", "high"):
        filters = listing.Filters(tab=Tab.OPEN, tier=tier)
        assert numbers(backlog, tier)[-1] == len(listing.page(filters, by=reviewer).rows)


def test_what_conflicts_is_in_no_figure(reviewer, period):
    application = cases.declined(by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)
    cases.approve(application, by=ReviewerFactory())
    cases.submitted(owner=application.created_by)
    seen = ReviewerFactory()
    MembershipFactory(organisation=application.organisation, user=reviewer)
    for line in application.created_by.memberships.all():
        if not line.organisation.memberships.filter(user=reviewer).exists():
            MembershipFactory(organisation=line.organisation, user=reviewer)

    def figures(by):
        return (
            numbers(dashboard.backlog(by, now=timezone.now()))[-1],
            numbers(dashboard.kept(by, period=period))[2],
            sum(row.values[0] for row in dashboard.flow(by, period=period).rows),
            dashboard.stages(by, period=period).rows[-1].values[0],
            numbers(findings.appeals(by, period=period))[2],
        )

    assert figures(seen) == (1, 2, 3, 2, 1)
    assert figures(reviewer) == (0, 0, 0, 0, 0)


def test_a_decision_is_kept_or_late(reviewer, period):
    cases.approved(by=reviewer)

    assert numbers(dashboard.kept(reviewer, period=period)) == (1, 0, 1, 100.0)


def test_in_and_out_fall_into_their_week(reviewer, period):
    cases.approved(by=reviewer)
    cases.submitted()

    rows = dashboard.flow(reviewer, period=period).rows

    assert rows[-1].values == (2, 1)
    assert sum(row.values[0] for row in rows) == 2


def test_a_period_leaves_out_what_lies_before_it(reviewer):
    cases.approved(by=reviewer)
    old = Period(date(2020, 1, 1), date(2020, 2, 1))

    assert numbers(dashboard.kept(reviewer, period=old))[2] == 0
    assert findings.failed_clauses(reviewer, period=old).is_empty


def test_failed_clauses_are_counted_by_the_clause_of_the_check(reviewer, period):
    cases.approved(cases.LOW, by=reviewer)
    application = cases.submitted()
    services.claim(application, by=reviewer)
    pack = application.pack.stored.content["checklist"]["checks"]
    check = next(one for one in pack if one["id"] == "CK-01")
    services.mark(application, {"CK-01": services.MarkInput("gap")}, by=reviewer, revision=1)
    cases.decline(application, by=reviewer)

    rows = {row.label: row.values for row in findings.failed_clauses(reviewer, period=period).rows}

    assert rows[check.get("clause") or "CK-01"][0] >= 1


def test_an_overturned_appeal_counts_for_the_clause_that_was_cited(reviewer, period):
    application = cases.declined(by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)
    cases.approve(application, by=ReviewerFactory())

    table = findings.appeals(reviewer, period=period)

    assert numbers(table, "GP-11") == (1, 0, 1, 100.0)


@pytest.mark.parametrize(
    ("given", "since", "until"),
    [
        ({"since": "2026-01-05", "until": "2026-02-01"}, "2026-01-05", "2026-02-01"),
        ({"since": "2020-01-01", "until": "2026-01-01"}, "2024-12-31", "2026-01-01"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "2025-10-02", "2026-01-01"),
        ({"since": "0001-01-01", "until": "2026-01-01"}, "2025-10-02", "2026-01-01"),
        ({"since": "2026-02-30", "until": "2026-01-01"}, "2025-10-02", "2026-01-01"),
        ({"since": "\x00", "until": "2026-01-01"}, "2025-10-02", "2026-01-01"),
    ],
)
def test_a_period_is_read_from_the_address(given, since, until):
    assert period_from(given).as_query() == {"since": since, "until": until}


def test_a_period_takes_in_both_its_days_and_the_weeks_they_touch():
    period = Period(date(2026, 1, 7), date(2026, 1, 12))

    assert period.begins == datetime(2026, 1, 7, tzinfo=UTC)
    assert period.ends == datetime(2026, 1, 13, tzinfo=UTC)
    assert list(period.weeks()) == [date(2026, 1, 5), date(2026, 1, 12)]


def test_the_page_shows_each_figure_with_its_table(client, reviewer):
    cases.submitted()
    client.force_login(reviewer)

    page = client.get(reverse("admin:reviews_dashboard")).content.decode()

    assert page.count('<div class="gh-figure"') == 7
    assert "<svg" in page
    assert "style=" not in page


def test_each_figure_is_there_as_csv(client, reviewer):
    cases.submitted()
    client.force_login(reviewer)

    answer = client.get(reverse("admin:reviews_figure", args=["backlog"]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.splitlines()[-1] == b"All,1,0,0,0,0,1"


def test_an_unknown_figure_is_not_found(client, reviewer):
    client.force_login(reviewer)

    assert client.get(reverse("admin:reviews_figure", args=["people"])).status_code == 404


@pytest.mark.parametrize("page", ["reviews_dashboard", "reviews_dashboard_changelist"])
@pytest.mark.parametrize("person", [UserFactory, PolicyOwnerFactory])
def test_who_does_not_review_does_not_come_in(client, person, page):
    client.force_login(person())

    assert client.get(reverse(f"admin:{page}")).status_code in {302, 403}
