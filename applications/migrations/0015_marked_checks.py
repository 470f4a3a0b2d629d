"""Find decisions by the checks that were marked in them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MARKED_CHECKS = models.Func(
    models.F("checks"),
    template="""jsonb_path_query_array(%(expressions)s, '$.keyvalue() ? (@.value != "").key')""",
    output_field=models.JSONField(),
)


class Migration(migrations.Migration):
    atomic = False  # built while decisions go on
    dependencies = [("applications", "0014_verdicts_by_hand")]

    operations = [
        AddIndexConcurrently("decision", GinIndex(MARKED_CHECKS, name="decision_marked_checks"))
    ]
