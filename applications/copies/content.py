"""What stands in the copy of a revision that programs read? `revision-copy-1.json` describes it.

Only what the revision and its pack hold goes in, in the pack's own words, so that the bytes are
the same whenever and wherever the copy is made.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any, Final

from applications.differences import FILE_TYPES
from applications.models import Revision
from guidelines import queries as guidelines
from guidelines.answers import empty_value
from guidelines.assessment import Assessment, assess, canonical
from guidelines.pack import Floor, Question, Section, Stop

SCHEMA: Final = "urn:gatehouse:schema:revision-copy:1"
SCHEMA_FILE: Final = Path(__file__).with_name("revision-copy-1.json")


def as_json(revision: Revision) -> bytes:
    """Canonical: the keys sorted, no white space, UTF-8."""
    return canonical(content(revision)).encode()


def sha256(copy: bytes) -> str:
    """The digest by which a copy is known."""
    return hashlib.sha256(copy).hexdigest()


def as_written(revision: Revision) -> Assessment:
    """What the answers came to, in the words of the pack itself, whoever reads."""
    return assess(guidelines.original(revision.pack), revision.all_answers())


def content(revision: Revision) -> dict[str, Any]:
    """The copy as values."""
    application, assessment = revision.application, as_written(revision)
    return {
        "$schema": SCHEMA,
        "reference": application.reference,
        "kind": str(application.kind),
        "concerns": application.concerns.reference if application.concerns else None,
        "organisation": str(application.organisation.public_id),
        "revision": revision.number,
        "submitted_at": revision.submitted_at.astimezone(UTC).isoformat(),
        "pack": _pack(revision, assessment),
        "sections": [_section(one, assessment) for one in assessment.pack.sections],
        "files": _files(assessment),
        "tier": _tier(revision, assessment),
        "record": assessment.record,
        "record_sha256": revision.record_sha256,
    }


def _pack(revision: Revision, assessment: Assessment) -> dict[str, Any]:
    pack = assessment.pack
    return {
        "name": pack.name,
        "title": pack.title,
        "language": pack.language,
        "sha256": revision.pack.sha256,
    }


def _section(section: Section, assessment: Assessment) -> dict[str, Any]:
    visible = frozenset(assessment.effective.visible)
    answers = assessment.effective.answers
    return {
        "id": section.id,
        "title": section.title,
        "questions": [_question(q, answers[q.id]) for q in section.questions if q.id in visible],
    }


def _question(question: Question, value: Any) -> dict[str, Any]:
    return {
        "id": question.id,
        "label": question.label,
        "type": question.type,
        "is_sensitive": question.sensitive,
        "is_given": value != empty_value(question),
        "value": value,
        "labels": _labels(question, value),
    }


def _labels(question: Question, value: Any) -> dict[str, str]:
    """What the options, rows and fields in the answer are called."""
    known = {
        **question.labels,
        **{row.value: row.label for row in question.rows},
        **{field.id: field.label for field in question.fields},
    }
    return {name: known[name] for name in _named(value) if name in known}


def _named(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [str(name) for name in (*value, *value.values())]
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _files(assessment: Assessment) -> list[dict[str, Any]]:
    answers = assessment.effective.answers
    asked = [question for question in assessment.pack.questions if question.type in FILE_TYPES]
    return [{"question": q.id, **item} for q in asked for item in answers[q.id]]


def _tier(revision: Revision, assessment: Assessment) -> dict[str, Any]:
    pack = assessment.pack
    return {
        "tier": revision.tier,
        "floor": revision.floor,
        "band": revision.band,
        "points": revision.points,
        "lines": [
            {
                "id": line.id,
                "text": line.text,
                "question": line.question,
                "points": revision.points_by_line[line.id],
                "highest": line.highest,
            }
            for line in pack.points
        ],
        "fired": [_rule(pack.rule_index[name]) for name in revision.fired],
        "reviewers": revision.reviewers_needed,
    }


def _rule(rule: Stop | Floor) -> dict[str, Any]:
    return {
        "id": rule.id,
        "tier": str(rule.tier),
        "text": rule.text,
        "advice": rule.advice,
        "questions": sorted(rule.when.questions),
    }


def schema() -> dict[str, Any]:
    """The JSON Schema of the copy."""
    described: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return described
