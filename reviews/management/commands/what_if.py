"""`manage.py what_if DIR`: what would a draft of the policy change about the newest decisions?"""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from guidelines import loading
from reviews import decided, what_if

_HEAD: Final = "{changed} of {examined} cases would change under {pack}."


class Command(BaseCommand):
    help = "Try the policy pack in a folder on the newest decided cases. Nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder with pack.yaml")
        parser.add_argument("--last", type=int, default=200, help="how many cases (200)")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = loading.load_folder(options["folder"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        counts, cases, examined = Counter[str](), [], 0
        decisions = decided.in_chunks(decided.last_decisions(options["last"]))
        for decision, change in what_if.changes(pack, decisions):
            examined += 1
            counts += Counter(str(one) for one in change.differences)
            if change.differences:
                cases.append(
                    {
                        "application": decision.application.reference,
                        "before": decision.tier,
                        "after": change.tier,
                        "differences": [str(one) for one in change.differences],
                    }
                )
        found = {"pack": pack.name, "examined": examined, "changed": len(cases)}
        self._tell({**found, "differences": dict(counts), "cases": cases}, as_json=options["json"])

    def _tell(self, found: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found))
            return
        self.stdout.write(_HEAD.format(**found))
        for case in found["cases"]:
            told = ", ".join(case["differences"])
            self.stdout.write(f"{case['application']}: {case['before']} → {case['after']} ({told})")
