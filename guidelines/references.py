"""Does every id that a pack names exist, and is every id given once?

Reads content that fits its schemas.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from guidelines.pack_errors import PackError

_CLAUSE_ID = re.compile(r"G[PS]-[0-9]{2}")


def questions_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The questions as they stand in the file, in form order."""
    return [
        question for section in content["form"]["sections"] for question in section["questions"]
    ]


def rules_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The stops, then the floors."""
    return [*content["tiers"]["stops"], *content["tiers"]["floors"]]


def _ids(entries: Iterable[dict[str, Any]], *, key: str = "id") -> list[str]:
    return [entry[key] for entry in entries]


def errors(content: dict[str, Any]) -> Iterator[PackError]:
    yield from _repeated(content)
    yield from _repeated_inside(content)
    yield from _clauses_and_sources(content)
    yield from _form(content)
    yield from _checklist(content)
    yield from _consequences(content)


# --- given once ---------------------------------------------------------------------------------
def _repeated(content: dict[str, Any]) -> Iterator[PackError]:
    clauses = content["clauses"]["clauses"]
    yield from _twice("sources", _ids(content["sources"]["sources"]))
    yield from _twice("clauses", _ids(clauses))
    yield from _twice("clauses", _ids(clauses, key="slug"), noun="slug")
    yield from _twice("form", _ids(content["form"]["sections"]))
    yield from _twice("form", _ids(questions_of(content)))
    yield from _twice("checklist", _ids(content["checklist"]["checks"]))
    yield from _twice("conditions", _ids(content["conditions"]["conditions"]))
    yield from _twice("tiers", _ids(rules_of(content)))
    yield from _twice("tiers", _ids(content["tiers"]["points"]))


def _twice(
    file: str, names: list[str], *, noun: str = "id", entry: str = ""
) -> Iterator[PackError]:
    for name, count in Counter(names).items():
        if count > 1:
            yield PackError(
                f"{file}.yaml", entry or name, f"the {noun} {name} is given {count} times"
            )


def _repeated_inside(content: dict[str, Any]) -> Iterator[PackError]:
    for question in questions_of(content):
        for part, key, noun in (
            ("options", "value", "option"),
            ("rows", "value", "row"),
            ("fields", "id", "field"),
        ):
            names = _ids(question.get(part, ()), key=key)
            yield from _twice("form", names, noun=noun, entry=question["id"])
    for condition in content["conditions"]["conditions"]:
        names = _ids(condition["params"], key="name")
        yield from _twice("conditions", names, noun="param", entry=condition["id"])
    for name, entry in content["lists"]["lists"].items():
        for part in ("options", "suggested"):
            names = _ids(entry.get(part, ()), key="value")
            yield from _twice("lists", names, noun="value", entry=name)


# --- named ones exist ---------------------------------------------------------------------------
def _unknown(
    file: str, entry: str, *, noun: str, names: Iterable[str], known: Iterable[str]
) -> Iterator[PackError]:
    known = set(known)
    for name in names:
        if name not in known:
            yield PackError(f"{file}.yaml", entry, f"names the {noun} {name}, which does not exist")


def _clauses_and_sources(content: dict[str, Any]) -> Iterator[PackError]:
    known = _ids(content["sources"]["sources"])
    for file in ("clauses", "conditions"):
        for entry in content[file][file]:
            yield from _unknown(
                file, entry["id"], noun="source", names=entry["sources"], known=known
            )


def _form(content: dict[str, Any]) -> Iterator[PackError]:
    clauses = _ids(content["clauses"]["clauses"])
    formats = _ids(content["lists"]["lists"]["evidence_formats"]["options"], key="value")
    for question in questions_of(content):
        entry = question["id"]
        named = [*question["clauses"], *_clauses_among_values(question)]
        yield from _unknown("form", entry, noun="clause", names=named, known=clauses)
        if question["type"] == "evidence":
            names = question["accept"]
            yield from _unknown("form", entry, noun="format", names=names, known=formats)


def _clauses_among_values(question: dict[str, Any]) -> list[str]:
    values = _ids([*question.get("options", ()), *question.get("rows", ())], key="value")
    return [value for value in values if _CLAUSE_ID.fullmatch(value)]


def _checklist(content: dict[str, Any]) -> Iterator[PackError]:
    clauses = _ids(content["clauses"]["clauses"])
    questions = _ids(questions_of(content))
    conditions = _ids(content["conditions"]["conditions"])
    for check in content["checklist"]["checks"]:
        entry = check["id"]
        clause = [check["clause"]] if check["clause"] else []
        yield from _unknown("checklist", entry, noun="clause", names=clause, known=clauses)
        named = check["evidence"]
        yield from _unknown("checklist", entry, noun="question", names=named, known=questions)
        named = check["fixes"]
        yield from _unknown("checklist", entry, noun="condition", names=named, known=conditions)


def _consequences(content: dict[str, Any]) -> Iterator[PackError]:
    conditions = _ids(content["conditions"]["conditions"])
    for tier, consequence in content["tiers"]["consequences"].items():
        names = consequence["conditions"]
        entry = f"consequences, {tier}"
        yield from _unknown("tiers", entry, noun="condition", names=names, known=conditions)
