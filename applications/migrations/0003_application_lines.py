"""Lines of applications, appeals and reminders; what is there is new and its own line."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored

FILL_LINES = """
    UPDATE applications_approval SET line_id = application_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_person_language"),
        ("applications", "0002_application_returns"),
        ("guidelines", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField()),
                ("statement", models.TextField(max_length=10000)),
                (
                    "filed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "The decision stands"),
                            ("overturned", "The decision was changed"),
                            ("withdrawn", "The appeal was taken back"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="EndReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "sent_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="application", name="application_moves_by_table"
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="approval", name="approval_frozen_columns"),
        pgtrigger.migrations.RemoveTrigger(model_name="approval", name="approval_moves_by_table"),
        pgtrigger.migrations.RemoveTrigger(model_name="decision", name="decision_under_review"),
        migrations.RemoveConstraint(model_name="application", name="application_status_known"),
        migrations.RemoveConstraint(
            model_name="approval", name="approval_one_in_force_per_application"
        ),
        migrations.RemoveIndex(model_name="application", name="application_open_by_due"),
        migrations.AddField(
            model_name="application",
            name="concerns",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="kind",
            field=models.CharField(
                choices=[
                    ("new", "New application"),
                    ("amendment", "Amendment"),
                    ("recertification", "Recertification"),
                ],
                db_default="new",
                default="new",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="line",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="line_approvals",
                to="applications.application",
            ),
        ),
        migrations.RunSQL(FILL_LINES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="approval",
            name="line",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="line_approvals",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="predecessors",
                to="applications.approval",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="status",
            field=models.CharField(
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
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                models.F("due_at"),
                models.F("id"),
                condition=models.Q(
                    (
                        "status__in",
                        frozenset(["appealed", "awaiting_second", "in_review", "submitted"]),
                    )
                ),
                name="application_open_by_due",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_moves_by_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('appealed', 'approved'), ('appealed', 'declined'), ('awaiting_second', 'approved'), ('awaiting_second', 'changes_requested'), ('awaiting_second', 'declined'), ('awaiting_second', 'in_review'), ('awaiting_second', 'withdrawn'), ('changes_requested', 'submitted'), ('changes_requested', 'withdrawn'), ('declined', 'appealed'), ('draft', 'submitted'), ('draft', 'withdrawn'), ('in_review', 'approved'), ('in_review', 'awaiting_second'), ('in_review', 'changes_requested'), ('in_review', 'declined'), ('in_review', 'withdrawn'), ('submitted', 'in_review'), ('submitted', 'recorded'), ('submitted', 'withdrawn')) THEN\n                RAISE EXCEPTION 'The state table has no such move of an application.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="225fc5fa16889c629399af358d13352523b7c936",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_application_moves_by_table_8d85d",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."concerns_id" IS DISTINCT FROM (NEW."concerns_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9a588cb91698d904461dd9ad2aefb04107d15620",
                    operation="UPDATE",
                    pgid="pgtrigger_application_frozen_columns_712c6",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_concerns_a_line",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NEW.concerns_id IS NOT NULL AND NOT (\n        EXISTS (SELECT 1 FROM applications_application f\n                 WHERE f.id = NEW.concerns_id AND f.kind = 'new' AND f.status = 'approved'\n                   AND f.organisation_id = NEW.organisation_id)\n        AND EXISTS (SELECT 1 FROM applications_approval p\n                     WHERE p.line_id = NEW.concerns_id\n                       AND (NEW.kind, p.status) IN (('amendment', 'active'),\n                           ('recertification', 'active'), ('recertification', 'expired'))))\n THEN\n                RAISE EXCEPTION 'An amendment or recertification concerns an approval of its organisation.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="c49d0dc5da140fd1a8577c0bc50a793eb9fb39f5",
                    operation="INSERT",
                    pgid="pgtrigger_application_concerns_a_line_13efb",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_moves_with_appeal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    OLD.status <> NEW.status AND 'appealed' IN (OLD.status, NEW.status) AND NOT EXISTS (\n        SELECT 1 FROM applications_appeal p\n         WHERE p.application_id = NEW.id AND (NEW.status, p.outcome) IN (('appealed', ''),\n               ('approved', 'overturned'), ('declined', 'upheld'), ('declined', 'withdrawn')))\n THEN\n                RAISE EXCEPTION 'An appeal and its application are decided together.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="99236ac22186b9faa01837c0b8e2f0871a8e0ead",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_application_moves_with_appeal_4b8f2",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="approval_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."conditions" IS DISTINCT FROM (NEW."conditions") OR OLD."limits" IS DISTINCT FROM (NEW."limits") OR OLD."line_id" IS DISTINCT FROM (NEW."line_id") OR OLD."model_names" IS DISTINCT FROM (NEW."model_names") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."pack_id" IS DISTINCT FROM (NEW."pack_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."revision_id" IS DISTINCT FROM (NEW."revision_id") OR OLD."tier" IS DISTINCT FROM (NEW."tier") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0e1be4abfffd7cac1947ff3c28368a760716cac6",
                    operation="UPDATE",
                    pgid="pgtrigger_approval_frozen_columns_02c05",
                    table="applications_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="approval_fills_line",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    NEW.line_id := (SELECT coalesce(a.concerns_id, a.id)\n                        FROM applications_application a WHERE a.id = NEW.application_id);\n                    RETURN NEW;\n                ",
                    hash="8e8cdbfe69804cf9edba6876bac7f9563579d655",
                    operation="INSERT",
                    pgid="pgtrigger_approval_fills_line_4ff53",
                    table="applications_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="approval_line_goes_on",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    EXISTS (SELECT 1 FROM applications_approval o\n             WHERE o.line_id = NEW.line_id AND o.status = 'revoked'\n                OR o.successor_id = NEW.id AND o.line_id <> NEW.line_id)\n THEN\n                RAISE EXCEPTION 'Nothing follows a revoked approval, or one of another use case.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="617fe8453aae4d85c7ec513aa259ca55ceaaa4f2",
                    operation="INSERT",
                    pgid="pgtrigger_approval_line_goes_on_095ca",
                    table="applications_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="approval_succeeded_in_line",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NEW.successor_id IS NOT NULL AND (NEW.successor_id <= NEW.id OR EXISTS (\n        SELECT 1 FROM applications_approval s\n         WHERE s.id = NEW.successor_id AND s.line_id <> NEW.line_id))\n THEN\n                RAISE EXCEPTION 'A successor is a later approval of the same use case.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="54e0f9c5ec9659fff30713797ca4c90d2344a67a",
                    operation='INSERT OR UPDATE OF "successor_id"',
                    pgid="pgtrigger_approval_succeeded_in_line_518b4",
                    table="applications_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="approval_moves_by_table",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('active', 'expired'), ('active', 'revoked'), ('active', 'superseded'), ('active', 'suspended'), ('suspended', 'active'), ('suspended', 'expired'), ('suspended', 'revoked')) THEN\n                RAISE EXCEPTION 'The state table has no such move of an approval.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="b0ecc563737a5fd2e5e394e6f8d960502c1b2ab6",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_approval_moves_by_table_f1921",
                    table="applications_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_under_review",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NOT EXISTS (SELECT 1 FROM applications_application a\n                 WHERE a.id = NEW.application_id AND a.revision_id = NEW.revision_id\n                   AND a.round = NEW.round\n                   AND a.status IN ('in_review', 'awaiting_second', 'appealed'))\n THEN\n                RAISE EXCEPTION 'A decision is about the revision that is under review.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="2a09f7f42851002edbe8c6f90ea8981ecb604e70",
                    operation="INSERT",
                    pgid="pgtrigger_decision_under_review_c5140",
                    table="applications_decision",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="decision_on_appeal_by_new_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    EXISTS (SELECT 1 FROM applications_appeal p\n             WHERE p.application_id = NEW.application_id AND p.outcome = '' AND (\n        EXISTS (SELECT 1 FROM applications_decision d\n                 WHERE d.application_id = p.application_id AND d.reviewer_id = NEW.reviewer_id\n                   AND d.decided_at <= p.filed_at)\n     OR EXISTS (SELECT 1 FROM applications_informationrequest i\n                 WHERE i.application_id = p.application_id AND i.asked_by_id = NEW.reviewer_id)\n     OR EXISTS (SELECT 1 FROM applications_message m\n                 WHERE m.application_id = p.application_id AND m.author_id = NEW.reviewer_id\n                   AND m.sent_at <= p.filed_at)\n     OR EXISTS (SELECT 1 FROM reviews_lease l\n                 WHERE l.application_id = p.application_id AND l.reviewer_id = NEW.reviewer_id\n                   AND l.claimed_at <= p.filed_at)\n     OR EXISTS (SELECT 1 FROM reviews_mark k\n                  JOIN applications_revision r ON r.id = k.revision_id\n                 WHERE r.application_id = p.application_id AND k.reviewer_id = NEW.reviewer_id\n                   AND k.marked_at <= p.filed_at)))\n THEN\n                RAISE EXCEPTION 'An appeal is decided by people who took no part before.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="7b84dce9401724a7b9f8a5885cfcc0226a5f8310",
                    operation="INSERT",
                    pgid="pgtrigger_decision_on_appeal_by_new_person_d3d3d",
                    table="applications_decision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "submitted",
                            "in_review",
                            "changes_requested",
                            "awaiting_second",
                            "approved",
                            "declined",
                            "withdrawn",
                            "recorded",
                            "appealed",
                        ],
                    )
                ),
                name="application_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("concerns", None), ("kind", "new")),
                    models.Q(
                        ("concerns__isnull", False), ("kind__in", ("amendment", "recertification"))
                    ),
                    _connector="OR",
                ),
                name="application_follow_up_concerns_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "recorded"), _negated=True),
                    ("kind", "amendment"),
                    _connector="OR",
                ),
                name="application_only_amendments_are_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("status__in", frozenset(["approved", "declined", "recorded", "withdrawn"])),
                    _negated=True,
                ),
                fields=("concerns",),
                name="application_one_open_per_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("active", "suspended"))),
                fields=("line",),
                name="approval_one_in_force_per_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "superseded"), ("successor__isnull", False)),
                    models.Q(
                        models.Q(("status", "superseded"), _negated=True), ("successor", None)
                    ),
                    _connector="OR",
                ),
                name="approval_superseded_has_successor",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeal",
                to="applications.application",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="filed_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="endreminder",
            name="approval",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="applications.approval",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("statement", ""), _negated=True),
                    django.db.models.lookups.LessThanOrEqual(
                        django.db.models.functions.text.Length("statement"), 10000
                    ),
                ),
                name="appeal_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("", "upheld", "overturned", "withdrawn"))),
                name="appeal_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="appeal_decided_has_outcome",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="appeal_no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Nothing may empty %.', TG_TABLE_NAME;",
                    hash="53767f21d1e0a7a2585fa860ceb156e2e2a47021",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_appeal_no_truncate_1e842",
                    table="applications_appeal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="appeal_is_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b787be8128277c4b0e340f4030f369b518d22cd4",
                    operation="DELETE",
                    pgid="pgtrigger_appeal_is_kept_2b34a",
                    table="applications_appeal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="appeal_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."application_id" IS DISTINCT FROM (NEW."application_id") OR OLD."filed_at" IS DISTINCT FROM (NEW."filed_at") OR OLD."filed_by_id" IS DISTINCT FROM (NEW."filed_by_id") OR OLD."round" IS DISTINCT FROM (NEW."round") OR OLD."statement" IS DISTINCT FROM (NEW."statement"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="074c3035e9a5391376217a53d59ff57a23e63b3b",
                    operation="UPDATE",
                    pgid="pgtrigger_appeal_frozen_columns_e6e72",
                    table="applications_appeal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="appeal_against_decline",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NEW.outcome <> '' OR NOT EXISTS (\n        SELECT 1 FROM applications_application a\n         WHERE a.id = NEW.application_id AND a.status = 'declined' AND NEW.round = a.round + 1)\n THEN\n                RAISE EXCEPTION 'An appeal is against a decline, and begins a new round.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="7de3842d77b7a5ad2ee84dc3609bdec61fcfa90c",
                    operation="INSERT",
                    pgid="pgtrigger_appeal_against_decline_cf260",
                    table="applications_appeal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appeal",
            trigger=pgtrigger.compiler.Trigger(
                name="appeal_decided_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    OLD.outcome <> '' OR NOT EXISTS (SELECT 1 FROM applications_application a\n                                      WHERE a.id = NEW.application_id AND a.status = 'appealed')\n THEN\n                RAISE EXCEPTION 'An appeal is decided once, while it is open.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="c3caeddee6a8f6a02a465cf9ace6fc4eab853bd9",
                    operation='UPDATE OF "outcome", "decided_at"',
                    pgid="pgtrigger_appeal_decided_once_46935",
                    table="applications_appeal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="endreminder",
            constraint=models.UniqueConstraint(
                fields=("approval", "days"), name="reminder_once_per_step"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="endreminder",
            trigger=pgtrigger.compiler.Trigger(
                name="reminder_append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="fad94c309b0977ce7031b040960b34128011b47a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_reminder_append_only_c60f0",
                    table="applications_endreminder",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="endreminder",
            trigger=pgtrigger.compiler.Trigger(
                name="reminder_no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'Nothing may empty %.', TG_TABLE_NAME;",
                    hash="ef723efe761f49c7062135cb37fe717fdf55e315",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_reminder_no_truncate_06d12",
                    table="applications_endreminder",
                    when="BEFORE",
                ),
            ),
        ),
        never_ignored(),
    ]
