"""The trigger that keeps the queue in step with the applications.

What stands in the queue is worked out afresh from the application as it is now, never from the step
that led there: so it is right after any step, and doing it twice changes nothing.
"""

from typing import Final

import pgtrigger

from applications.states import CLOSED, Status
from common.triggers import update_of
from reviews.models.items import BY_HAND, ItemKind, Reason

FOLLOWED: Final = (
    *("status", "tier", "round", "revision_id", "due_at", "soon_at", "paused_at"),
    *("returned_to_id", "returned_until", "reviewers_needed"),
)
_CLOSED: Final = ", ".join(f"'{status}'" for status in sorted(CLOSED))
_BY_HAND: Final = ", ".join(f"'{reason}'" for reason in BY_HAND)

# The topics of question B10 that the applicant named, less the answer that there are none.
TOPICS: Final = """
    ARRAY(SELECT topic FROM jsonb_array_elements_text(
              CASE jsonb_typeof(r.answers -> 'B10') WHEN 'array' THEN r.answers -> 'B10'
                   ELSE '[]' END) AS topic
           WHERE topic <> 'none' AND length(topic) <= 50)
"""
_KIND: Final = f"""
    CASE WHEN NEW.status = '{Status.APPEALED}' THEN '{ItemKind.APPEAL}'
         WHEN NEW.kind = 'new' THEN '{ItemKind.APPLICATION}' ELSE NEW.kind END
"""

_OPENED: Final = f"""
    CASE WHEN NEW.status = '{Status.APPEALED}'
         THEN (SELECT filed_at FROM applications_appeal WHERE application_id = NEW.id)
         ELSE (SELECT submitted_at FROM applications_revision
                WHERE application_id = NEW.id AND number = 1) END
"""  # noqa: S608 -- names of ours
_CLOSED_AT: Final = "CASE WHEN is_over THEN COALESCE(NEW.decided_at, NEW.updated_at) END"

# Why an application waits for a reviewer, as an array.
_FIRST_REASONS: Final = f"""
    CASE WHEN NEW.round > 1 THEN ARRAY['{Reason.DISAGREEMENT}']
         WHEN (SELECT number FROM applications_revision WHERE id = NEW.revision_id) > 1
              THEN ARRAY['{Reason.RESUBMITTED}']
         WHEN NEW.kind = 'new' THEN ARRAY['{Reason.NEW}'] ELSE ARRAY[NEW.kind::text] END
    || CASE WHEN NEW.returned_to_id IS NOT NULL THEN ARRAY['{Reason.RETURNED}']
            ELSE '{{}}'::text[] END
"""  # noqa: S608 -- names of ours
_APPEAL_REASONS: Final = f"""
    ARRAY['{Reason.APPEAL}']
    || CASE WHEN NEW.round > (SELECT round FROM applications_appeal WHERE application_id = NEW.id)
            THEN ARRAY['{Reason.DISAGREEMENT}'] ELSE '{{}}'::text[] END
    || CASE WHEN EXISTS (SELECT 1 FROM applications_decision
                          WHERE revision_id = NEW.revision_id AND round = NEW.round)
            THEN ARRAY['{Reason.SECOND_REVIEW}'] ELSE '{{}}'::text[] END
"""  # noqa: S608 -- names of ours
_REASONS: Final = f"""
    CASE WHEN NEW.status IN ('{Status.SUBMITTED}', '{Status.IN_REVIEW}') THEN {_FIRST_REASONS}
         WHEN NEW.status = '{Status.AWAITING_SECOND}' THEN ARRAY['{Reason.SECOND_REVIEW}']
         WHEN NEW.status = '{Status.APPEALED}' THEN {_APPEAL_REASONS}
         ELSE '{{}}'::text[] END
"""

_FOLLOW: Final = f"""
    IF NEW.revision_id IS NULL THEN
        RETURN NULL;  -- a draft waits for nobody
    END IF;
    is_over := NEW.status IN ({_CLOSED});

    SELECT q.id INTO item FROM reviews_queueitem q
     WHERE q.application_id = NEW.id AND q.kind <> '{ItemKind.CASE}'
       AND (q.closed_at IS NULL OR is_over)
     ORDER BY q.id DESC LIMIT 1;
    IF item IS NULL THEN
        INSERT INTO reviews_queueitem
               (application_id, organisation_id, kind, status, tier, round, opened_at,
                paused_at, closed_at, language, topics)
        VALUES (NEW.id, NEW.organisation_id, {_KIND}, NEW.status, NEW.tier, NEW.round,
                {_OPENED}, NEW.paused_at, {_CLOSED_AT}, '', '{{}}')
        RETURNING id INTO item;
    END IF;

    UPDATE reviews_queueitem q
       SET status = NEW.status, tier = NEW.tier, round = NEW.round, due_at = NEW.due_at,
           soon_at = NEW.soon_at,
           returned_to_id = NEW.returned_to_id, returned_until = NEW.returned_until,
           paused_at = NEW.paused_at,
           closed_at = COALESCE(q.closed_at, {_CLOSED_AT}),
           topics = {TOPICS},
           language = COALESCE((SELECT u.language FROM accounts_user u
                                 WHERE u.id = r.submitted_by_id), '')
      FROM applications_revision r
     WHERE q.id = item AND r.id = NEW.revision_id;

    wanted := {_REASONS};
    UPDATE reviews_queuereason
       SET closed_at = NEW.updated_at
     WHERE item_id = item AND closed_at IS NULL AND reason <> ALL (wanted)
       AND (is_over OR reason NOT IN ({_BY_HAND}));
    INSERT INTO reviews_queuereason (item_id, reason, opened_at)
    SELECT item, missing, NEW.updated_at FROM unnest(wanted) AS missing
        ON CONFLICT (item_id, reason) WHERE closed_at IS NULL DO NOTHING;
    RETURN NULL;
"""  # noqa: S608 -- names of ours


def follow_applications() -> pgtrigger.Trigger:
    """Bring the item and its reasons in step after every change of an application."""
    return pgtrigger.Trigger(
        name="queue_follows_application",
        when=pgtrigger.After,
        operation=update_of(*FOLLOWED),
        declare=[("item", "bigint"), ("is_over", "boolean"), ("wanted", "text[]")],
        func=_FOLLOW,
    )
