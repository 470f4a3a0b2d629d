"""What do requests and answers about keys look like? Examples for the OpenAPI document."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter

KEY: Final[dict[str, Any]] = {
    "id": "7Kd9QmZx2V",
    "name": "Server in Dublin",
    "env": "live",
    "last4": "9fQ2",
    "application": "GA-7QK2M9XD",
    "status": "active",
    "reason": "",
    "issued_at": "2026-11-24T10:00:00Z",
    "issued_by": "Anna",
    "works_until": "2027-03-31T00:00:00Z",
    "expires_at": "2027-03-31T00:00:00Z",
    "revoked_at": None,
    "replaced_by": None,
    "ends_at": None,
}
SHOWN_ONCE: Final = "gate_live_7Kd9QmZx2V…"
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    description=(
        "Any string of yours, new for each act. The same one again, within 24 hours, gives the "
        "same answer and makes no second key."
    ),
)

ONE: Final = OpenApiExample("key", value=KEY, response_only=True)
ISSUED: Final = OpenApiExample("new key", value={**KEY, "secret": SHOWN_ONCE}, response_only=True)
ROLLED: Final = OpenApiExample(
    "new key",
    value={
        **KEY,
        "id": "Qm2VZx7Kd9",
        "secret": SHOWN_ONCE,
        "replaces": {
            **KEY,
            "replaced_by": "Qm2VZx7Kd9",
            "ends_at": "2026-11-25T10:00:00Z",
            "works_until": "2026-11-25T10:00:00Z",
        },
    },
    response_only=True,
)
NEW: Final = OpenApiExample(
    "a live key",
    value={"name": "Server in Dublin", "env": "live", "expires_at": "2027-03-31T00:00:00Z"},
    request_only=True,
)
OVERLAP: Final = OpenApiExample("a day", value={"overlap_hours": 24}, request_only=True)
