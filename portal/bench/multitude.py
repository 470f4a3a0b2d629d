"""Where do a million applications come from? From the database itself, a statement a table.

No trigger runs meanwhile: what the triggers would keep is written as they would write it, which a
test compares. That takes a superuser, as the server that `manage.py bench` starts has.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from applications.models import Appeal, Application, Decision, EarlierPart, Revision
from events.models import Chain, Event
from guidelines.assessment import Assessment
from portal.bench import columns, plan
from portal.bench.inserting import fill, go_on_from_here, next_id
from reviews.models import Lease, QueueItem, QueueReason
from reviews.models.documents import FILL as FILL_SEARCH

SEARCH_INDEXES: Final = ("search_all", "search_open")


@transaction.atomic
def fill_all(assessment: Assessment) -> None:
    """Every table that an application leaves rows in, from what is planned."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    first = {"application": next_id(Application) - 1, "revision": next_id(Revision) - 1}
    _applications(assessment, first)
    _history(first)
    _queue(first)
    with _indexed_afterwards(), connection.cursor() as cursor:
        cursor.execute(FILL_SEARCH)
    for model in (Application, Revision):
        go_on_from_here(model)


def _applications(assessment: Assessment, first: Mapping[str, int]) -> None:
    judged = _judged(assessment)
    fill(Application, "peopled LEFT JOIN lines USING (n)", columns.APPLICATION, first)
    fill(
        Revision,
        "peopled",
        {**columns.REVISION, **{name: f"%({name})s" for name in judged}},
        {**first, **judged, "answers": Jsonb(dict(assessment.effective.answers))},
    )


def _judged(assessment: Assessment) -> dict[str, Any]:
    """What a revision keeps of its assessment; that of a full one is good enough for all."""
    return {
        "floor": assessment.verdict.floor,
        "band": assessment.verdict.band,
        "points": assessment.verdict.points,
        "points_by_line": Jsonb(dict(assessment.verdict.points_by_line)),
        "fired": Jsonb([rule.id for rule in assessment.fired]),
        "reviewers_needed": assessment.review_consequence.reviewers,
        "record_sha256": assessment.sha256,
    }


def _history(first: Mapping[str, int]) -> None:
    """Who decided, who holds what, what is appealed against, and the events that tell of it."""
    fill(Decision, columns.JUDGED, columns.DECISION, first)
    fill(EarlierPart, columns.HELD_BEFORE, columns.EARLIER_PART, first)
    fill(Lease, columns.JUDGED, columns.LEASE_ENDED, first)
    fill(Lease, columns.HELD, columns.LEASE, first)
    fill(Appeal, columns.APPEALED, columns.APPEAL, first)
    fill(Event, "peopled", columns.SUBMITTED)
    fill(Event, columns.JUDGED, columns.DECIDED)
    fill(Chain, "peopled", columns.CHAIN)


def _queue(first: Mapping[str, int]) -> None:
    fill(QueueItem, columns.APPEALED, columns.ITEM_BEFORE_APPEAL, first)
    fill(QueueItem, "peopled", columns.ITEM, first)
    fill(QueueReason, columns.WAITING_ITEMS, columns.REASON, first)


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """An index over a million documents is made quicker at once than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(SEARCH_INDEXES)]
        )
        definitions = [definition for (definition,) in cursor.fetchall()]
        cursor.execute(f"DROP INDEX {', '.join(SEARCH_INDEXES)}")
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for definition in definitions:
            cursor.execute(definition)


def plan_and_fill(count: int, assessment: Assessment, **people: Any) -> None:
    """Make `count` applications."""
    plan.make(count, **people)
    fill_all(assessment)
    plan.drop()
