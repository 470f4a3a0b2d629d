"""Which application came of an app.yaml, and what was applied last? A small file beside it.

It belongs into version control with app.yaml: with it a second run, on any machine, updates the
same draft and sees what others have changed since. It holds digests of answers, no secret.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gatehouse_cli.failures import UsageFailure


def digest(answer: Any) -> str:
    """A short name for an answer: equal for equal answers."""
    written = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass
class Entry:
    """What is known of one portal."""

    reference: str = ""
    begun: str = (
        ""  # the Idempotency-Key under which a draft was begun, until its reference is known
    )
    applied: dict[str, str] = field(default_factory=dict)


class Ledger:
    """`app.yaml` → `app.gatehouse.json`."""

    def __init__(self, app: Path, host: str) -> None:
        self.path = app.with_name(f"{app.stem}.gatehouse.json")
        self.host = host
        self.entry = self._read()

    def keep(self, **changes: Any) -> None:
        """Write the entry down."""
        for name, value in changes.items():
            setattr(self.entry, name, value)
        content = {**self._content(), self.host: vars(self.entry)}
        try:
            text = json.dumps(content, indent=1, sort_keys=True)
            self.path.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise UsageFailure(f"{self.path} cannot be written: {error.strerror}.") from error

    def keep_applied(self, answers: Mapping[str, Any]) -> None:
        """Remember what was applied."""
        self.keep(applied={question: digest(value) for question, value in answers.items()})

    def _read(self) -> Entry:
        try:
            return Entry(**self._content().get(self.host, {}))
        except TypeError as error:
            raise UsageFailure(f"{self.path} was not written by this command: {error}.") from error

    def _content(self) -> dict[str, Any]:
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise UsageFailure(f"{self.path} cannot be read: {error}.") from error
        return content if isinstance(content, dict) else {}
