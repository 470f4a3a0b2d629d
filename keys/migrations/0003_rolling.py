"""A key may be rolled: a new one takes its place, and it works on for an overlap.

Like every migration that writes triggers it ends by closing django-pgtrigger's way of ignoring them.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_evidence"),
        ("keys", "0002_triggers_cannot_be_ignored"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey", name="ends_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="apikey",
            name="overlap_hours",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="apikey",
            name="replaced_by",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaces",
                to="keys.apikey",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="key_is_issued_unrolled",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.replaced_by_id IS NOT NULL THEN\n                RAISE EXCEPTION 'A new key has no successor yet.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="eb6b9f4d0258dce83483dc3db537c5dc460ad5ee",
                    operation="INSERT",
                    pgid="pgtrigger_key_is_issued_unrolled_7ec3b",
                    table="keys_apikey",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="key_rolls_into_its_like",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    NEW.replaced_by_id IS NOT NULL AND OLD.replaced_by_id IS NULL AND NOT EXISTS (\n        SELECT 1 FROM keys_apikey n\n          JOIN applications_approval theirs ON theirs.id = n.approval_id\n          JOIN applications_approval ours ON ours.id = NEW.approval_id\n         WHERE n.id = NEW.replaced_by_id AND n.id <> NEW.id\n           AND n.name = NEW.name AND n.env = NEW.env AND ours.line_id = theirs.line_id\n           AND (NEW.expires_at IS NULL OR n.expires_at <= NEW.expires_at)\n           AND n.revoked_at IS NULL AND n.replaced_by_id IS NULL AND NEW.revoked_at IS NULL\n           AND NEW.ends_at = n.issued_at + make_interval(hours => NEW.overlap_hours)\n           AND theirs.status = 'active' AND theirs.valid_from <= clock_timestamp()\n           AND theirs.valid_until > clock_timestamp())\n THEN\n                RAISE EXCEPTION 'A key is rolled into one like it, under an active approval.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="43e473c674887c5cda5dd5f287c1c1c3121918e6",
                    operation="UPDATE",
                    pgid="pgtrigger_key_rolls_into_its_like_cec14",
                    table="keys_apikey",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="apikey",
            trigger=pgtrigger.compiler.Trigger(
                name="key_rolls_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    OLD.replaced_by_id IS NOT NULL AND (\n        NEW.replaced_by_id IS DISTINCT FROM OLD.replaced_by_id\n        OR NEW.ends_at IS DISTINCT FROM OLD.ends_at\n        OR NEW.overlap_hours IS DISTINCT FROM OLD.overlap_hours)\n THEN\n                RAISE EXCEPTION 'A key is rolled once.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="baf872930cecd457f376b38a632e96d04a629b43",
                    operation="UPDATE",
                    pgid="pgtrigger_key_rolls_once_f5fc7",
                    table="keys_apikey",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("overlap_hours", None), ("overlap_hours__in", (0, 1, 24, 72)), _connector="OR"
                ),
                name="key_overlap_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at", None), ("overlap_hours", None), ("replaced_by", None)),
                    models.Q(
                        ("ends_at__isnull", False),
                        ("overlap_hours__isnull", False),
                        ("replaced_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="key_rolled_wholly",
            ),
        ),
        never_ignored(),
    ]
