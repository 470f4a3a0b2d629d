"""Bring what has been submitted before into the queue.

Naming one column of each row lets the trigger do it, by its own rules.
"""

from django.db import migrations

FILL = "UPDATE applications_application SET due_at = due_at WHERE revision_id IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_queue_items")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
