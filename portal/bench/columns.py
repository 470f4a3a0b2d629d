"""What does each table get for an application that is planned? Expressions in SQL, by column."""

from collections.abc import Mapping
from typing import Final

from applications.states import CLOSED

Columns = Mapping[str, str]
JUDGED: Final = "peopled WHERE status IN ('approved', 'declined', 'awaiting_second', 'appealed')"
APPEALED: Final = "peopled WHERE status = 'appealed'"
HELD_BEFORE: Final = "peopled WHERE status IN ('awaiting_second', 'appealed')"
HELD: Final = "peopled WHERE status = 'in_review' AND mod(n, 500) < 20"  # some for each
_IS_JUDGED: Final = "status IN ('approved', 'declined', 'awaiting_second', 'appealed')"
_CLOSED: Final = ", ".join(f"'{status}'" for status in sorted(CLOSED))
_PACK: Final = "(SELECT max(id) FROM guidelines_packversion)"
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
_PAUSED: Final = "CASE WHEN status = 'changes_requested' THEN submitted_at + interval '1 hour' END"
_SUBJECT: Final = "'application:' || reference"
_HASH: Final = "sha256((reference || '/{}')::bytea)"

_OF_APPLICATION: Final = {"application_id": "n + %(application)s"}
_BY: Final = {**_OF_APPLICATION, "reviewer_id": "reviewer_id"}

APPLICATION: Final[Columns] = {
    "id": "n + %(application)s",
    "reference": "reference",
    "organisation_id": "organisation_id",
    "created_by_id": "owner_id",
    "kind": "kind",
    "concerns_id": "first + %(application)s",
    "title": "title",
    "status": "status",
    "pack_id": _PACK,
    "answers": "'{}'::jsonb",
    "revision_id": "n + %(revision)s",
    "round": _ROUND,
    "tier": "tier",
    "submitted_at": "submitted_at",
    "due_at": "due_at",
    "soon_at": "due_at - interval '6 hours'",
    "paused_at": _PAUSED,
    "decided_at": "decided_at",
    "created_at": "submitted_at",
    "updated_at": "COALESCE(decided_at, submitted_at)",
}
REVISION: Final[Columns] = {
    **_OF_APPLICATION,
    "id": "n + %(revision)s",
    "number": "1",
    "pack_id": _PACK,
    "answers": _ANSWERS,
    "tier": "tier",
    "submitted_by_id": "owner_id",
    "submitted_at": "submitted_at",
}
DECISION: Final[Columns] = {
    **_BY,
    "revision_id": "n + %(revision)s",
    "round": "1",
    "outcome": "CASE WHEN status IN ('declined', 'appealed') THEN 'decline' ELSE 'approve' END",
    "note": "'As written.'",
    "clauses": "'[\"GP-11@1.0.0\"]'::jsonb",
    "tier": "tier",
    "grant_tier": "tier",
    "record_sha256": "''",
    "decided_at": "COALESCE(decided_at, submitted_at + interval '1 hour')",
}
EARLIER_PART: Final[Columns] = {
    **_OF_APPLICATION,
    "user_id": "reviewer_id",
    "kind": "CASE WHEN status = 'appealed' THEN 'appealed' ELSE 'decided' END",
}
LEASE_ENDED: Final[Columns] = {
    **_BY,
    "claimed_at": "submitted_at",
    "expires_at": "submitted_at + interval '15 minutes'",
    "ended_at": "submitted_at + interval '9 minutes'",
}
LEASE: Final[Columns] = {
    **_BY,
    "claimed_at": "now()",
    "expires_at": "now() + interval '1 day'",
    "ended_at": "NULL",
}
APPEAL: Final[Columns] = {
    **_OF_APPLICATION,
    "round": "2",
    "statement": "second_text",
    "filed_by_id": "owner_id",
    "outcome": "''",
    "filed_at": "submitted_at + interval '2 hours'",
    "decided_at": "NULL",
}
SUBMITTED: Final[Columns] = {
    "subject": _SUBJECT,
    "organisation_id": "organisation_id",
    "seq": "1",
    "at": "submitted_at",
    "kind": "'application.submit'",
    "actor_ref": "owner_ref",
    "data": "jsonb_build_object('from', 'draft', 'to', status)",
    "prev_hash": "decode(repeat('00', 32), 'hex')",
    "hash": _HASH.format(1),
}
DECIDED: Final[Columns] = {
    "subject": _SUBJECT,
    "organisation_id": "organisation_id",
    "seq": "2",
    "at": "submitted_at + interval '1 hour'",
    "kind": "'application.decide'",
    "actor_ref": "reviewer_ref",
    "data": "jsonb_build_object('from', 'in_review', 'to', status)",
    "prev_hash": _HASH.format(1),
    "hash": _HASH.format(2),
}
CHAIN: Final[Columns] = {
    "subject": _SUBJECT,
    "seq": f"CASE WHEN {_IS_JUDGED} THEN 2 ELSE 1 END",
    "head": f"CASE WHEN {_IS_JUDGED} THEN {_HASH.format(2)} ELSE {_HASH.format(1)} END",
}
ITEM: Final[Columns] = {
    **_OF_APPLICATION,
    "organisation_id": "organisation_id",
    "kind": "CASE WHEN status = 'appealed' THEN 'appeal'"
    " WHEN kind = 'new' THEN 'application' ELSE kind END",
    "status": "status",
    "tier": "tier",
    "round": _ROUND,
    "due_at": "due_at",
    "soon_at": "due_at - interval '6 hours'",
    "opened_at": "submitted_at",
    "paused_at": _PAUSED,
    "closed_at": f"CASE WHEN status IN ({_CLOSED}) THEN decided_at END",
    "language": "language",
    "topics": f"ARRAY(SELECT jsonb_array_elements_text({_TOPICS}) EXCEPT SELECT 'none')",
}
ITEM_BEFORE_APPEAL: Final[Columns] = {
    **ITEM,
    "kind": "'application'",
    "status": "'declined'",
    "round": "1",
    "closed_at": "submitted_at + interval '1 hour'",
}
WAITING_ITEMS: Final = """
    reviews_queueitem i JOIN peopled ON i.application_id = n + %(application)s
     WHERE i.closed_at IS NULL AND i.paused_at IS NULL
"""
REASON: Final[Columns] = {
    "item_id": "i.id",
    "opened_at": "submitted_at",
    "reason": "CASE peopled.status WHEN 'appealed' THEN 'appeal'"
    " WHEN 'awaiting_second' THEN 'second_review' ELSE peopled.kind END",
}
