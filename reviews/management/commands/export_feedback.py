"""`manage.py export_feedback`: decided cases as JSON lines, for those who improve the reviews."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from reviews import feedback


class Command(BaseCommand):
    help = "Write one JSON record a line for each decided revision; docs/feedback.md explains them."

    def handle(self, *args: Any, **options: Any) -> None:
        for record in feedback.records():
            self.stdout.write(json.dumps(record, ensure_ascii=False, sort_keys=True))
