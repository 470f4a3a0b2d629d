"""What do requests and answers about applications look like? Examples for the OpenAPI document."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter

REFERENCE: Final = "GA-7QK2M9XD"
SUMMARY: Final[dict[str, Any]] = {
    "reference": REFERENCE,
    "title": "Minutes summariser",
    "organisation": {"id": "5b0a2f0e-6f0f-4a35-9d5c-0c8a4f6f2f11", "name": "Example Ltd"},
    "kind": "new",
    "status": "changes_requested",
    "tier": "low",
    "version": 7,
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-23T10:00:00Z",
    "submitted_at": "2026-11-21T09:00:00Z",
    "due_at": "2026-11-24T09:00:00Z",
    "decided_at": None,
}
ASKED: Final = {
    "id": 12,
    "question": "B2",
    "text": "Who reads the summaries?",
    "reply": "",
    "asked_at": "2026-11-22T10:00:00Z",
    "closed_at": None,
}
RESULT: Final[dict[str, Any]] = {
    "valid": True,
    "invalid": [],
    "missing": ["B2"],
    "visible_count": 48,
    "hidden_but_answered": [],
    "submittable": False,
    "form_tier": "low",
    "tier": "low",
    "floor": "low",
    "band": "low",
    "points": 4,
    "points_by_line": {"PT-1": 1, "PT-2": 3},
    "fired": [],
    "residual": "low",
    "review_tier": "low",
    "grant_tier": "low",
    "reviewers": 1,
    "express": True,
    "shown_checks_count": 1,
    "shown_checks": ["CK-01"],
    "gate": [{"check": "CK-01", "reason": "unanswered"}],
    "outcome": "cannot_be_submitted",
}

IF_MATCH: Final = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    description="The ETag that you read. Refused with 412 if others have saved answers since.",
)
IF_MATCH_TO_SAVE: Final = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description=(
        "The ETag that you read: refused with 412 if others have saved answers since, with how "
        "things stand in `current`. An asterisk replaces whatever is there. Without it 428."
    ),
    examples=[OpenApiExample("as read", '"7-0123456789abcdef"'), OpenApiExample("whatever", "*")],
)
IF_NONE_MATCH: Final = OpenApiParameter(
    "If-None-Match",
    location=OpenApiParameter.HEADER,
    description="The ETag that you have. Answered with 304 if nothing has changed since.",
)


def sent(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def answered(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True)


NEW: Final = sent("for an organisation", {"organisation": SUMMARY["organisation"]["id"]})
ANSWERS: Final = sent("answers", {"answers": {"B1": "Minutes summariser", "B2": ""}})
NEW_MESSAGE: Final = sent("message", {"body": "We have changed the retention period."})
REPLY: Final = sent("reply", {"text": "Only the people who took part in the meeting."})
VALUE: Final = sent("value", {"value": "Minutes summariser"})
PRECHECK: Final = sent("answers", {"answers": {"B1": "Minutes summariser"}})

LINE: Final = answered("application", SUMMARY)
ONE: Final = answered(
    "application",
    SUMMARY
    | {
        "concerns": None,
        "pack": "starter@1.1.0",
        "answers": {"B1": "Minutes summariser"},
        "actions": ["submit", "withdraw"],
        "requests": [ASKED],
        "approvals": [],
    },
)
ANSWER: Final = answered(
    "answer", {"question": "B1", "value": "Minutes summariser", "detail": "", "version": 7}
)
KEPT_FILE: Final[dict[str, Any]] = {
    "id": 3,
    "question": "H1",
    "name": "results.json",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "media_type": "application/json",
    "format": "lm_eval_json",
    "uploaded_at": "2026-11-23T10:00:00Z",
    "scan_state": "pending",
    "scan_detail": "It is being checked for viruses. Nobody can open it until that is done.",
    "read_state": "waiting",
    "read_detail": "",
    "warnings": [],
    "result_count": 0,
    "partial_count": 0,
}
FILE: Final = answered("file", KEPT_FILE)
READ_FILE: Final = answered(
    "file",
    KEPT_FILE
    | {
        "scan_state": "clean",
        "scan_detail": "",
        "read_state": "read",
        "result_count": 1,
        "partial_count": 1,
        "results": [
            {
                "suite": "",
                "task": "gsm8k",
                "task_version": "3.0",
                "metric": "exact_match",
                "filter": "strict-match",
                "value": 0.4,
                "stderr": 0.049,
                "ci_low": None,
                "ci_high": None,
                "n": 100,
                "n_total": 1319,
                "higher_is_better": True,
                "n_shot": 5,
                "limit": 100.0,
                "model_name": "gate-small",
                "model_revision": "2026-09",
                "tool": "lm-evaluation-harness",
                "tool_version": "0.4.9",
                "run_at": "2026-10-27T03:33:20Z",
                "relationship": "",
                "marks": [{"mark": "partial", "detail": "100 of 1,319 samples count."}],
            }
        ],
    },
)
SCHEMA: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:gatehouse:form:starter@1.1.0",
    "title": "Apply for production access",
    "type": "object",
    "properties": {
        "B1": {
            "title": "Product name",
            "x-type": "text",
            "type": "string",
            "minLength": 1,
            "maxLength": 120,
        }
    },
    "required": ["B1"],
    "additionalProperties": False,
}
FORM: Final = [
    OpenApiExample(kind, SCHEMA, response_only=True, media_type=f"application/{kind}")
    for kind in ("schema+json", "json")
]
MESSAGE: Final = answered(
    "message",
    {
        "id": 5,
        "author": "Quiet Heron",
        "from_staff": True,
        "body": "Thank you. Please say who reads the summaries.",
        "sent_at": "2026-11-22T10:00:00Z",
    },
)
REQUEST: Final = answered(
    "request", ASKED | {"reply": "Only the people who took part in the meeting."}
)
PROBLEMS: Final = [{"question": "B2", "detail": "Enter what your product does"}]
PRECHECKED: Final = answered("result", RESULT | {"problems": PROBLEMS})
FIGURES: Final = answered(
    "figures",
    {
        "window_days": 90,
        "tiers": [
            {"tier": "low", "decisions": 212, "median_hours": 9.5, "p90_hours": 41.0},
            {"tier": "medium", "decisions": 58, "median_hours": 52.3, "p90_hours": 160.8},
            {"tier": "high", "decisions": None, "median_hours": None, "p90_hours": None},
            {"tier": "prohibited", "decisions": None, "median_hours": None, "p90_hours": None},
        ],
    },
)
CHECK: Final = answered(
    "draft",
    {
        "submittable": False,
        "problems": PROBLEMS,
        "reasons": [],
        "amendment": {
            "is_recorded": True,
            "grounds": [],
            "changed": [{"question": "A4", "needs_review": False, "checks": [], "rules": []}],
        },
        "assessment": RESULT,
    },
)
