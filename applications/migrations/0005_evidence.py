"""What kind a file is, whether it is clean, and what an evaluation says in it."""

import applications.models.application
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored

READ_WHAT_IS_THERE = """
    UPDATE applications_attachment SET read_state = 'waiting'
     WHERE removed_at IS NULL AND format IN ('lm_eval_json', 'inspect_json', 'inspect_eval',
           'helm_stats_json', 'eee_json', 'garak_jsonl');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_drafting_together"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("suite", models.CharField(blank=True, max_length=200)),
                ("task", models.CharField(blank=True, max_length=200)),
                ("task_version", models.CharField(blank=True, max_length=200)),
                ("metric", models.CharField(max_length=200)),
                ("filter", models.CharField(blank=True, max_length=700)),
                ("value", models.FloatField(null=True)),
                ("stderr", models.FloatField(null=True)),
                ("ci_low", models.FloatField(null=True)),
                ("ci_high", models.FloatField(null=True)),
                ("n", models.PositiveIntegerField(null=True)),
                ("n_total", models.PositiveIntegerField(null=True)),
                ("higher_is_better", models.BooleanField(null=True)),
                ("model_name", models.CharField(blank=True, max_length=200)),
                ("model_revision", models.CharField(blank=True, max_length=200)),
                ("n_shot", models.PositiveIntegerField(null=True)),
                ("limit", models.FloatField(null=True)),
                ("run_at", models.DateTimeField(null=True)),
                ("tool", models.CharField(blank=True, max_length=200)),
                ("tool_version", models.CharField(blank=True, max_length=200)),
                ("relationship", models.CharField(blank=True, max_length=13)),
                ("is_partial", models.BooleanField(default=False)),
                ("status", models.CharField(default="self_reported", max_length=13)),
                ("clause_ids", models.JSONField(blank=True, default=list)),
            ],
            options={"ordering": ("attachment", "position")},
        ),
        migrations.AddField(
            model_name="attachment",
            name="media_type",
            field=models.CharField(blank=True, db_default="", max_length=100),
        ),
        migrations.AddField(
            model_name="attachment", name="read_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="attachment",
            name="read_attempts",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="attachment",
            name="read_next_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="read_state",
            field=models.CharField(
                choices=[
                    ("none", "None"),
                    ("waiting", "Waiting"),
                    ("read", "Read"),
                    ("unreadable", "Unreadable"),
                ],
                db_default="none",
                default="none",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="reading",
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan_attempts",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan_next_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="scan_state",
            field=models.CharField(
                choices=[
                    ("not_scanned", "Not Scanned"),
                    ("pending", "Pending"),
                    ("clean", "Clean"),
                    ("infected", "Infected"),
                    ("failed", "Failed"),
                ],
                db_default="not_scanned",
                default="not_scanned",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="attachment", name="scanned_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="attachment",
            name="signature",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="file",
            field=models.FileField(
                blank=True, max_length=255, upload_to=applications.models.application.stored_under
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("scan_state__in", ("pending", "not_scanned"))),
                fields=["scan_next_at"],
                name="attachment_to_scan",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("read_state", "waiting")),
                fields=["read_next_at"],
                name="attachment_to_read",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment", index=models.Index(fields=["file"], name="attachment_by_file")
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="attachment_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."question" IS DISTINCT FROM (NEW."question") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."uploaded_at" IS DISTINCT FROM (NEW."uploaded_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="7662c2418b84f9a0284ab4966aeef8a275fea809",
                    operation="UPDATE",
                    pgid="pgtrigger_attachment_frozen_columns_b3ac7",
                    table="applications_attachment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attachment",
            trigger=pgtrigger.compiler.Trigger(
                name="attachment_infected_stays_so",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.scan_state = 'infected' AND NEW.scan_state <> 'infected' THEN\n                RAISE EXCEPTION 'An infected file never becomes clean again.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="e13b56f1ddfb08b1c2fc3e87930798503b84ff61",
                    operation='UPDATE OF "scan_state"',
                    pgid="pgtrigger_attachment_infected_stays_so_68c91",
                    table="applications_attachment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scan_state__in", ["not_scanned", "pending", "clean", "infected", "failed"])
                ),
                name="attachment_scan_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_state__in", ["none", "waiting", "read", "unreadable"])),
                name="attachment_read_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("scan_state", "infected")),
                    models.Q(
                        models.Q(("scan_state", "infected"), _negated=True),
                        models.Q(("file", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="attachment_only_infected_lose_their_bytes",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scan_state__in", ("not_scanned", "pending")),
                    ("scanned_at__isnull", False),
                    _connector="OR",
                ),
                name="attachment_scanned_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="evidenceresult",
            name="attachment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="results",
                to="applications.attachment",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.UniqueConstraint(
                fields=("attachment", "position"), name="result_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ("self_reported", "reproduced", "verified"))),
                name="result_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("relationship__in", ("", "first", "third", "collaborative"))),
                name="result_relationship_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value", None),
                    models.Q(
                        ("value__gte", -1.7976931348623157e308),
                        ("value__lte", 1.7976931348623157e308),
                    ),
                    _connector="OR",
                ),
                name="result_value_is_finite",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stderr", None),
                    models.Q(
                        ("stderr__gte", -1.7976931348623157e308),
                        ("stderr__lte", 1.7976931348623157e308),
                    ),
                    _connector="OR",
                ),
                name="result_stderr_is_finite",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ci_low", None),
                    models.Q(
                        ("ci_low__gte", -1.7976931348623157e308),
                        ("ci_low__lte", 1.7976931348623157e308),
                    ),
                    _connector="OR",
                ),
                name="result_ci_low_is_finite",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ci_high", None),
                    models.Q(
                        ("ci_high__gte", -1.7976931348623157e308),
                        ("ci_high__lte", 1.7976931348623157e308),
                    ),
                    _connector="OR",
                ),
                name="result_ci_high_is_finite",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit", None),
                    models.Q(
                        ("limit__gte", -1.7976931348623157e308),
                        ("limit__lte", 1.7976931348623157e308),
                    ),
                    _connector="OR",
                ),
                name="result_limit_is_finite",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evidenceresult",
            trigger=pgtrigger.compiler.Trigger(
                name="result_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."attachment_id" IS DISTINCT FROM (NEW."attachment_id") OR OLD."ci_high" IS DISTINCT FROM (NEW."ci_high") OR OLD."ci_low" IS DISTINCT FROM (NEW."ci_low") OR OLD."filter" IS DISTINCT FROM (NEW."filter") OR OLD."higher_is_better" IS DISTINCT FROM (NEW."higher_is_better") OR OLD."is_partial" IS DISTINCT FROM (NEW."is_partial") OR OLD."limit" IS DISTINCT FROM (NEW."limit") OR OLD."metric" IS DISTINCT FROM (NEW."metric") OR OLD."model_name" IS DISTINCT FROM (NEW."model_name") OR OLD."model_revision" IS DISTINCT FROM (NEW."model_revision") OR OLD."n" IS DISTINCT FROM (NEW."n") OR OLD."n_shot" IS DISTINCT FROM (NEW."n_shot") OR OLD."n_total" IS DISTINCT FROM (NEW."n_total") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."relationship" IS DISTINCT FROM (NEW."relationship") OR OLD."run_at" IS DISTINCT FROM (NEW."run_at") OR OLD."stderr" IS DISTINCT FROM (NEW."stderr") OR OLD."suite" IS DISTINCT FROM (NEW."suite") OR OLD."task" IS DISTINCT FROM (NEW."task") OR OLD."task_version" IS DISTINCT FROM (NEW."task_version") OR OLD."tool" IS DISTINCT FROM (NEW."tool") OR OLD."tool_version" IS DISTINCT FROM (NEW."tool_version") OR OLD."value" IS DISTINCT FROM (NEW."value"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="32e160de051623531a583d6cb0960b5fb73bbe52",
                    operation="UPDATE",
                    pgid="pgtrigger_result_frozen_columns_1e80f",
                    table="applications_evidenceresult",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(READ_WHAT_IS_THERE, migrations.RunSQL.noop),
        never_ignored(),
    ]
