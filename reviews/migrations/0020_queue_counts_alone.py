"""The index of the counts also holds when an item was closed: else it is not read alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_shortcuts"),
        ("applications", "0015_marked_checks"),
        ("reviews", "0019_trials_of_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="queueitem", name="item_open_counted"),
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
                    "closed_at",
                    "returned_to",
                    "returned_until",
                ),
                name="item_open_counted",
            ),
        ),
    ]
