"""Which expressions does a pack hold, and may each say what it says where it stands?"""

from collections.abc import Iterator
from typing import Any

from guidelines import expressions
from guidelines.consistency import options_of
from guidelines.expression_forms import ExpressionRefused
from guidelines.expressions import Expression, Values, Vocabulary
from guidelines.pack import Tier
from guidelines.pack_errors import PackError
from guidelines.references import questions_of

Place = tuple[str, str, str, Vocabulary]  # file, entry, source, what it may name


def compile_all(content: dict[str, Any]) -> tuple[dict[str, Expression], list[PackError]]:
    """Every expression by the id of its entry, and what is wrong with the others."""
    compiled: dict[str, Expression] = {}
    errors: list[PackError] = []
    for file, entry, source, vocabulary in _places(content):
        try:
            compiled[entry] = expressions.compiled(source, vocabulary=vocabulary)
        except ExpressionRefused as error:
            errors.append(PackError(f"{file}.yaml", entry, f"the expression {error}"))
    return compiled, errors


def _places(content: dict[str, Any]) -> Iterator[Place]:
    known: dict[str, Values] = {}
    for question in questions_of(content):
        if "show_if" in question:
            earlier = Vocabulary(questions=dict(known))
            yield "form", question["id"], question["show_if"], earlier
        known[question["id"]] = _values_of(question, content=content)
    yield from _judging_places(content, known=known)


def _judging_places(content: dict[str, Any], *, known: dict[str, Values]) -> Iterator[Place]:
    checks = content["checklist"]["checks"]
    for check in checks:
        with_tier = Vocabulary(questions=known, tiers=frozenset(Tier))
        yield "checklist", check["id"], check["when"], with_tier
    for stop in content["tiers"]["stops"]:
        with_checks = Vocabulary(questions=known, checks=frozenset(check["id"] for check in checks))
        yield "tiers", stop["id"], stop["when"], with_checks
    for floor in content["tiers"]["floors"]:
        yield "tiers", floor["id"], floor["when"], Vocabulary(questions=known)
    for line in content["tiers"]["points"]:
        if "only_if" in line:
            yield "tiers", line["id"], line["only_if"], Vocabulary(questions=known)
    yield from _eligibility_places(content)


def _eligibility_places(content: dict[str, Any]) -> Iterator[Place]:
    """The check before sign-up has questions of its own, and its rules know no others."""
    check = content.get("eligibility", {"questions": (), "outcomes": ()})
    known = {
        question["id"]: Values(
            type=question["type"],
            options=frozenset(option["value"] for option in question["options"]),
        )
        for question in check["questions"]
    }
    for outcome in check["outcomes"]:
        yield "eligibility", outcome["id"], outcome["when"], Vocabulary(questions=known)


def _values_of(question: dict[str, Any], *, content: dict[str, Any]) -> Values:
    named = content["lists"]["lists"].get(question.get("options_from"), {})
    return Values(
        type=question["type"],
        options=frozenset(options_of(question, content=content)),
        pattern=named.get("pattern"),
    )
