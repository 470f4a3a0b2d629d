"""What waits in the queue and why, kept by a trigger on the applications."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notification_scopes"),
        ("applications", "0006_message_lengths"),
        ("reviews", "0002_lease_on_appeals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QueueItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("application", "Application"),
                            ("amendment", "Amendment"),
                            ("recertification", "Recertification"),
                            ("appeal", "Appeal"),
                            ("case", "Enforcement case"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("in_review", "In review"),
                            ("changes_requested", "Changes requested"),
                            ("awaiting_second", "Awaiting a second reviewer"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("recorded", "Recorded"),
                            ("appealed", "Appealed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("tier", models.CharField(max_length=10)),
                ("round", models.PositiveSmallIntegerField()),
                ("due_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("returned_until", models.DateTimeField(null=True)),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                (
                    "weight",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(then=models.Value(0), tier="low"),
                            models.When(then=models.Value(1), tier="medium"),
                            models.When(then=models.Value(2), tier="high"),
                            models.When(then=models.Value(3), tier="prohibited"),
                            default=models.Value(0),
                        ),
                        output_field=models.SmallIntegerField(),
                    ),
                ),
                (
                    "due_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            "due_at", template="((%(expressions)s) AT TIME ZONE 'UTC')::date"
                        ),
                        output_field=models.DateField(null=True),
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="QueueReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("amendment", "An approval is to be amended"),
                            ("recertification", "An approval is to be recertified"),
                            ("resubmitted", "Resubmitted with changes"),
                            ("returned", "The applicant has answered"),
                            ("second_review", "A second person must agree"),
                            ("disagreement", "Two reviewers did not agree"),
                            ("appeal", "Appeal against a decline"),
                            ("handed_over", "Handed over by a colleague"),
                            ("quality", "Chosen for a look at the quality of decisions"),
                        ],
                        max_length=20,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ("pk",)},
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queue",
            trigger=pgtrigger.compiler.Trigger(
                name="queue_follows_application",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE item bigint; paused timestamptz; is_over boolean; wanted text[];",
                    func="\n    IF NEW.revision_id IS NULL THEN\n        RETURN NULL;  -- a draft waits for nobody\n    END IF;\n    is_over := NEW.status IN ('approved', 'declined', 'recorded', 'withdrawn');\n\n    SELECT q.id, q.paused_at INTO item, paused FROM reviews_queueitem q\n     WHERE q.application_id = NEW.id AND q.kind <> 'case'\n       AND (q.closed_at IS NULL OR is_over)\n     ORDER BY q.id DESC LIMIT 1;\n    IF item IS NULL THEN\n        INSERT INTO reviews_queueitem\n               (application_id, organisation_id, kind, status, tier, round, opened_at,\n                paused_at, closed_at, language, topics)\n        VALUES (NEW.id, NEW.organisation_id, \n    CASE WHEN NEW.status = 'appealed' THEN 'appeal'\n         WHEN NEW.kind = 'new' THEN 'application' ELSE NEW.kind END\n, NEW.status, NEW.tier, NEW.round,\n                \n    CASE WHEN NEW.status = 'appealed'\n         THEN (SELECT filed_at FROM applications_appeal WHERE application_id = NEW.id)\n         ELSE (SELECT submitted_at FROM applications_revision\n                WHERE application_id = NEW.id AND number = 1) END\n, \n    CASE WHEN NEW.status = 'changes_requested' THEN COALESCE(paused, NEW.updated_at) END\n, CASE WHEN is_over THEN COALESCE(NEW.decided_at, NEW.updated_at) END, '', '{}')\n        RETURNING id INTO item;\n    END IF;\n\n    UPDATE reviews_queueitem q\n       SET status = NEW.status, tier = NEW.tier, round = NEW.round, due_at = NEW.due_at,\n           returned_to_id = NEW.returned_to_id, returned_until = NEW.returned_until,\n           paused_at = \n    CASE WHEN NEW.status = 'changes_requested' THEN COALESCE(paused, NEW.updated_at) END\n,\n           closed_at = COALESCE(q.closed_at, CASE WHEN is_over THEN COALESCE(NEW.decided_at, NEW.updated_at) END),\n           topics = \n    ARRAY(SELECT topic FROM jsonb_array_elements_text(\n              CASE jsonb_typeof(r.answers -> 'B10') WHEN 'array' THEN r.answers -> 'B10'\n                   ELSE '[]' END) AS topic\n           WHERE topic <> 'none' AND length(topic) <= 50)\n,\n           language = COALESCE((SELECT u.language FROM accounts_user u\n                                 WHERE u.id = r.submitted_by_id), '')\n      FROM applications_revision r\n     WHERE q.id = item AND r.id = NEW.revision_id;\n\n    wanted := \n    CASE WHEN NEW.status IN ('submitted', 'in_review') THEN \n    CASE WHEN NEW.round > 1 THEN ARRAY['disagreement']\n         WHEN (SELECT number FROM applications_revision WHERE id = NEW.revision_id) > 1\n              THEN ARRAY['resubmitted']\n         WHEN NEW.kind = 'new' THEN ARRAY['new'] ELSE ARRAY[NEW.kind::text] END\n    || CASE WHEN NEW.returned_to_id IS NOT NULL THEN ARRAY['returned']\n            ELSE '{}'::text[] END\n\n         WHEN NEW.status = 'awaiting_second' THEN ARRAY['second_review']\n         WHEN NEW.status = 'appealed' THEN \n    ARRAY['appeal']\n    || CASE WHEN NEW.round > (SELECT round FROM applications_appeal WHERE application_id = NEW.id)\n            THEN ARRAY['disagreement'] ELSE '{}'::text[] END\n    || CASE WHEN EXISTS (SELECT 1 FROM applications_decision\n                          WHERE revision_id = NEW.revision_id AND round = NEW.round)\n            THEN ARRAY['second_review'] ELSE '{}'::text[] END\n\n         ELSE '{}'::text[] END\n;\n    UPDATE reviews_queuereason\n       SET closed_at = NEW.updated_at\n     WHERE item_id = item AND closed_at IS NULL AND reason <> ALL (wanted)\n       AND (is_over OR reason NOT IN ('handed_over', 'quality'));\n    INSERT INTO reviews_queuereason (item_id, reason, opened_at)\n    SELECT item, missing, NEW.updated_at FROM unnest(wanted) AS missing\n        ON CONFLICT (item_id, reason) WHERE closed_at IS NULL DO NOTHING;\n    RETURN NULL;\n",
                    hash="e5b8eeecfc0df9b0448a4ea03dc7126d7e276359",
                    operation='UPDATE OF "status", "tier", "round", "revision_id", "due_at", "returned_to_id", "returned_until", "reviewers_needed"',
                    pgid="pgtrigger_queue_follows_application_275f4",
                    table="applications_application",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="queueitem",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="queueitem",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="queueitem",
            name="returned_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="queuereason",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reasons",
                to="reviews.queueitem",
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("paused_at", None)),
                fields=["due_at", "id"],
                name="item_waiting_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("paused_at", None)),
                fields=["-weight", "due_on", "due_at", "id"],
                name="item_waiting_by_tier",
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["status", "due_at", "id"],
                name="item_open_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["kind", "due_at", "id"],
                name="item_open_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                condition=models.Q(
                    ("closed_at", None), ("paused_at", None), ("returned_to__isnull", False)
                ),
                fields=["returned_to"],
                name="item_waiting_returned",
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(fields=["-due_at", "-id"], name="item_by_due"),
        ),
        migrations.AddConstraint(
            model_name="queueitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("application", "kind"),
                name="item_one_open_per_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["application", "amendment", "recertification", "appeal", "case"])
                ),
                name="item_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "case"),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("paused_at", None),
                        (
                            "status__in",
                            frozenset(["approved", "declined", "recorded", "withdrawn"]),
                        ),
                    ),
                    models.Q(
                        ("closed_at", None),
                        ("paused_at", None),
                        (
                            "status__in",
                            frozenset(["appealed", "awaiting_second", "in_review", "submitted"]),
                        ),
                    ),
                    models.Q(
                        ("closed_at", None),
                        ("paused_at__isnull", False),
                        ("status", "changes_requested"),
                    ),
                    _connector="OR",
                ),
                name="item_closed_with_application",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queueitem",
            trigger=pgtrigger.compiler.Trigger(
                name="item_no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Nothing may empty %.', TG_TABLE_NAME;",
                    hash="93bb8847465b0d5ef96e1ca0df8dc0885f87b519",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_item_no_truncate_297f8",
                    table="reviews_queueitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queueitem",
            trigger=pgtrigger.compiler.Trigger(
                name="item_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="fa891ede5054e3c11dfb79dc5e72bfdbefa59f78",
                    operation="DELETE",
                    pgid="pgtrigger_item_is_kept_6914a",
                    table="reviews_queueitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queueitem",
            trigger=pgtrigger.compiler.Trigger(
                name="item_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a77d60d73924a72728465f4fa5343bea803e3836",
                    operation="UPDATE",
                    pgid="pgtrigger_item_frozen_columns_dc087",
                    table="reviews_queueitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queueitem",
            trigger=pgtrigger.compiler.Trigger(
                name="item_follows_application",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF pg_trigger_depth() = 1 AND NEW.kind <> 'case' THEN\n                RAISE EXCEPTION 'What waits in the queue follows the application, and nothing else.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="4f97a4a7d300f2673daf7e6f45dcc84af8ce4fae",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_item_follows_application_7c08b",
                    table="reviews_queueitem",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="queuereason",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("item", "reason"),
                name="reason_once_while_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="queuereason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "new",
                            "amendment",
                            "recertification",
                            "resubmitted",
                            "returned",
                            "second_review",
                            "disagreement",
                            "appeal",
                            "handed_over",
                            "quality",
                        ],
                    )
                ),
                name="reason_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queuereason",
            trigger=pgtrigger.compiler.Trigger(
                name="reason_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="eb5726a7c5123b97cb4164542fa4e7e8fbfc97c2",
                    operation="DELETE",
                    pgid="pgtrigger_reason_is_kept_07d06",
                    table="reviews_queuereason",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queuereason",
            trigger=pgtrigger.compiler.Trigger(
                name="reason_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."reason" IS DISTINCT FROM (NEW."reason"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="17d3845df692e941ad13be7072aafc98ba86b342",
                    operation="UPDATE",
                    pgid="pgtrigger_reason_frozen_columns_feda5",
                    table="reviews_queuereason",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="queuereason",
            trigger=pgtrigger.compiler.Trigger(
                name="reason_follows_application",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF pg_trigger_depth() = 1 AND NEW.reason NOT IN ('handed_over', 'quality') THEN\n                RAISE EXCEPTION 'Why something waits in the queue follows from the application.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="189fd6d8ffb30b461e1fbdf9e35583ed3435ddb9",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_reason_follows_application_d2b97",
                    table="reviews_queuereason",
                    when="BEFORE",
                ),
            ),
        ),
        never_ignored(),
    ]
