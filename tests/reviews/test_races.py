"""When one reviewer decides in two tabs at the same moment, is there one decision and one event?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from applications.models import Application, Approval, Decision
from applications.models.decision import Outcome
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
