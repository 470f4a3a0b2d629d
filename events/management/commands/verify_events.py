"""manage.py verify_events: is the log as it was written?"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.verification import Finding, Verification


class Command(BaseCommand):
    """Recomputes every chain and every signed head, in constant memory."""

    help = "Check that no event was changed, taken out, put in or moved. Exit 1 names what was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the result for programs."""
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding when it is found, then the counts."""
        verification = Verification()
        show = self._as_json if options["json"] else self._as_text
        if wrong := show(verification):
            raise CommandError(f"The log is not as it was written: {wrong} findings.", returncode=1)

    def _as_text(self, verification: Verification) -> int:
        wrong = 0
        for finding in verification.findings():
            wrong += 1
            self.stdout.write(str(finding))
        counts = asdict(verification.counts)
        self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))
        return wrong

    def _as_json(self, verification: Verification) -> int:
        self.stdout.write('{"findings": [', ending="")
        wrong = 0
        for wrong, text in enumerate(_documents(verification.findings()), start=1):
            self.stdout.write(text if wrong == 1 else f", {text}", ending="")
        rest = json.dumps({"ok": not wrong, **asdict(verification.counts)})
        self.stdout.write(f"], {rest[1:]}")
        return wrong


def _documents(findings: Iterator[Finding]) -> Iterator[str]:
    return (json.dumps(asdict(finding)) for finding in findings)
