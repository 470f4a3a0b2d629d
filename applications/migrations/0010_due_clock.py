"""The clock stands while the applicant is asked; holidays; a reply moves the due date."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored

PAUSE = """
    UPDATE applications_application SET paused_at = updated_at WHERE status = 'changes_requested'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_notification_scopes"),
        ("applications", "0009_conflict_views"),
        ("guidelines", "0002_translations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(unique=True, verbose_name="date")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
            ],
            options={
                "verbose_name": "Holiday",
                "verbose_name_plural": "Holidays",
                "ordering": ("on",),
            },
        ),
        migrations.AddField(
            model_name="application", name="paused_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="application", name="soon_at", field=models.DateTimeField(null=True)
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="application",
            trigger=pgtrigger.compiler.Trigger(
                name="application_reply_moves_due",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF \n    OLD.status = 'changes_requested' AND NEW.status = 'submitted'\n    AND (NEW.due_at IS NULL OR NEW.due_at <= OLD.due_at)\n THEN\n                RAISE EXCEPTION 'A reply moves the due date to later.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="75a899363bde11fb5f6dd0b9e411eab0b9a44ef2",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_application_reply_moves_due_573aa",
                    table="applications_application",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(PAUSE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paused_at__isnull", False), ("status", "changes_requested")),
                    models.Q(
                        models.Q(("status", "changes_requested"), _negated=True),
                        ("paused_at", None),
                    ),
                    _connector="OR",
                ),
                name="application_paused_while_asked",
            ),
        ),
        never_ignored(),
    ]
