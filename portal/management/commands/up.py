"""`manage.py up`: run everything on this machine until Ctrl-C."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.embedded.errors import CannotStart
from portal.embedded.machine import Machine

LAST_PORT = 65_535


class Command(BaseCommand):
    help = "Run the demo on this machine: PostgreSQL, Valkey, web, worker and beat."
    requires_system_checks: list[str] = []  # the settings it checks are the ones it makes

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        if not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
            raise CommandError(f"PORT={port} is not a port number.")
        host = os.environ.get("HOST", "127.0.0.1")
        try:
            Machine(settings.VAR_DIR, host=host, port=int(port), say=self.say).run()
        except CannotStart as error:
            raise CommandError(str(error)) from error

    def say(self, sentence: str) -> None:
        self.stdout.write(f"» {sentence}")
        self.stdout.flush()
