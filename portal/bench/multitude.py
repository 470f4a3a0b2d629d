"""Where do a million applications come from? From the database itself, a statement a table.

No trigger runs meanwhile: what the triggers would keep is written as they would write it, which a
test compares. That takes a superuser, as the server that `manage.py bench` starts has.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from applications.models import Appeal, Application, Decision, Revision
from applications.states import CLOSED
from events.models import Chain, Event
from guidelines.assessment import Assessment
from portal.bench import plan
from portal.bench.inserting import fill, go_on_from_here, next_id
from reviews.models import Lease, QueueItem, QueueReason
from reviews.models.documents import FILL as FILL_SEARCH

SEARCH_INDEXES: Final = ("search_all", "search_open")
_CLOSED: Final = ", ".join(f"'{status}'" for status in sorted(CLOSED))
_JUDGED: Final = "peopled WHERE status IN ('approved', 'declined', 'awaiting_second', 'appealed')"
_ROUND: Final = "CASE WHEN status = 'appealed' THEN 2 ELSE 1 END"
_TOPICS: Final = """
    CASE WHEN mod(n, 5) < 3 THEN '["none"]'::jsonb WHEN mod(n, 5) = 3 THEN '["violence"]'
         ELSE '["self_harm", "hate"]' END
"""
_ANSWERS: Final = f"""
    CASE WHEN is_full THEN %(answers)s
         ELSE jsonb_build_object('B1', title, 'B2', first_text, 'C5', second_text,
                                 'B10', {_TOPICS}) END
"""
_EVENT: Final = "sha256((reference || '/{}')::bytea)"
_ORIGIN: Final = "decode(repeat('00', 32), 'hex')"
_REASON: Final = """
    CASE peopled.status WHEN 'appealed' THEN 'appeal' WHEN 'awaiting_second' THEN 'second_review'
         ELSE peopled.kind END
"""


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
    pack = "(SELECT max(id) FROM guidelines_packversion)"
    given = {**first, "answers": Jsonb(dict(assessment.effective.answers))}
    fill(
        Application,
        "peopled LEFT JOIN lines USING (n)",
        {
            "id": "n + %(application)s",
            "reference": "reference",
            "organisation_id": "organisation_id",
            "created_by_id": "owner_id",
            "kind": "kind",
            "concerns_id": "first + %(application)s",
            "title": "title",
            "status": "status",
            "pack_id": pack,
            "answers": "'{}'::jsonb",
            "revision_id": "n + %(revision)s",
            "round": _ROUND,
            "tier": "tier",
            "submitted_at": "submitted_at",
            "due_at": "due_at",
            "decided_at": "decided_at",
            "created_at": "submitted_at",
            "updated_at": "COALESCE(decided_at, submitted_at)",
        },
        given,
    )
    fill(
        Revision,
        "peopled",
        {
            "id": "n + %(revision)s",
            "application_id": "n + %(application)s",
            "number": "1",
            "pack_id": pack,
            "answers": _ANSWERS,
            "tier": "tier",
            "submitted_by_id": "owner_id",
            "submitted_at": "submitted_at",
            **_judged(assessment),
        },
        {**given, **_judgement(assessment)},
    )


def _judged(assessment: Assessment) -> dict[str, str]:
    return {name: f"%({name})s" for name in _judgement(assessment)}


def _judgement(assessment: Assessment) -> dict[str, Any]:
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
    application = {"application_id": "n + %(application)s"}
    by = {**application, "reviewer_id": "reviewer_id"}
    fill(
        Decision,
        _JUDGED,
        {
            **by,
            "revision_id": "n + %(revision)s",
            "round": "1",
            "outcome": "CASE WHEN status IN ('declined', 'appealed') THEN 'decline'"
            " ELSE 'approve' END",
            "note": "'As written.'",
            "clauses": "'[\"GP-11@1.0.0\"]'::jsonb",
            "tier": "tier",
            "grant_tier": "tier",
            "record_sha256": "''",
            "decided_at": "COALESCE(decided_at, submitted_at + interval '1 hour')",
        },
        first,
    )
    claimed = {"claimed_at": "submitted_at", "expires_at": "submitted_at + interval '15 minutes'"}
    fill(
        Lease, _JUDGED, {**by, **claimed, "ended_at": "submitted_at + interval '9 minutes'"}, first
    )
    held = {"claimed_at": "now()", "expires_at": "now() + interval '1 day'", "ended_at": "NULL"}
    fill(Lease, "peopled WHERE status = 'in_review' AND mod(b, 2) = 0", {**by, **held}, first)
    appeal = {"round": "2", "statement": "second_text", "filed_by_id": "owner_id", "outcome": "''"}
    filed = {"filed_at": "submitted_at + interval '2 hours'", "decided_at": "NULL"}
    fill(Appeal, "peopled WHERE status = 'appealed'", {**application, **appeal, **filed}, first)
    _events()


def _events() -> None:
    subject = "'application:' || reference"
    one = {"subject": subject, "organisation_id": "organisation_id"}
    submitted = {
        "seq": "1",
        "at": "submitted_at",
        "kind": "'application.submit'",
        "actor_ref": "owner_ref",
        "data": "jsonb_build_object('from', 'draft', 'to', status)",
        "prev_hash": _ORIGIN,
        "hash": _EVENT.format(1),
    }
    decided = {
        "seq": "2",
        "at": "submitted_at + interval '1 hour'",
        "kind": "'application.decide'",
        "actor_ref": "reviewer_ref",
        "data": "jsonb_build_object('from', 'in_review', 'to', status)",
        "prev_hash": _EVENT.format(1),
        "hash": _EVENT.format(2),
    }
    fill(Event, "peopled", {**one, **submitted})
    fill(Event, _JUDGED, {**one, **decided})
    last = "CASE WHEN status IN ('approved', 'declined', 'awaiting_second', 'appealed') THEN {} END"
    fill(
        Chain,
        "peopled",
        {
            "subject": subject,
            "seq": f"COALESCE({last.format(2)}, 1)",
            "head": f"COALESCE({last.format(_EVENT.format(2))}, {_EVENT.format(1)})",
        },
    )


def _queue(first: Mapping[str, int]) -> None:
    topics = f"ARRAY(SELECT jsonb_array_elements_text({_TOPICS}) EXCEPT SELECT 'none')"
    fill(
        QueueItem,
        "peopled",
        {
            "application_id": "n + %(application)s",
            "organisation_id": "organisation_id",
            "kind": "CASE WHEN status = 'appealed' THEN 'appeal'"
            " WHEN kind = 'new' THEN 'application' ELSE kind END",
            "status": "status",
            "tier": "tier",
            "round": _ROUND,
            "due_at": "due_at",
            "opened_at": "submitted_at",
            "paused_at": "CASE WHEN status = 'changes_requested'"
            " THEN submitted_at + interval '1 hour' END",
            "closed_at": f"CASE WHEN status IN ({_CLOSED}) THEN decided_at END",
            "language": "language",
            "topics": topics,
        },
        first,
    )
    fill(
        QueueReason,
        "reviews_queueitem i JOIN peopled ON i.application_id = n + %(application)s"
        " WHERE is_open AND peopled.status <> 'changes_requested'",
        {"item_id": "i.id", "reason": _REASON, "opened_at": "submitted_at"},
        first,
    )


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
