"""How an application in a YAML or JSON file is read: answers, and a review if there is one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidelines import yaml_reading
from guidelines.checklist import Review
from guidelines.pack import Tier
from guidelines.yaml_reading import Unreadable

_REVIEW_LISTS = ("evidence", "conditions", "opened")
_REVIEW_KEYS = {"checks", "raised_to", *_REVIEW_LISTS}


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """What was read. `pack` is empty if the file names none."""

    pack: str
    answers: Mapping[str, Any]
    review: Review


def read(text: bytes) -> ApplicationFile:
    """Raises Unreadable with a reason for the person who wrote the file."""
    content = _parsed(text)
    if not isinstance(content, dict):
        raise Unreadable("must be a map with the key answers")
    pack = content.get("pack", "")
    answers = content.get("answers")
    if not isinstance(pack, str):
        raise Unreadable("the value of pack must be text, such as starter@1.1.0")
    if not isinstance(answers, dict):
        raise Unreadable("the value of answers must be a map from question to answer")
    return ApplicationFile(pack, answers, _review(content.get("review")))


def _parsed(text: bytes) -> Any:
    """JSON if it is JSON, else YAML: YAML reads most JSON, but not every escape."""
    if len(text) > yaml_reading.MAX_BYTES:
        raise Unreadable(f"is larger than {yaml_reading.MAX_BYTES:,} bytes")
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except Unreadable:
        raise
    except (ValueError, RecursionError):
        return yaml_reading.read(text)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise Unreadable(f"repeats the key {key[:60]!r}")
        values[key] = value
    return values


def _review(content: Any) -> Review:
    if content is None:
        return Review()
    if not isinstance(content, dict) or not content.keys() <= _REVIEW_KEYS:
        raise Unreadable(f"review must be a map with the keys {', '.join(sorted(_REVIEW_KEYS))}")
    lists = {name: _names(content.get(name), name=name) for name in _REVIEW_LISTS}
    raised_to = _tier(content.get("raised_to"))
    return Review(_marks(content), raised_to=raised_to, lowered_to=None, **lists)


def _names(value: Any, *, name: str) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unreadable(f"review, {name} must be a list of ids")
    return frozenset(value)


def _marks(content: dict[str, Any]) -> dict[str, str]:
    marks = content.get("checks")
    if marks is None:
        return {}
    if not isinstance(marks, dict) or not all(isinstance(mark, str) for mark in marks.values()):
        raise Unreadable("review, checks must be a map from check to mark")
    return marks


def _tier(value: Any) -> Tier | None:
    if value is None:
        return None
    if value not in tuple(Tier):
        raise Unreadable(f"review, raised_to must be one of {', '.join(Tier)}")
    return Tier(value)
