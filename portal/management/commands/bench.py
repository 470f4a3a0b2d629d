"""`manage.py bench [NAME …] [--applications N] [--json]`: how fast the portal is here."""

import json
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import override_settings

from portal.bench.measures import MEASURES
from portal.bench.measuring import Figure
from portal.bench.population import population
from portal.celery import app as celery


class Command(BaseCommand):
    help = "Measures in a database of its own, which is thrown away afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASURES))
        parser.add_argument("--applications", type=int, default=10_000)
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--keep", action="store_true", help="keep the database, and use the one kept before"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"] or list(MEASURES)
        if unknown := sorted(set(names) - set(MEASURES)):
            self.stderr.write(
                f"No such measure: {', '.join(unknown)}. Known: {', '.join(MEASURES)}"
            )
            raise SystemExit(2)
        with _database(is_kept=options["keep"]):
            people = population(options["applications"])
            figures = [figure for name in names for figure in MEASURES[name](people)]
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(figures, options["applications"])))
        else:
            self._print(figures, options["applications"])

    def _print(self, figures: list[Figure], applications: int) -> None:
        self.stdout.write(f"At {applications:,} applications, one process:")
        self.stdout.write(f"{'':10}{'runs':>6}{'queries':>9}{'p50 ms':>10}{'p95 ms':>10}")
        for f in figures:
            self.stdout.write(f"{f.name:10}{f.runs:6}{f.queries:9}{f.p50_ms:10.2f}{f.p95_ms:10.2f}")


QUIET: dict[str, Any] = {
    "ALLOWED_HOSTS": ["localhost"],
    "SECURE_SSL_REDIRECT": False,
    "STAFF_MFA_REQUIRED": False,
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


def _as_json(figures: list[Figure], applications: int) -> dict[str, Any]:
    return {
        "applications": applications,
        "figures": {figure.name: figure.as_dict() for figure in figures},
        **{f"{figure.name}_p95_ms": figure.p95_ms for figure in figures},
        "queries": {figure.name: figure.queries for figure in figures},
    }


@contextmanager
def _database(*, is_kept: bool) -> Iterator[None]:
    """A database beside the real one and a folder for files; both go at the end, unless kept."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{usual}_bench"
    connection.creation.create_test_db(
        verbosity=0, autoclobber=True, serialize=False, keepdb=is_kept
    )
    celery.conf.update(broker_url="memory://")  # no worker may look for these rows elsewhere
    try:
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder, **QUIET):
            yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0, keepdb=is_kept)
