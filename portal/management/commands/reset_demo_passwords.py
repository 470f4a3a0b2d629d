"""`manage.py reset_demo_passwords`: give the demo people new passwords and print them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demo


class Command(BaseCommand):
    help = "Give the demo people new passwords and print them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This command is for the demo only.")
        for email, password in demo.reset_passwords().items():
            self.stdout.write(f"{email:<24} {password}")
