"""What every migration ends with that makes a trigger: no session may ignore it."""

from django.db import migrations

_NEVER_IGNORE = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
    RETURNS BOOLEAN AS $$ BEGIN RETURN FALSE; END; $$ LANGUAGE plpgsql IMMUTABLE;
"""


def never_ignored() -> migrations.RunSQL:
    """Take away again the way around that the library gives to every trigger it makes."""
    return migrations.RunSQL(_NEVER_IGNORE, migrations.RunSQL.noop)
