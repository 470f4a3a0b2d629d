"""What has to change on the portal, and where would that overwrite somebody else? Pure.

Three versions of each answer take part: the file's, the portal's, and the one applied last. What
differs from the file and is neither empty nor what was applied last, somebody else has written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gatehouse_cli.app_file import AppFile, LocalFile
from gatehouse_cli.ledger import digest

EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


@dataclass(frozen=True)
class Plan:
    """What `apply` will do."""

    save: Mapping[str, Any]  # question → answer; None clears it
    upload: tuple[LocalFile, ...]
    conflicts: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether all is as the file says."""
        return not self.save and not self.upload


def plan(app: AppFile, stored: Mapping[str, Any], applied: Mapping[str, str]) -> Plan:
    """Compare the file with what the portal holds."""
    wanted = app.everything()
    dropped = [q for q in applied if q not in wanted and stored.get(q) not in EMPTY]
    changed = {q: value for q, value in wanted.items() if not is_same(value, stored.get(q))}
    conflicts = [
        q
        for q in (*changed, *dropped)
        if stored.get(q) not in EMPTY and digest(stored[q]) != applied.get(q)
    ]
    texts = {q: value for q, value in changed.items() if q in app.answers}
    return Plan(
        save={**texts, **dict.fromkeys(dropped)},
        upload=tuple(_missing(app, stored)),
        conflicts=tuple(conflicts),
    )


def is_same(wanted: Any, stored: Any) -> bool:
    """Whether the portal holds that answer; of files the name, the content and the format count."""
    if wanted in EMPTY and stored in EMPTY:
        return True
    if _is_files(wanted) and _is_files(stored):
        return _named(wanted) == _named(stored)
    return digest(wanted) == digest(stored)


def files_to_name(app: AppFile, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that still name other files than app.yaml, once its own have arrived."""
    wanted = {q: value for q, value in app.everything().items() if q in app.files}
    return {q: value for q, value in wanted.items() if not is_same(value, stored.get(q))}


def _missing(app: AppFile, stored: Mapping[str, Any]) -> list[LocalFile]:
    return [
        file
        for question, files in app.files.items()
        for file in files
        if not _named([file.as_answer()]) <= _named(stored.get(question))
    ]


def _is_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(i, dict) for i in value)


def _named(files: Any) -> set[tuple[str, str, str]]:
    if not _is_files(files):
        return set()
    return {(i.get("name", ""), i.get("sha256", ""), i.get("format", "")) for i in files}
