"""Does each file of a pack have the shape that its JSON Schema describes?"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from guidelines.pack_errors import PackError

FOLDER = Path(__file__).parent / "schema"
FILES = ("pack", "sources", "lists", "clauses", "form", "checklist", "conditions", "tiers")
OPTIONAL = ("eligibility",)  # a pack may do without; those before 1.1.0 have none
_NAMES = ("id", "name", "value")
_ENTRIES = frozenset(  # lists whose entries are known by their own id
    {"sources", "clauses", "sections", "questions", "checks", "conditions"}
    | {"stops", "floors", "points", "outcomes"}
)
_LONGEST_REASON = 240


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def missing(content: dict[str, Any]) -> Iterator[PackError]:
    """Every file that has to be there and is not."""
    for name in FILES:
        if name not in content:
            yield PackError(f"{name}.yaml", "file", "is missing")


def errors(content: dict[str, Any]) -> Iterator[PackError]:
    """Every place where a file that is there departs from its schema."""
    for name in (*FILES, *OPTIONAL):
        if name not in content:
            continue
        for error in _in_order(validator(name).iter_errors(content[name])):
            yield PackError(f"{name}.yaml", entry_of(content[name], error), _reason(error))


def _in_order(found: Iterable[ValidationError]) -> list[ValidationError]:
    return sorted(found, key=lambda error: [str(step) for step in error.absolute_path])


def entry_of(content: Any, error: ValidationError) -> str:
    """Where the error is, by the ids that people know: `B3, max_length`."""
    names: list[str] = []
    steps = list(error.absolute_path)
    for before, step in zip([None, *steps], steps, strict=False):
        content = content[step]
        name = _name_of(content) or str(step)
        names = [name] if before in _ENTRIES else [*names, name]
    return ", ".join(names) or "file"


def _name_of(content: Any) -> str | None:
    if not isinstance(content, dict):
        return None
    return next((content[key] for key in _NAMES if isinstance(content.get(key), str)), None)


def _reason(error: ValidationError) -> str:
    message = error.message
    if error.schema is False:
        message = f"{error.instance!r} is not allowed here"
    reason = " ".join(message.split())
    if len(reason) <= _LONGEST_REASON:
        return reason
    return f"{reason[: _LONGEST_REASON // 2]} … {reason[-_LONGEST_REASON // 2 :]}"
