"""Versions beside answers, people on sections, drafts that can be deleted and restored."""

import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_person_language"),
        ("applications", "0003_application_lines"),
        ("guidelines", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerVariant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=4)),
                ("sealed_value", models.BinaryField()),
                ("fingerprint", models.CharField(max_length=16)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Became the answer"),
                            ("dropped", "The answer stayed"),
                            ("taken_back", "Its author took it back"),
                            ("same", "The answer came to say the same"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="SectionAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("section", models.CharField(max_length=1)),
                ("assigned_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={"ordering": ("application", "section")},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application", name="application_submitted_is_kept"
        ),
        migrations.RemoveConstraint(model_name="application", name="application_one_open_per_line"),
        migrations.AddField(
            model_name="application",
            name="answered",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="application",
            name="creation_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="application", name="deleted_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="application",
            name="deleted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="message", name="key", field=models.UUIDField(editable=False, null=True)
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_submitted_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."revision_id" IS NOT NULL OR OLD."deleted_at" IS NULL OR NOT (OLD."status" = \'draft\'))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="8ffbec94b2da9a409843c117139cc0bb31da5cd9",
                    operation="DELETE",
                    pgid="pgtrigger_application_submitted_is_kept_56b63",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_deleted_rests",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NOT NULL THEN\n                RAISE EXCEPTION 'A deleted draft has to be restored before it changes.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="abef9c9a937f0138ae011058be4126c14721ef0d",
                    operation='UPDATE OF "status", "answers", "sealed_answers", "revision_id"',
                    pgid="pgtrigger_application_deleted_rests_b7f8c",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "status__in",
                            frozenset(["approved", "declined", "recorded", "withdrawn"]),
                        ),
                        _negated=True,
                    ),
                    ("deleted_at", None),
                ),
                fields=("concerns",),
                name="application_one_open_per_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deleted_at", None),
                    models.Q(("revision", None), ("status", "draft")),
                    _connector="OR",
                ),
                name="application_only_drafts_are_deleted",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                fields=("organisation", "creation_key"), name="application_once_per_creation_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("application", "key"), name="message_once_per_key"
            ),
        ),
        migrations.AddField(
            model_name="answervariant",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="variants",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="answervariant",
            name="saved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sectionassignment",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="sectionassignment",
            name="assigned_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sectionassignment",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="section_assignments",
                to="accounts.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="answervariant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("resolved_at", None)),
                fields=("application", "question", "saved_by", "fingerprint"),
                name="variant_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="answervariant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolution", ""), ("resolved_at", None)),
                    models.Q(
                        ("resolution__in", ["kept", "dropped", "taken_back", "same"]),
                        ("resolved_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="variant_resolved_somehow",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answervariant",
            trigger=pgtrigger.compiler.Trigger(
                name="variant_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."question" IS DISTINCT FROM (NEW."question"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f12b130bb6a7108ac782993e4ef213cfda0d28e2",
                    operation="UPDATE",
                    pgid="pgtrigger_variant_frozen_columns_6198b",
                    table="applications_answervariant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answervariant",
            trigger=pgtrigger.compiler.Trigger(
                name="variant_resolved_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.resolved_at IS NOT NULL THEN\n                RAISE EXCEPTION 'What was decided about a version of an answer does not change.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="d1385358eb6996b916b5dd46d15458f14b09e300",
                    operation='UPDATE OF "sealed_value", "fingerprint", "resolved_at", "resolution"',
                    pgid="pgtrigger_variant_resolved_once_f358e",
                    table="applications_answervariant",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionassignment",
            constraint=models.UniqueConstraint(
                fields=("application", "section"), name="assignment_one_per_section"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sectionassignment",
            trigger=pgtrigger.compiler.Trigger(
                name="assignment_to_a_writer",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NOT EXISTS (SELECT 1 FROM accounts_membership m JOIN applications_application a ON a.organisation_id = m.organisation_id WHERE m.id = NEW.membership_id AND a.id = NEW.application_id AND m.role IN ('owner', 'editor')) THEN\n                RAISE EXCEPTION 'Only owners and editors of the organisation are put on a section.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="46842658fd4f975005cc4b49c234620028ed0d83",
                    operation='INSERT OR UPDATE OF "membership_id", "application_id"',
                    pgid="pgtrigger_assignment_to_a_writer_155f6",
                    table="applications_sectionassignment",
                    when="BEFORE",
                ),
            ),
        ),
        never_ignored(),
    ]
