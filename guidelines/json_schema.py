"""What does a complete application look like, as JSON Schema 2020-12? Made from a pack.

A document is valid here if each answer passes its cleaner (`answer_types`) and no question that is
asked at every tier lacks its answer. What JSON Schema cannot say stands beside it as an annotation,
`x-…`: which questions are asked from a tier on, whose applications may be named, the rule in CEL.
Texts are measured as sent; the portal cuts white space at both ends first.
"""

from collections.abc import Mapping
from typing import Any, Final

from guidelines.json_schema_rules import Schema, shown
from guidelines.json_schema_types import answer, complete
from guidelines.pack import Pack, Question, Section

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ID_PREFIX: Final = "urn:gatehouse:form:"
FROM_TIER: Final[Mapping[str, str]] = {"from_medium": "medium", "from_high": "high"}


def form_schema(pack: Pack) -> Schema:
    """The form of one pack version; `$id` names the version."""
    conditional = [question for question in pack.questions if question.show_if]
    return {
        "$schema": DIALECT,
        "$id": f"{ID_PREFIX}{pack.name}",
        "title": pack.form_title,
        "description": pack.form_intro,
        "x-pack": pack.name,
        "x-sections": [_section(section) for section in pack.sections],
        "type": "object",
        "properties": {question.id: _described(question) for question in pack.questions},
        "required": [question.id for question in pack.questions if question.required == "always"],
        "additionalProperties": False,
        "allOf": [_asked_if_shown(question) for question in conditional if _is_asked(question)],
        "$defs": _definitions(pack, conditional),
    }


def _section(section: Section) -> dict[str, Any]:
    questions = [question.id for question in section.questions]
    return {"id": section.id, "title": section.title, "help": section.help, "questions": questions}


def _described(question: Question) -> Schema:
    """The answer's shape with all that the pages say of the question."""
    shape = complete(question) if question.required == "always" else answer(question)
    return {"title": question.label, "description": question.help, **_notes(question), **shape}


def _notes(question: Question) -> dict[str, Any]:
    notes = {
        "x-type": question.type,
        "x-section": question.section,
        "x-error": question.error,
        "x-clauses": list(question.clauses),
        "x-required": question.required,
        "x-required-from": FROM_TIER.get(question.required),
        "x-show-if": question.show_if.source if question.show_if else None,
        "x-sensitive": question.sensitive or None,
        "x-record-only": question.record_only or None,
        "x-options-from": question.options_from,
        "x-binds": None if question.binds == "none" else question.binds,
    }
    return {name: value for name, value in notes.items() if value is not None}


def _is_asked(question: Question) -> bool:
    return question.required == "when_shown"


def _asked_if_shown(question: Question) -> Schema:
    whole = {"properties": {question.id: {"$ref": f"#/$defs/{question.id}"}}}
    return {
        "if": {"$ref": f"#/$defs/shown-{question.id}"},
        "then": {"required": [question.id], **whole},
    }


def _definitions(pack: Pack, conditional: list[Question]) -> dict[str, Schema]:
    asked = {question.id: complete(question) for question in conditional if _is_asked(question)}
    return asked | {f"shown-{question.id}": shown(question, pack) for question in conditional}
