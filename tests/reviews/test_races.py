"""When people do things at the same moment, is there one decision, one appeal and one event?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from applications import appeal_links
from applications.models import Appeal, Application, Approval, Decision
from applications.models.appeal import AppealOutcome
from applications.models.decision import Outcome
from applications.services import appeals
from applications.states import Status, WrongState
from common.errors import DomainError
from events import queries as events
from reviews import queries, services
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 4


def at_once(act):
    """Call `act(number)` in several threads at the same moment; the refusals, None for none."""
    together = Barrier(TABS)

    def one(number):
        together.wait(timeout=20)
        try:
            act(number)
        except DomainError as error:
            return type(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(TABS) as pool:
        return list(pool.map(one, range(TABS)))


def test_tabs_that_approve_at_once_give_one_decision_one_approval_and_one_event():
    application, reviewer = cases.submitted(), ReviewerFactory()
    cases.mark_all(application, by=reviewer)

    refusals = at_once(
        lambda _: services.approve_express(
            Application.objects.get(pk=application.pk), by=reviewer, revision=1
        )
    )

    assert refusals.count(None) == 1
    assert refusals.count(WrongState) == TABS - 1
    assert Decision.objects.count() == Approval.objects.count() == 1
    assert events.timeline(application.subject).filter(kind="application.approve").count() == 1


def test_tabs_that_approve_decline_and_hand_back_at_once_end_in_one_of_these():
    application, reviewer = cases.submitted(), ReviewerFactory()
    cases.mark_all(application, by=reviewer)
    conditions = cases.conditions(queries.pack_of(application), tier="low")
    given = {"by": reviewer, "revision": 1, "note": "As agreed."}

    def act(number):
        mine = Application.objects.get(pk=application.pk)
        if number == 0:
            services.request_changes(mine, {"B2": "Why?"}, **given)
        elif number == 1:
            services.decide(mine, Outcome.DECLINE, clauses=("GP-11@1.0.0",), **given)
        else:
            services.decide(mine, Outcome.APPROVE, conditions=conditions, **given)

    refusals = at_once(act)

    application.refresh_from_db()
    ends = {"application.approve", "application.decline", "application.request_changes"}
    told = events.timeline(application.subject).filter(kind__in=ends)
    assert refusals.count(None) == told.count() == 1
    assert application.status in {Status.APPROVED, Status.DECLINED, Status.CHANGES_REQUESTED}
    assert Approval.objects.count() == (application.status == Status.APPROVED)


def test_appeals_filed_at_once_by_page_and_by_link_are_one():
    application = cases.declined(by=ReviewerFactory())
    owner = application.created_by
    link = appeal_links.url_for(application, owner).removeprefix("http://testserver")
    answers = []

    def act(number):
        browser = Client()
        if number % 2:
            browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        page = f"{application.get_absolute_url()}appeal/" if number % 2 else link
        answers.append(browser.post(page, {"statement": f"Look again, says {number}."}).status_code)

    at_once(act)

    told = events.timeline(application.subject).filter(kind="application.appeal")
    assert Appeal.objects.count() == told.count() == 1
    assert 302 in answers
    assert set(answers) <= {302, 200, 422}


def test_taking_an_appeal_back_while_it_is_decided_ends_in_one_of_these():
    application = cases.declined(by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)
    fresh = ReviewerFactory()
    services.claim(application, by=fresh)

    def act(number):
        mine = Application.objects.get(pk=application.pk)
        if number % 2:
            appeals.withdraw(mine, by=mine.created_by)
        else:
            services.decide(
                mine, Outcome.DECLINE, by=fresh, revision=1, note="No.", clauses=cases.CLAUSES
            )

    refusals = at_once(act)

    application.refresh_from_db()
    assert refusals.count(None) == 1
    assert application.status == Status.DECLINED
    assert application.appeal.outcome in {AppealOutcome.UPHELD, AppealOutcome.WITHDRAWN}
