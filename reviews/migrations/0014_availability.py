"""Which languages reviewers read, when they are away, and what they hand over to whom."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

NEVER_IGNORE = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS $$ BEGIN RETURN FALSE; END; $$ LANGUAGE plpgsql IMMUTABLE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0010_due_clock"),
        ("reviews", "0013_report_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Availability",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("away_from", models.DateField(blank=True, null=True)),
                ("away_until", models.DateField(blank=True, null=True)),
            ],
            options={"ordering": ("pk",), "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.TextField(max_length=2000)),
                (
                    "given_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ("pk",), "default_permissions": ()},
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lease",
            trigger=pgtrigger.compiler.Trigger(
                name="lease_of_whoever_is_there",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n        EXISTS (SELECT 1 FROM reviews_availability v\n                 WHERE v.reviewer_id = NEW.reviewer_id\n                   AND (NEW.claimed_at AT TIME ZONE 'UTC')::date BETWEEN v.away_from AND v.away_until)\n     THEN\n                RAISE EXCEPTION 'Nobody is given work while they are out of office.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="729eb060b05811c326e4fb685fa92cad52f05314",
                    operation='INSERT OR UPDATE OF "reviewer_id"',
                    pgid="pgtrigger_lease_of_whoever_is_there_8c1f0",
                    table="reviews_lease",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="availability",
            name="reviewer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="availability",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hand_overs",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="given_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="handover",
            name="reviewer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="availability",
            index=models.Index(
                condition=models.Q(("away_until", None), _negated=True),
                fields=["away_until"],
                name="availability_away",
            ),
        ),
        migrations.AddConstraint(
            model_name="availability",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("away_from", None), ("away_until", None)),
                    models.Q(
                        ("away_until__gte", models.F("away_from")), ("away_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="availability_away_from_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("application",),
                name="hand_over_one_per_application",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_by", models.F("reviewer")), _negated=True),
                name="hand_over_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(("note", ""), _negated=True), name="hand_over_says_why"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="hand_over_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."given_at" IS DISTINCT FROM (NEW."given_at") OR OLD."given_by_id" IS DISTINCT FROM (NEW."given_by_id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."reviewer_id" IS DISTINCT FROM (NEW."reviewer_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="ef31b6d8084e5f5f7749a55c2f4278262f6f6e21",
                    operation="UPDATE",
                    pgid="pgtrigger_hand_over_frozen_columns_a1607",
                    table="reviews_handover",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="hand_over_without_conflict",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    EXISTS (SELECT 1 FROM applications_organisationconflict c\n              JOIN applications_application a ON a.organisation_id = c.organisation_id\n             WHERE a.id = NEW.application_id AND c.user_id = NEW.reviewer_id)\n    OR EXISTS (SELECT 1 FROM applications_applicationconflict c\n                WHERE c.application_id = NEW.application_id AND c.user_id = NEW.reviewer_id)\n THEN\n                RAISE EXCEPTION 'Nobody judges what they have a conflict of interest in.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="03cdadc113ad366d0d3452be5bd9dd3663ea043d",
                    operation="INSERT",
                    pgid="pgtrigger_hand_over_without_conflict_373c9",
                    table="reviews_handover",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="handover",
            trigger=pgtrigger.compiler.Trigger(
                name="hand_over_to_whoever_is_there",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n        EXISTS (SELECT 1 FROM reviews_availability v\n                 WHERE v.reviewer_id = NEW.reviewer_id\n                   AND (NEW.given_at AT TIME ZONE 'UTC')::date BETWEEN v.away_from AND v.away_until)\n     THEN\n                RAISE EXCEPTION 'Nobody is given work while they are out of office.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="c91dcc276233e994a7fe946739558989b65de7a8",
                    operation="INSERT",
                    pgid="pgtrigger_hand_over_to_whoever_is_there_c58ef",
                    table="reviews_handover",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(NEVER_IGNORE, migrations.RunSQL.noop),
    ]
