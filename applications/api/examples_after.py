"""What do decisions, appeals and approvals look like? Examples for the OpenAPI document."""

from typing import Any, Final

from applications.api.examples import REFERENCE, SUMMARY, answered, sent

APPROVAL_ID: Final = "0d0a0a5e-4e2f-4f1c-9f0e-3a4b5c6d7e8f"
DECISION: Final = answered(
    "declined",
    {
        "outcome": "decline",
        "note": "The product hides that it is a machine.",
        "decided_at": "2026-11-24T15:00:00Z",
        "clauses": [
            {
                "reference": "GP-11@1.0.0",
                "title": "Manipulation",
                "rule": "Do not deceive people.",
                "url": "/guidelines/starter/1.1.0/#GP-11",
            }
        ],
        "findings": [
            {
                "check": "CK-05",
                "mark": "gap",
                "detail": "People learn that they talk to a machine.",
                "how_to_mend": "A notice before the first answer.",
                "clause": "GP-11@1.0.0",
                "mended_by": [],
            }
        ],
        "appeal_until": "2027-05-23",
    },
)
STATEMENT: Final = sent("appeal", {"statement": "The notice is on page 3 of the evidence."})
APPEAL: Final = answered(
    "appeal",
    {
        "statement": "The notice is on page 3 of the evidence.",
        "filed_at": "2026-11-25T09:00:00Z",
        "outcome": "",
        "decided_at": None,
    },
)
_LINE: Final[dict[str, Any]] = {
    "id": APPROVAL_ID,
    "application": REFERENCE,
    "title": SUMMARY["title"],
    "organisation": SUMMARY["organisation"],
    "status": "active",
    "tier": "low",
    "valid_from": "2026-11-24T15:00:00Z",
    "valid_until": "2028-11-24T15:00:00Z",
}
APPROVAL_LINE: Final = answered("approval", _LINE)
APPROVAL: Final = answered(
    "approval",
    _LINE
    | {
        "note": "",
        "pack": "starter@1.1.0",
        "models": ["gate-small", "gate-large"],
        "limits": {"CO-RATE": {"rpm": 60, "scope": "key"}},
        "conditions": [
            {
                "id": "CO-RATE",
                "title": "Rate limit",
                "text": "At most this many requests per minute.",
                "enforced_by": "gateway",
                "params": {"rpm": 60, "scope": "key"},
                "due": None,
            }
        ],
        "successor": None,
        "recertify_from": "2028-08-26T15:00:00Z",
        "actions": ["amend", "relinquish"],
    },
)
