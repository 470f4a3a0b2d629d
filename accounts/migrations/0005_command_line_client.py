"""The command line program `gatehouse` as an OAuth client: public, by the device flow only.

It may ask for what an applicant does. Reviews stay out: nobody should hand that over by a code.
"""

from django.db import migrations

CLIENT = "gatehouse-cli"
SCOPES = [
    "openid",
    "applications:read",
    "applications:write",
    "precheck",
    "keys:read",
    "keys:write",
]
GRANTS = ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"]


def make(apps, schema_editor):
    Client = apps.get_model("allauth_idp_oidc", "Client")
    Client.objects.get_or_create(
        id=CLIENT,
        defaults={
            "name": "Gatehouse command line",
            "secret": "!",  # no secret fits
            "type": "public",
            "scopes": "\n".join(SCOPES),
            "default_scopes": "\n".join(SCOPES),
            "grant_types": "\n".join(GRANTS),
            "response_types": "",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_connection")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop, elidable=False)]
