"""What do requests and answers about reviews look like? Examples for the OpenAPI document."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

ROW: Final[dict[str, Any]] = {
    "reference": "GA-7QK2M9XD",
    "title": "Minutes summariser",
    "organisation": {"id": "5b0a2f0e-6f0f-4a35-9d5c-0c8a4f6f2f11", "name": "Example Ltd"},
    "status": "submitted",
    "tier": "low",
    "revision": 1,
    "kind": "application",
    "language": "",
    "why": "New",
    "reasons": ["New"],
    "submitted_at": "2026-11-21T09:00:00Z",
    "due_at": "2026-11-24T09:00:00Z",
    "urgency": "soon",
    "topics": [],
    "holder": "",
    "held_until": None,
}
DESK: Final[dict[str, Any]] = {
    "reference": "GA-7QK2M9XD",
    "title": "Minutes summariser",
    "organisation": ROW["organisation"],
    "status": "appealed",
    "pack": "starter@1.1.0",
    "revision": 1,
    "answers": {"B1": "Minutes summariser"},
    "marks": {"CK-01": {"mark": "meets", "note": "As seen.", "evidence": True}},
    "assessment": {"tier": "low", "gate": [{"check": "CK-02", "reason": "unanswered"}]},
    "appeal": {
        "statement": "The second prompt was not read.",
        "filed_at": "2026-11-22T09:00:00Z",
        "outcome": "",
        "against": {
            "note": "It hides that it is a machine.",
            "clauses": ["GP-11@1.0.0"],
            "checks": {"CK-01": "gap"},
            "decided_at": "2026-11-20T15:00:00Z",
        },
    },
    "held": True,
    "held_until": "2026-11-23T10:15:00Z",
    "decision": None,
    "outcomes": {"approve": "Checks without a mark: 1.", "request_changes": "", "decline": ""},
}


def _sent(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


LINE: Final = OpenApiExample("waiting", value=ROW, response_only=True)
ONE: Final = OpenApiExample("at the desk", value=DESK, response_only=True)
TAKEN: Final = OpenApiExample(
    "the next one",
    value={
        "reference": "GA-7QK2M9XD",
        "held_until": "2026-11-23T10:15:00Z",
        "because": [
            "It is overdue, and its tier is high: stricter tiers come first.",
            "Among those it is due first, on 20 November 2026.",
        ],
    },
    response_only=True,
)
HAND_OVER: Final = _sent(
    "to a colleague", {"colleague": "Amber Heron", "note": "Sections A to D are clear."}
)
MARKS: Final = _sent("one mark", {"revision": 1, "marks": DESK["marks"]})
CHANGES: Final = _sent(
    "one question",
    {"revision": 1, "note": "Almost there.", "requests": {"B2": "Who reads the summaries?"}},
)
APPROVE: Final = _sent(
    "approve",
    {
        "revision": 1,
        "outcome": "approve",
        "conditions": [{"id": "CO-RATE", "params": {"rpm": 60, "scope": "key"}}],
    },
)
DECLINE: Final = _sent(
    "decline",
    {
        "revision": 1,
        "outcome": "decline",
        "note": "It infers the religion of people.",
        "clauses": ["GP-07@1.0.0"],
    },
)
NOTE: Final = _sent("a reason", {"note": "Two reports of misuse on 23 November."})
