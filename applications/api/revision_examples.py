"""What do submissions and their copies look like? Examples for the OpenAPI document."""

from typing import Any, Final

from applications.api.examples import REFERENCE, SUMMARY, answered
from applications.copies.content import SCHEMA

RECORD: Final = "1a70d7e27a719c35f341b106f1a2f2c3d1580757e655ae0b43352bcf06f1b92c"
PACK: Final = "starter@1.1.0"
PLACE: Final = f"/api/v1/applications/{REFERENCE}/revisions/2"
SUBMITTED: Final[dict[str, Any]] = {
    "number": 2,
    "submitted_at": "2026-11-23T10:00:00Z",
    "submitted_by": "Anna",
    "pack": PACK,
    "tier": "low",
    "points": 4,
    "fired": [],
    "record_sha256": RECORD,
    "copies": {"json": f"{PLACE}/copy.json", "pdf": f"{PLACE}/copy.pdf"},
}
LINE: Final = answered("submission", SUBMITTED)
ONE: Final = answered(
    "submission with answers",
    SUBMITTED | {"answers": {"B1": "Minutes summariser"}, "changed": ["B1"]},
)
COPY: Final = answered(
    "copy",
    {
        "$schema": SCHEMA,
        "reference": REFERENCE,
        "kind": "new",
        "concerns": None,
        "organisation": SUMMARY["organisation"]["id"],
        "revision": 2,
        "submitted_at": "2026-11-23T10:00:00+00:00",
        "pack": {"name": PACK, "title": "Starter policy pack", "language": "en", "sha256": RECORD},
        "sections": [
            {
                "id": "B",
                "title": "What it does",
                "questions": [
                    {
                        "id": "B1",
                        "label": "Product name",
                        "type": "text",
                        "is_sensitive": False,
                        "is_given": True,
                        "value": "Minutes summariser",
                        "labels": {},
                    }
                ],
            }
        ],
        "files": [],
        "tier": {
            "tier": "low",
            "floor": "low",
            "band": "low",
            "points": 4,
            "lines": [],
            "fired": [],
            "reviewers": 1,
        },
        "record": {"pack": PACK, "answers": {"B1": "Minutes summariser"}, "checks": {"CK-01": ""}},
        "record_sha256": RECORD,
    },
)
