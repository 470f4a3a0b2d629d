"""How is app.yaml read? Answers by question id, files by their path beside it.

YAML 1.2's plain words: `no` and `NO` are text, as a country has to be, and so are dates.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from gatehouse_cli.failures import UsageFailure

KEYS: Final = frozenset({"reference", "organisation", "answers"})
FILE_KEYS: Final = frozenset({"file", "format", "name"})
PLAIN: Final = {
    "tag:yaml.org,2002:bool": (re.compile("^(?:true|false)$"), list("tf")),
    "tag:yaml.org,2002:int": (re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")),
    "tag:yaml.org,2002:float": (
        re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?$"),
        list("-0123456789"),
    ),
    "tag:yaml.org,2002:null": (re.compile("^(?:null|~|)$"), ["n", "~", ""]),
    "tag:yaml.org,2002:merge": (re.compile("^<<$"), ["<"]),
}


class _Loader(yaml.SafeLoader):
    """Few plain words have a meaning, and no key stands twice."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 -- the signature is PyYAML's
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                line = key.start_mark.line + 1
                raise yaml.YAMLError(f"line {line} repeats {name[:60]!r}")
            seen.add(name)
        return super().construct_mapping(node, deep)


for _tag, (_form, _first) in PLAIN.items():
    _Loader.add_implicit_resolver(_tag, _form, _first)


@dataclass(frozen=True)
class LocalFile:
    """A file that belongs to an answer."""

    question: str
    path: Path
    name: str
    format: str
    sha256: str
    size: int

    def as_answer(self) -> dict[str, Any]:
        """As the portal keeps it in the answer."""
        answer = {"name": self.name, "sha256": self.sha256, "size": self.size}
        return {**answer, "format": self.format} if self.format else answer


@dataclass(frozen=True)
class AppFile:
    """What app.yaml asks for."""

    path: Path
    reference: str
    organisation: str
    answers: Mapping[str, Any]  # without those that are files
    files: Mapping[str, tuple[LocalFile, ...]]

    def everything(self) -> dict[str, Any]:
        """All answers, files as the portal names them."""
        named = {q: [file.as_answer() for file in files] for q, files in self.files.items()}
        return {**self.answers, **named}


def read(path: Path) -> AppFile:
    """Read and check it; nothing is sent before all of its files are there."""
    content = _parsed(path)
    unknown = sorted(set(content) - KEYS)
    if unknown:
        raise UsageFailure(f"{path} has {unknown[0]!r}; known are {', '.join(sorted(KEYS))}.")
    answers = content.get("answers")
    if not isinstance(answers, dict) or not all(isinstance(name, str) for name in answers):
        raise UsageFailure(f"{path}: answers must be a map from question to answer.")
    files = {q: value for q, value in answers.items() if _names_files(value)}
    return AppFile(
        path,
        str(content.get("reference") or ""),
        str(content.get("organisation") or ""),
        {q: value for q, value in answers.items() if q not in files},
        {q: tuple(_file(path, q, item) for item in value) for q, value in files.items()},
    )


def _parsed(path: Path) -> dict[Any, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 -- a subclass of the safe loader
        json.dumps(content)
    except OSError as error:
        raise UsageFailure(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeError, RecursionError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:300]
        raise UsageFailure(f"{path} is not YAML that can be sent: {reason}.") from error
    if not isinstance(content, dict):
        raise UsageFailure(f"{path} must be a map with the key answers.")
    return content


def _names_files(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and "file" in item for item in value)
    )


def _file(app: Path, question: str, item: Mapping[str, Any]) -> LocalFile:
    unknown = sorted(set(item) - FILE_KEYS)
    if unknown:
        known = ", ".join(sorted(FILE_KEYS))
        raise UsageFailure(f"{app}, {question}: a file has {unknown[0]!r}; known are {known}.")
    path = app.parent / str(item["file"])
    try:
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        sentence = f"{app}, {question}: {path} cannot be read: {error.strerror}."
        raise UsageFailure(sentence) from error
    name = str(item.get("name") or path.name)
    return LocalFile(question, path, name, str(item.get("format") or ""), sha256, size)
