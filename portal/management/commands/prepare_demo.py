"""`manage.py prepare_demo`: bring database and content up to date before `up` starts the web."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from guidelines import services as guidelines
from portal import demo, demo_applications


class Command(BaseCommand):
    help = "Apply migrations, publish the starter policy and make the demo people."
    requires_system_checks: list[str] = []  # some of them ask tables that do not exist yet

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("This command is for the demo only.")
        self._say("Applying migrations.")
        call_command("migrate", verbosity=0, interactive=False)
        self._say("Publishing the starter policy, unless it is there.")
        guidelines.publish_starter()
        self._say("Making the demo people, unless they are there.")
        self._show(demo.create_people())
        self._say("Making applications to look at, unless there are any.")
        applicant, reviewer = demo.actors()
        demo_applications.prepare(applicant=applicant, reviewer=reviewer)

    def _show(self, passwords: dict[str, str]) -> None:
        if not passwords:
            self._say("Their passwords were shown at the first start; to get new ones:")
            self.stdout.write("    .venv/bin/python manage.py reset_demo_passwords")
            return
        self._say("Their passwords, shown this once:")
        for email, password in passwords.items():
            self.stdout.write(f"    {email:<24} {password}")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"» {sentence}")
        self.stdout.flush()
