"""Everything reviewers do: hold an application, mark its checklist, hand it back, decide.

`leases` · `marking` the checklist and covered answers · `verdicts` changes, decisions, approvals ·
`bulk` one act on several applications.
"""

from reviews.services.bulk import Refusal, each
from reviews.services.leases import (
    HeldByAnother,
    NotHeld,
    ReturnedToAnother,
    claim,
    ensure_holder,
    release,
    release_expired,
)
from reviews.services.marking import MarkInput, MarkRefused, mark, reveal
from reviews.services.verdicts import (
    NotExpress,
    StaleRevision,
    approve_express,
    decide,
    ensure_current,
    move_approval,
    request_changes,
    take_back,
    write,
)

__all__ = [
    "HeldByAnother",
    "MarkInput",
    "MarkRefused",
    "NotExpress",
    "NotHeld",
    "Refusal",
    "ReturnedToAnother",
    "StaleRevision",
    "approve_express",
    "claim",
    "decide",
    "each",
    "ensure_current",
    "ensure_holder",
    "mark",
    "move_approval",
    "release",
    "release_expired",
    "request_changes",
    "reveal",
    "take_back",
    "write",
]
