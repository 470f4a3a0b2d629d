"""What every installation begins with; and the domains of who is there already."""

from pathlib import Path
from typing import ClassVar

import yaml
from django.apps.registry import Apps
from django.db import migrations

from common.holding import never_ignored
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LIST = Path(__file__).parents[1] / "shared_domains.yaml"
NOTE_ALL = """
SELECT accounts_note_person_domains(id) FROM accounts_user;
SELECT accounts_note_organisation_domains(id) FROM accounts_organisation;
"""


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    shared = apps.get_model("accounts", "SharedDomain")
    listed = yaml.safe_load(LIST.read_text())
    shared.objects.bulk_create(
        shared(domain=domain, why=why) for why, domains in listed.items() for domain in domains
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0010_past_memberships_and_domains")]

    operations: ClassVar = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(NOTE_ALL, migrations.RunSQL.noop),
        never_ignored(),
    ]
