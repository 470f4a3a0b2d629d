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
_NAMES = ("id", "name", "value")
_LONGEST_REASON = 240


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def missing(content: dict[str, Any]) -> Iterator[PackError]:
    """Every file that is not there."""
    for name in FILES:
        if name not in content:
            yield PackError(f"{name}.yaml", "file", "is missing")


def errors(content: dict[str, Any]) -> Iterator[PackError]:
    """Every place where a file that is there departs from its schema."""
    for name in FILES:
        if name not in content:
            continue
        for error in _in_order(validator(name).iter_errors(content[name])):
            yield PackError(f"{name}.yaml", entry_of(content[name], error), _reason(error))


def _in_order(found: Iterable[ValidationError]) -> list[ValidationError]:
    return sorted(found, key=lambda error: [str(step) for step in error.absolute_path])


def entry_of(content: Any, error: ValidationError) -> str:
    """Where the error is, by the ids that people know: `B3, max_length`."""
    steps: list[str] = []
    for step in error.absolute_path:
        content = content[step]
        name = _name_of(content)
        if name is not None:
            steps = [*steps[: 1 if steps else 0], name] if isinstance(step, int) else [*steps, name]
        else:
            steps.append(str(step))
    return ", ".join(steps) or "file"


def _name_of(content: Any) -> str | None:
    if not isinstance(content, dict):
        return None
    return next((str(content[key]) for key in _NAMES if isinstance(content.get(key), str)), None)


def _reason(error: ValidationError) -> str:
    reason = " ".join(error.message.split())
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[:_LONGEST_REASON]}…"
