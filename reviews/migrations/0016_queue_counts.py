"""An index of all that the counts of the queue ask, so that they read nothing else."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_shortcuts"),
        ("applications", "0014_verdicts_by_hand"),
        ("reviews", "0015_overrides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["organisation"],
                include=(
                    "application",
                    "status",
                    "kind",
                    "due_at",
                    "paused_at",
                    "returned_to",
                    "returned_until",
                ),
                name="item_open_counted",
            ),
        )
    ]
