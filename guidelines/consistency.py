"""Do the parts of a pack agree with each other? Reads content that fits its schemas."""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from guidelines import condition_params, expressions
from guidelines.expression_forms import ExpressionRefused
from guidelines.pack import Param
from guidelines.pack_errors import PackError
from guidelines.references import questions_of

LARGEST = 2**53  # beyond this, JSON readers disagree about integers


def errors(content: dict[str, Any]) -> Iterator[PackError]:
    yield from _unstorable(content)
    yield from _lists(content)
    yield from _blockers(content)
    yield from _prohibited_uses(content)
    yield from _bounds(content)
    yield from _rule_ids(content)
    yield from _bands(content)
    yield from _points(content)
    yield from _params(content)


def _unstorable(content: dict[str, Any]) -> Iterator[PackError]:
    """PostgreSQL keeps no U+0000, and UTF-8 has no lone surrogates."""
    for name, part in content.items():
        text = json.dumps(part, ensure_ascii=False, default=str)
        if "\\u0000" in text or any("\ud800" <= character <= "\udfff" for character in text):
            yield PackError(f"{name}.yaml", "file", "holds a character that cannot be stored")


def _lists(content: dict[str, Any]) -> Iterator[PackError]:
    for name, entry in content["lists"]["lists"].items():
        if "pattern" not in entry:
            continue
        try:
            expressions.check_pattern(entry["pattern"])
        except ExpressionRefused as error:
            yield PackError("lists.yaml", name, f"the pattern {error}")
            continue
        for option in entry.get("suggested", ()):
            if not expressions.matches_fully(option["value"], pattern=entry["pattern"]):
                reason = f"suggests {option['value']}, which does not match its pattern"
                yield PackError("lists.yaml", name, reason)


def _blockers(content: dict[str, Any]) -> Iterator[PackError]:
    checks = content["checklist"]["checks"]
    held = {check["clause"] for check in checks if check["severity"] == "blocker"}
    for clause in _prohibited(content):
        if clause not in held:
            yield PackError("checklist.yaml", clause, "this prohibited clause has no blocker check")


def _prohibited(content: dict[str, Any]) -> list[str]:
    clauses = content["clauses"]["clauses"]
    return [clause["id"] for clause in clauses if clause["kind"] == "prohibited"]


def _prohibited_uses(content: dict[str, Any]) -> Iterator[PackError]:
    """A matrix that asks about prohibited uses asks about all of them."""
    prohibited = _prohibited(content)
    for question in questions_of(content):
        rows = {row["value"] for row in question.get("rows", ())}
        if rows.isdisjoint(prohibited):
            continue
        for clause in prohibited:
            if clause not in rows:
                reason = f"has no row for the prohibited clause {clause}"
                yield PackError("form.yaml", question["id"], reason)
        for row in sorted(rows - set(prohibited)):
            reason = f"has the row {row} among prohibited clauses, but it is none"
            yield PackError("form.yaml", question["id"], reason)


def _bounds(content: dict[str, Any]) -> Iterator[PackError]:
    for question in questions_of(content):
        for entry in (question, *question.get("fields", ())):
            for low, high in (("min", "max"), ("min_length", "max_length")):
                if low in entry and high in entry and entry[low] > entry[high]:
                    reason = f"{low} {entry[low]} is above {high} {entry[high]}"
                    yield PackError("form.yaml", question["id"], reason)
            if any(abs(entry.get(bound, 0)) > LARGEST for bound in ("min", "max")):
                reason = f"a bound is beyond {LARGEST:,}"
                yield PackError("form.yaml", question["id"], reason)


# --- tiers --------------------------------------------------------------------------------------
def _rule_ids(content: dict[str, Any]) -> Iterator[PackError]:
    for part, prefix in (("stops", "ST-"), ("floors", "FL-")):
        for rule in content["tiers"][part]:
            if not rule["id"].startswith(prefix):
                yield PackError("tiers.yaml", rule["id"], f"an id in {part} starts with {prefix}")


def _bands(content: dict[str, Any]) -> Iterator[PackError]:
    bands = content["tiers"]["bands"]
    if [band["tier"] for band in bands] != ["low", "medium", "high"]:
        yield PackError("tiers.yaml", "bands", "must be low, medium, high, in this order")
    if not _is_rising([band["from"] for band in bands]) or bands[0]["from"] != 0:
        yield PackError("tiers.yaml", "bands", "must begin at 0 and rise")


def _is_rising(numbers: Iterable[int]) -> bool:
    return all(first < second for first, second in pairwise(numbers))


def _points(content: dict[str, Any]) -> Iterator[PackError]:
    questions = {question["id"]: question for question in questions_of(content)}
    for line in content["tiers"]["points"]:
        for reason in _line_reasons(line, questions.get(line["question"]), content=content):
            yield PackError("tiers.yaml", line["id"], reason)


def _line_reasons(
    line: dict[str, Any], question: dict[str, Any] | None, *, content: dict[str, Any]
) -> Iterator[str]:
    if question is None:
        yield f"names the question {line['question']}, which does not exist"
        return
    if "show_if" in question:
        yield f"the question {question['id']} is not always shown"
    if "values" in line:
        yield from _value_reasons(line, question, content=content)
    else:
        yield from _number_reasons(line, question)


def _value_reasons(
    line: dict[str, Any], question: dict[str, Any], *, content: dict[str, Any]
) -> Iterator[str]:
    options = options_of(question, content=content)
    if not options or question["type"] not in {"single", "multi"} or "field" in line:
        yield f"gives points by option, but {question['id']} has no closed list of options"
        return
    for value in sorted(line["values"].keys() - options):
        yield f"names {value}, which is no option of {question['id']}"
    for value in sorted(options - line["values"].keys()):
        yield f"has no points for the option {value} of {question['id']}"


def options_of(question: dict[str, Any], *, content: dict[str, Any]) -> set[str]:
    """The values of a closed list of options, its own or one that it names; else none."""
    options = question.get("options", ())
    if "options_from" in question:
        options = content["lists"]["lists"][question["options_from"]].get("options", ())
    return {option["value"] for option in options}


def _number_reasons(line: dict[str, Any], question: dict[str, Any]) -> Iterator[str]:
    number = _number_of(line, question)
    if number is None:
        yield f"gives points by number, but {question['id']} has no such number"
        return
    starts = [band["from"] for band in line["bands"]]
    if not _is_rising(starts):
        yield "the bands must rise"
    if starts[0] > number["min"]:
        yield f"the first band begins above {number['min']}, the least that {question['id']} can be"


def _number_of(line: dict[str, Any], question: dict[str, Any]) -> dict[str, Any] | None:
    if question["type"] == "number" and "field" not in line:
        return question
    fields: list[dict[str, Any]] = question.get("fields", [])
    return next((field for field in fields if field["id"] == line.get("field")), None)


# --- conditions ---------------------------------------------------------------------------------
def _params(content: dict[str, Any]) -> Iterator[PackError]:
    for condition in content["conditions"]["conditions"]:
        params = {entry["name"]: entry for entry in condition["params"]}
        for entry in params.values():
            if "options" in entry and entry["type"] not in {"choice", "list"}:
                reason = f"the param {entry['name']} has options, but its type is {entry['type']}"
                yield PackError("conditions.yaml", condition["id"], reason)
        for tier, defaults in condition.get("defaults", {}).items():
            for reason in _default_reasons(defaults, params=params):
                yield PackError("conditions.yaml", f"{condition['id']}, defaults, {tier}", reason)


def _default_reasons(
    defaults: dict[str, Any], *, params: dict[str, dict[str, Any]]
) -> Iterator[str]:
    for name, value in defaults.items():
        if name not in params:
            yield f"names the param {name}, which does not exist"
            continue
        problem = condition_params.problem(param(params[name]), value)
        if problem:
            yield f"{name} {problem}"


def param(entry: dict[str, Any]) -> Param:
    return Param(
        name=entry["name"],
        type=entry["type"],
        label=entry["label"],
        required=entry["required"],
        options=tuple(entry.get("options", ())),
    )
