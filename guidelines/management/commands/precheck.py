"""`manage.py precheck FILE`: what would become of this application, without a database?"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from guidelines import application_files, explanations, loading, queries, yaml_reading
from guidelines.application_files import ApplicationFile
from guidelines.assessment import assess
from guidelines.checklist import UnknownName
from guidelines.pack import Pack
from guidelines.pack_errors import PackRefused

UNREADABLE = 2


class Command(BaseCommand):
    help = "Judge an application in a YAML or JSON file by the policy pack that it names."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the application; - reads standard input")
        parser.add_argument("--pack", type=Path, metavar="DIR", help="use the pack in this folder")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            application = application_files.read(_bytes_of(options["file"]))
            pack = _pack_for(application, folder=options["pack"])
            result = assess(pack, application.answers, application.review)
        except OSError as error:
            raise _refusal(f"{options['file']}: {error.strerror or error}") from error
        except (yaml_reading.Unreadable, UnknownName) as error:
            raise _refusal(f"{options['file']}: {error}") from error
        except PackRefused as error:
            raise _refusal(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict(), indent=2))
        else:
            self.stdout.write(explanations.as_text(result))


def _refusal(message: str) -> CommandError:
    return CommandError(message, returncode=UNREADABLE)


def _bytes_of(name: str) -> bytes:
    limit = yaml_reading.MAX_BYTES + 1
    if name == "-":
        return sys.stdin.buffer.read(limit)
    with Path(name).open("rb") as file:
        return file.read(limit)


def _pack_for(application: ApplicationFile, *, folder: Path | None) -> Pack:
    """The folder's pack if one is given, else the one that the application names."""
    if folder is not None:
        return loading.load_folder(folder)
    starter = loading.load_folder(loading.STARTER)
    if application.pack in {"", starter.name}:
        return starter
    try:
        version = queries.pack_named(application.pack)
    except (DatabaseError, ImproperlyConfigured):  # without a database, only what we bring counts
        version = None
    if version is None:
        raise _refusal(
            f"There is no policy pack {application.pack} here. Known without a database: "
            f"{starter.name}. Use --pack DIR for another one."
        )
    return queries.compiled(version)
