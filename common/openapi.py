"""What does the OpenAPI document say of every operation alike?"""

import copy
from collections.abc import Iterator
from typing import Any, Final

from common.api import NOT_FOUND, PROBLEM_JSON, TYPE_PREFIX, document

Document = dict[str, Any]

PROBLEM: Final[Document] = {
    "type": "object",
    "description": "A refusal as RFC 9457 describes it. `detail` is a sentence for a person.",
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": [f"{TYPE_PREFIX}wrong_state"]},
        "title": {"type": "string", "examples": ["Conflict"]},
        "status": {"type": "integer", "examples": [409]},
        "detail": {
            "type": "string",
            "examples": ["This cannot be done while the state is 'approved'."],
        },
        "instance": {"type": "string", "examples": ["/api/v1/applications/GA-7QK2M9XD/submit/"]},
        "errors": {
            "type": "array",
            "description": "What is wrong where, if it is about parts of what was sent.",
            "items": {"$ref": "#/components/schemas/ProblemError"},
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
PROBLEM_ERROR: Final[Document] = {
    "type": "object",
    "properties": {
        "pointer": {
            "type": "string",
            "description": "A JSON pointer into the body, or the id of a question.",
            "examples": ["B1"],
        },
        "detail": {"type": "string", "examples": ["Enter the name of your product"]},
    },
    "required": ["pointer", "detail"],
}
EXAMPLES: Final = {
    "401": ("authentication_failed", "This token is unknown, expired or revoked."),
    "403": ("permission_denied", "This token lacks the scope for that."),
    "404": ("not_found", NOT_FOUND),
    "409": ("wrong_state", "This cannot be done while the state is 'approved'."),
    "422": ("invalid", "Some of what you sent cannot be used: see errors."),
}
ALWAYS: Final = {
    "401": "You are not signed in, or the token is unknown, expired or revoked.",
    "403": "You may not do that, or the token lacks the scope.",
    "404": "There is nothing here, or nothing that you may see.",
    "default": "Any other refusal, such as 405, 406, 415 or 429.",
}
ON_WRITING: Final = {
    "409": "The present state does not allow that; nothing was changed.",
    "422": "Some of what was sent cannot be used; `errors` says what.",
}
WRITING: Final = frozenset({"post", "put", "patch", "delete"})
METHODS: Final = WRITING | {"get"}


def describe_problems(result: Document, **_: Any) -> Document:
    """Give every operation its problem+json answers; a postprocessing hook of drf-spectacular."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {"Problem": copy.deepcopy(PROBLEM), "ProblemError": copy.deepcopy(PROBLEM_ERROR)}
    for method, operation in _operations(result):
        described = ALWAYS | (ON_WRITING if method in WRITING else {})
        for status, description in described.items():
            operation["responses"].setdefault(status, _answer(status, description))
    return result


def _operations(result: Document) -> Iterator[tuple[str, Document]]:
    for path in result["paths"].values():
        for method in METHODS & path.keys():
            yield method, path[method]


def _answer(status: str, description: str) -> Document:
    content: Document = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if status in EXAMPLES:
        code, detail = EXAMPLES[status]
        content["example"] = _example(int(status), code=code, detail=str(detail))
    return {"description": description, "content": {PROBLEM_JSON: content}}


def _example(status: int, *, code: str, detail: str) -> Document:
    errors = {"#/answers/B1": "The form has no such question"} if code == "invalid" else None
    path = "/api/v1/applications/GA-7QK2M9XD/"
    return document(status, code=code, detail=detail, errors=errors) | {"instance": path}
