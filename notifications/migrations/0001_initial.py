"""Notifications, the letters that carry them, and how people want to hear of things."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from common.holding import never_ignored


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_person_language"),
        ("applications", "0003_application_lines"),
        ("events", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("is_digest", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("dropped", "Dropped"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_error", models.TextField(blank=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("decisions", "Decisions and approvals"),
                            ("changes", "Requests for changes"),
                            ("messages", "Messages from reviewers"),
                            ("progress", "Progress of an application"),
                            ("keys", "API keys"),
                            ("colleagues", "Sections and colleagues"),
                            ("reminders", "Reminders"),
                        ],
                        max_length=20,
                    ),
                ),
                ("digest_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.event",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="notifications",
                        to="notifications.letter",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("-pk",)},
        ),
        migrations.CreateModel(
            name="Preferences",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notification_preferences",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "changes",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("in_app", "No mail"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                (
                    "messages",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("in_app", "No mail"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                (
                    "progress",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("in_app", "No mail"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                (
                    "keys",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("in_app", "No mail"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                (
                    "colleagues",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("in_app", "No mail"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                (
                    "reminders",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Daily digest"),
                            ("weekly", "Weekly digest"),
                            ("in_app", "No mail"),
                        ],
                        default="at_once",
                        max_length=10,
                    ),
                ),
                (
                    "digest_hour",
                    models.PositiveSmallIntegerField(
                        default=8, validators=[django.core.validators.MaxValueValidator(23)]
                    ),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=60)),
            ],
            options={
                "verbose_name_plural": "preferences",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("changes__in", ["at_once", "daily", "weekly", "in_app"]),
                            ("messages__in", ["at_once", "daily", "weekly", "in_app"]),
                            ("progress__in", ["at_once", "daily", "weekly", "in_app"]),
                            ("keys__in", ["at_once", "daily", "weekly", "in_app"]),
                            ("colleagues__in", ["at_once", "daily", "weekly", "in_app"]),
                            ("reminders__in", ["at_once", "daily", "weekly", "in_app"]),
                        ),
                        name="preferences_modes_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest_hour__lte", 23)),
                        name="preferences_hour_is_of_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("time_zone", ""), _negated=True),
                        name="preferences_have_a_zone",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["next_try_at", "id"],
                name="letter_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "sent", "dropped", "failed"])),
                name="letter_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", False), ("state__in", ["sent", "dropped"])),
                    models.Q(("done_at", None), ("state__in", ["waiting", "failed"])),
                    _connector="OR",
                ),
                name="letter_is_done_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."is_digest" IS DISTINCT FROM (NEW."is_digest") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="2567e9c14af07d4d32485d54cb04a0ae795772a8",
                    operation="UPDATE",
                    pgid="pgtrigger_letter_frozen_columns_72268",
                    table="notifications_letter",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="letter_sent_stays_sent",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.state IN ('sent', 'dropped') AND NEW.state <> OLD.state THEN\n                RAISE EXCEPTION 'A letter that was sent is not sent again.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="e854595e4ea3c72d443e244fb0374a8e94b3bb37",
                    operation='UPDATE OF "state"',
                    pgid="pgtrigger_letter_sent_stays_sent_9d3b0",
                    table="notifications_letter",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["person", "-id"], name="notification_of_person"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["person"], name="notification_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("digest_at__isnull", False), ("letter", None)),
                fields=["digest_at"],
                name="notification_for_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                fields=("event", "person"), name="one_notification_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "group__in",
                        [
                            "decisions",
                            "changes",
                            "messages",
                            "progress",
                            "keys",
                            "colleagues",
                            "reminders",
                        ],
                    )
                ),
                name="notification_group_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group", "decisions"), _negated=True),
                    ("digest_at", None),
                    _connector="OR",
                ),
                name="notification_decision_waits_for_no_digest",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notification",
            trigger=pgtrigger.compiler.Trigger(
                name="notification_frozen_columns",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="c84dff675a66e081bc49bb6b90d7726c68556554",
                    operation="UPDATE",
                    pgid="pgtrigger_notification_frozen_columns_7343d",
                    table="notifications_notification",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notification",
            trigger=pgtrigger.compiler.Trigger(
                name="notification_goes_to_its_person",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF NEW.letter_id IS NOT NULL AND NEW.person_id <> (SELECT l.person_id FROM notifications_letter l WHERE l.id = NEW.letter_id) THEN\n                RAISE EXCEPTION 'A letter tells a person of nothing but their own.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="b25515eb1238f81c64102f53099fac2b1e5996cb",
                    operation='INSERT OR UPDATE OF "letter_id"',
                    pgid="pgtrigger_notification_goes_to_its_person_4ac0a",
                    table="notifications_notification",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notification",
            trigger=pgtrigger.compiler.Trigger(
                name="notification_is_mailed_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF OLD.letter_id IS NOT NULL AND NEW.letter_id IS DISTINCT FROM OLD.letter_id THEN\n                RAISE EXCEPTION 'A notification goes into one letter only.' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="29e95d7bbca752de1be44dac3eebd5e008cbac6b",
                    operation='UPDATE OF "letter_id"',
                    pgid="pgtrigger_notification_is_mailed_once_1961b",
                    table="notifications_notification",
                    when="BEFORE",
                ),
            ),
        ),
        never_ignored(),
    ]
