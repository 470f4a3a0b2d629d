"""`manage.py messages`: bring the catalogues in step with the code, and compile them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import catalogue


class Command(BaseCommand):
    """Nothing is lost: a sentence that is gone from the code is gone from the history of git."""

    help = "Collect every translatable sentence into the catalogues and compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer to look only."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail if behind")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write each language's catalogue, and say what waits for a translator."""
        for language, name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            catalog = catalogue.updated(language)
            if check and catalogue.as_po(catalog) != catalogue.file_of(language).read_bytes():
                raise CommandError(f"The catalogue of {name} is behind: run manage.py messages.")
            if not check:
                catalogue.write(language, catalog)
            open_ = [message for message in catalog if message.id and not message.string]
            self.stdout.write(f"{name}: {len(catalog)} sentences, {len(open_)} to be translated.")
