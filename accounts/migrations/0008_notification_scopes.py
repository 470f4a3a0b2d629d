"""Tokens may read notifications and set preferences: two more scopes."""

import django.contrib.postgres.fields
from django.db import migrations, models

NAMES = [
    ("applications:read", "Read applications"),
    ("applications:write", "Write and submit applications"),
    ("reviews:read", "Read reviews"),
    ("reviews:write", "Write reviews and decide"),
    ("keys:read", "Read API keys"),
    ("keys:write", "Issue, roll and revoke API keys"),
    ("notifications:read", "Read notifications"),
    ("notifications:write", "Mark notifications as read and set preferences"),
    ("precheck", "Check an application before it is sent"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_key_scopes")]

    operations = [
        migrations.RemoveConstraint(model_name="apitoken", name="api_token_scopes_are_known"),
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=NAMES, max_length=30), size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scopes__contained_by", [name for name, _ in NAMES]), ("scopes__len__gte", 1)
                ),
                name="api_token_scopes_are_known",
            ),
        ),
    ]
