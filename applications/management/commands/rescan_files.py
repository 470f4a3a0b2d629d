"""`manage.py rescan_files`: ask the virus scanner again about files that it could not judge."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications import scanning


class Command(BaseCommand):
    help = "Scan again what could not be checked, once the scanner can do it."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLAMD_URL:
            raise CommandError("CLAMD_URL is unset: there is no virus scanner to ask.")
        count = scanning.ask_again()
        self.stdout.write(f"Files that the worker will scan again: {count}")
