"""The web entry point: refuses to start on bad configuration, then answers requests."""

import os

from django.core import checks
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

if problems := [found for found in checks.run_checks() if found.is_serious()]:
    raise SystemCheckError("\n".join(map(str, problems)))
