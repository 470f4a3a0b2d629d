"""The queue takes from the application when it is due soon and since when the clock stands."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from common.holding import never_ignored

FOLLOW = """
    UPDATE applications_application SET paused_at = paused_at WHERE status = 'changes_requested'
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0010_due_clock"), ("reviews", "0007_evidence")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="queue", name="queue_follows_application"),
        migrations.AddField(
            model_name="queueitem", name="soon_at", field=models.DateTimeField(null=True)
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queue",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_follows_application",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE item bigint; is_over boolean; wanted text[];",
                    func="\n    IF NEW.revision_id IS NULL THEN\n        RETURN NULL;  -- a draft waits for nobody\n    END IF;\n    is_over := NEW.status IN ('approved', 'declined', 'recorded', 'withdrawn');\n\n    SELECT q.id INTO item FROM reviews_queueitem q\n     WHERE q.application_id = NEW.id AND q.kind <> 'case'\n       AND (q.closed_at IS NULL OR is_over)\n     ORDER BY q.id DESC LIMIT 1;\n    IF item IS NULL THEN\n        INSERT INTO reviews_queueitem\n               (application_id, organisation_id, kind, status, tier, round, opened_at,\n                paused_at, closed_at, language, topics)\n        VALUES (NEW.id, NEW.organisation_id, \n    CASE WHEN NEW.status = 'appealed' THEN 'appeal'\n         WHEN NEW.kind = 'new' THEN 'application' ELSE NEW.kind END\n, NEW.status, NEW.tier, NEW.round,\n                \n    CASE WHEN NEW.status = 'appealed'\n         THEN (SELECT filed_at FROM applications_appeal WHERE application_id = NEW.id)\n         ELSE (SELECT submitted_at FROM applications_revision\n                WHERE application_id = NEW.id AND number = 1) END\n, NEW.paused_at, CASE WHEN is_over THEN COALESCE(NEW.decided_at, NEW.updated_at) END, '', '{}')\n        RETURNING id INTO item;\n    END IF;\n\n    UPDATE reviews_queueitem q\n       SET status = NEW.status, tier = NEW.tier, round = NEW.round, due_at = NEW.due_at,\n           soon_at = NEW.soon_at,\n           returned_to_id = NEW.returned_to_id, returned_until = NEW.returned_until,\n           paused_at = NEW.paused_at,\n           closed_at = COALESCE(q.closed_at, CASE WHEN is_over THEN COALESCE(NEW.decided_at, NEW.updated_at) END),\n           topics = \n    ARRAY(SELECT topic FROM jsonb_array_elements_text(\n              CASE jsonb_typeof(r.answers -> 'B10') WHEN 'array' THEN r.answers -> 'B10'\n                   ELSE '[]' END) AS topic\n           WHERE topic <> 'none' AND length(topic) <= 50)\n,\n           language = COALESCE((SELECT u.language FROM accounts_user u\n                                 WHERE u.id = r.submitted_by_id), '')\n      FROM applications_revision r\n     WHERE q.id = item AND r.id = NEW.revision_id;\n\n    wanted := \n    CASE WHEN NEW.status IN ('submitted', 'in_review') THEN \n    CASE WHEN NEW.round > 1 THEN ARRAY['disagreement']\n         WHEN (SELECT number FROM applications_revision WHERE id = NEW.revision_id) > 1\n              THEN ARRAY['resubmitted']\n         WHEN NEW.kind = 'new' THEN ARRAY['new'] ELSE ARRAY[NEW.kind::text] END\n    || CASE WHEN NEW.returned_to_id IS NOT NULL THEN ARRAY['returned']\n            ELSE '{}'::text[] END\n\n         WHEN NEW.status = 'awaiting_second' THEN ARRAY['second_review']\n         WHEN NEW.status = 'appealed' THEN \n    ARRAY['appeal']\n    || CASE WHEN NEW.round > (SELECT round FROM applications_appeal WHERE application_id = NEW.id)\n            THEN ARRAY['disagreement'] ELSE '{}'::text[] END\n    || CASE WHEN EXISTS (SELECT 1 FROM applications_decision\n                          WHERE revision_id = NEW.revision_id AND round = NEW.round)\n            THEN ARRAY['second_review'] ELSE '{}'::text[] END\n\n         ELSE '{}'::text[] END\n;\n    UPDATE reviews_queuereason\n       SET closed_at = NEW.updated_at\n     WHERE item_id = item AND closed_at IS NULL AND reason <> ALL (wanted)\n       AND (is_over OR reason NOT IN ('handed_over', 'quality'));\n    INSERT INTO reviews_queuereason (item_id, reason, opened_at)\n    SELECT item, missing, NEW.updated_at FROM unnest(wanted) AS missing\n        ON CONFLICT (item_id, reason) WHERE closed_at IS NULL DO NOTHING;\n    RETURN NULL;\n",
                    hash="251ca5e4e236c04b58820e8db0a7eb254bfaa352",
                    operation='UPDATE OF "status", "tier", "round", "revision_id", "due_at", "soon_at", "paused_at", "returned_to_id", "returned_until", "reviewers_needed"',
                    pgid="pgtrigger_queue_follows_application_275f4",
                    table="applications_application",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
        never_ignored(),
    ]
