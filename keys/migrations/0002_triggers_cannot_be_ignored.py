"""No session may switch the triggers off: django-pgtrigger's own way of ignoring them is closed.

Its triggers ask a function whether the session set `pgtrigger.ignore`, which any role may do. From
here on the answer is no. A later migration that writes triggers brings the old function back and
must end with this operation again; tests/test_triggers.py says so if it is forgotten.
"""

from django.db import migrations

NEVER = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS $$ BEGIN RETURN FALSE; END; $$ LANGUAGE plpgsql IMMUTABLE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_staff_groups"),
        ("events", "0001_initial"),
        ("guidelines", "0001_initial"),
        ("applications", "0001_initial"),
        ("reviews", "0001_initial"),
        ("keys", "0001_initial"),
    ]
    operations = [migrations.RunSQL(NEVER, migrations.RunSQL.noop)]
