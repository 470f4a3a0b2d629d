"""When is a question shown, as JSON Schema? The rule of `show_if`, told about an answers map.

Every claim is a positive one ("B4 is shown and its value is such") or the opposite of one, because
an answer that is absent, empty or hidden counts as empty.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from guidelines.expression_forms import Claim, Rule, rule_of
from guidelines.pack import Pack, Question

Schema = dict[str, Any]
HOW: Final[Mapping[str, str]] = {"all": "allOf", "any": "anyOf"}


def shown(question: Question, pack: Pack) -> Schema:
    """The condition under which the question is shown; it has a `show_if`."""
    source = question.show_if.source if question.show_if else "true"
    return _told(rule_of(source), pack)


def _told(rule: Rule, pack: Pack) -> Schema:
    if isinstance(rule, Claim):
        return _CLAIMS[rule.form](rule, pack.question(rule.subject))
    parts = [_told(part, pack) for part in rule.parts]
    if rule.how == "none":
        return {"not": parts[0]}
    return {HOW[rule.how]: parts} if parts else {}


def _counts(question: Question, value: Schema) -> Schema:
    """The question is shown, and its answer is such."""
    given: Schema = {"properties": {question.id: value}, "required": [question.id]}
    if question.show_if is None:
        return given
    return {"allOf": [{"$ref": f"#/$defs/shown-{question.id}"}, given]}


def _not(condition: Schema) -> Schema:
    return dict(condition["not"]) if "not" in condition else {"not": condition}


def _is(claim: Claim, question: Question) -> Schema:
    if claim.is_false and question.type == "attestation":  # unticked, and empty, is false
        return {"not": _counts(question, {"const": True})}
    return _counts(question, {"const": not claim.is_false})


def _equals(claim: Claim, question: Question) -> Schema:
    [value] = claim.values
    if value == "":
        return {"not": _counts(question, {"type": "string", "minLength": 1})}
    return _counts(question, {"const": value})


def _differs(claim: Claim, question: Question) -> Schema:
    return _not(_equals(claim, question))


def _among(claim: Claim, question: Question) -> Schema:
    named = _counts(question, {"enum": [value for value in claim.values if value]})
    if "" not in claim.values:
        return named
    empty = {"not": _counts(question, {"type": "string", "minLength": 1})}
    return {"anyOf": [named, empty]} if any(claim.values) else empty


def _items(claim: Claim, question: Question) -> Schema:
    item: Schema = {"enum": list(claim.values)}
    wanted = {"not": item} if claim.is_other else item
    return _counts(question, {"type": "array", "contains": wanted})


def _any_row(claim: Claim, question: Question) -> Schema:
    [value] = claim.values
    without = {"not": {"const": value}}
    if value != "":
        return _counts(question, {"type": "object", "not": {"additionalProperties": without}})
    rows = [row.value for row in question.rows]
    whole = {"type": "object", "required": rows, "additionalProperties": without}
    return {"not": _counts(question, whole)}


_CLAIMS: Final[Mapping[str, Callable[[Claim, Question], Schema]]] = {
    "is": _is,
    "equals": _equals,
    "differs": _differs,
    "among": _among,
    "contains": _items,
    "any": _items,
    "any_row": _any_row,
}
