"""Quotes pinned to checks, checks opened by hand, and what an unclear mark asks."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0009_conflict_views"),
        ("reviews", "0006_lease_without_conflict"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_id", models.CharField(max_length=20)),
                ("reason", models.TextField(max_length=2000)),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_id", models.CharField(max_length=20)),
                ("question", models.CharField(max_length=4)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("exact", models.TextField(max_length=2000)),
                ("prefix", models.CharField(blank=True, max_length=32)),
                ("suffix", models.CharField(blank=True, max_length=32)),
                ("came_from", models.PositiveIntegerField(null=True)),
                (
                    "pinned_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.AddField(
            model_name="mark",
            name="question",
            field=models.CharField(blank=True, db_default="", max_length=4),
        ),
        migrations.AddField(
            model_name="mark",
            name="wording",
            field=models.TextField(blank=True, db_default="", max_length=10000),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(("mark", "unclear"), ("question", ""), _connector="OR"),
                name="mark_asks_if_unclear",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("question", ""), ("wording", "")),
                    models.Q(
                        models.Q(("question", ""), _negated=True),
                        models.Q(("wording", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="mark_asks_in_words",
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="openings",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="opened_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="opening",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applications.revision",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="reviewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quotes",
                to="applications.revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at", None)),
                fields=("application", "check_id"),
                name="opening_once_per_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="opening_has_reason"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opening",
            trigger=pgtrigger.compiler.Trigger(
                name="opening_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."check_id" IS DISTINCT FROM (NEW."check_id") OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."revision_id" IS DISTINCT FROM (NEW."revision_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="adf415816eaf5e35c641fd92615510e5148b4f5b",
                    operation="UPDATE",
                    pgid="pgtrigger_opening_frozen_columns_df540",
                    table="reviews_opening",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opening",
            trigger=pgtrigger.compiler.Trigger(
                name="opening_under_review",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NOT EXISTS (SELECT 1 FROM applications_application a\n                 WHERE a.id = NEW.application_id AND a.revision_id = NEW.revision_id\n                   AND a.status IN ('in_review', 'awaiting_second', 'appealed'))\n THEN\n                RAISE EXCEPTION 'Checks are opened on the revision that is under review.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="a965a043b68ac27a0b406e01a56c9187625e115b",
                    operation="INSERT",
                    pgid="pgtrigger_opening_under_review_59b99",
                    table="reviews_opening",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="opening",
            trigger=pgtrigger.compiler.Trigger(
                name="opening_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="7e83f8a5bd78e15c4e5c1605047a0d5d736efff7",
                    operation="DELETE",
                    pgid="pgtrigger_opening_is_kept_94350",
                    table="reviews_opening",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.UniqueConstraint(
                fields=("revision", "reviewer", "check_id", "question", "start", "end"),
                name="quote_once_per_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="quote_has_words"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="8c939775cee650e75442adf7f67ad48ccc2f1156",
                    operation="UPDATE",
                    pgid="pgtrigger_quote_never_changes_32a81",
                    table="reviews_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_stands_in_answer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NOT EXISTS (SELECT 1 FROM applications_revision r\n                 WHERE r.id = NEW.revision_id\n                   AND jsonb_typeof(r.answers -> NEW.question) = 'string'\n                   AND substr(r.answers ->> NEW.question, NEW.start + 1, NEW.\"end\" - NEW.start)\n                       = NEW.exact)\n THEN\n                RAISE EXCEPTION 'A quote holds the words of an answer that is not sealed.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="dab0ec92e44e79dca39c446a1964fba025486068",
                    operation="INSERT",
                    pgid="pgtrigger_quote_stands_in_answer_33c1b",
                    table="reviews_quote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="quote",
            trigger=pgtrigger.compiler.Trigger(
                name="quote_of_decision_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF EXISTS (SELECT 1 FROM applications_decision d\n                                WHERE d.revision_id = OLD.revision_id\n                                  AND d.reviewer_id = OLD.reviewer_id) THEN\n                        RAISE EXCEPTION 'What a decision quotes stays.'\n                              USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN OLD;\n                ",
                    hash="3c5eee7b2bffeffc06d0b9d3899141d12b9e88fc",
                    operation="DELETE",
                    pgid="pgtrigger_quote_of_decision_stays_3c520",
                    table="reviews_quote",
                    when="BEFORE",
                ),
            ),
        ),
        never_ignored(),
    ]
