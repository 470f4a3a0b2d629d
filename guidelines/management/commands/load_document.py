"""`manage.py load_document KIND FILE --version V`: publish the terms or the known weaknesses."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import DomainError
from guidelines import documents, services
from guidelines.models import Document, DocumentTranslation


class Command(BaseCommand):
    help = "Publish a document in Markdown; its first line is the title, such as '# Terms of use'."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let `--version` be the document's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=Document.Kind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--version", required=True, dest="document_version", help="such as 1.0 or 2026-11"
        )
        parser.add_argument("--language", default="", help="it translates that version, such as de")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
            title, body = documents.split_title(text)
            document = _published(options, title, body)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{document} is published.")


def _published(options: dict[str, Any], title: str, body: str) -> Document | DocumentTranslation:
    """Publish a version, or say one that is published in another language."""
    kind, version = options["kind"], options["document_version"]
    if not options["language"]:
        return services.publish_document(kind, version=version, title=title, body=body)
    document = Document.objects.filter(kind=kind, version=version).first()
    if document is None:
        raise CommandError(f"{kind}@{version} is not published: publish it before a translation.")
    return services.publish_document_translation(
        document, language=options["language"], title=title, body=body
    )
