"""`manage.py load_pack DIR`: check a policy pack and publish it as an immutable version."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from guidelines import loading, services, translations


class Command(BaseCommand):
    help = "Check the policy pack in a folder and publish it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with pack.yaml")
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--publish", action="store_true", help="check and publish (the default)")
        mode.add_argument("--check", action="store_true", help="only check; needs no database")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                self._check(options["folder"])
                return
            version = services.publish_folder(options["folder"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{version.name} is published. SHA-256 {version.sha256}")

    def _check(self, folder: Path) -> None:
        """Say that all is well, and what each translation leaves out."""
        content = loading.read_folder(folder)
        self.stdout.write(f"{loading.load(content).name} has no errors.")
        for language, tree in loading.read_translations(folder).items():
            wording = loading.wording(content, tree, language=language)
            left_out = translations.missing(content, wording)
            self.stdout.write(f"{language}: {len(wording)} texts, {len(left_out)} left out.")
            for path in left_out:
                self.stdout.write(f"  {path}")
