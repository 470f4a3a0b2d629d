"""`python -m tests.production COMMAND`: manage.py as a production environment would run it."""

import os
import sys

from portal.embedded.environment import SECRETS

ENVIRON = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "GATEHOUSE_MODE": "production",
    "SECRET_KEY": "a-long-random-key-of-production-0123456789-abcdefghijklmnopqrstuvwxyz",
    "KEY_PEPPERS": "1=" + "0123456789abcdef" * 4,
    "ANSWER_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "IDP_OIDC_PRIVATE_KEY": SECRETS["IDP_OIDC_PRIVATE_KEY"](),
    "DATABASE_URL": "postgres://gatehouse:secret@127.0.0.1:1/gatehouse",
    "REDIS_URL": "redis://:secret@127.0.0.1:1/0",
    "ALLOWED_HOSTS": "gatehouse.example.org",
    "SITE_URL": "https://gatehouse.example.org",
    "EMAIL_URL": "smtp+tls://gatehouse:secret@mail.internal:587",
}

if __name__ == "__main__":
    os.environ.update(ENVIRON)

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
