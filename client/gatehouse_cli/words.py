"""How do states and times read to a person?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from gatehouse_cli.failures import Exit

STATES: Final[Mapping[str, str]] = {
    "draft": "Draft",
    "submitted": "Submitted, waits for a reviewer",
    "in_review": "In review",
    "changes_requested": "Changes requested: your turn",
    "awaiting_second": "Waits for a second reviewer",
    "approved": "Approved",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "recorded": "Recorded",
    "appealed": "Appealed, waits for other reviewers",
}
OUTCOMES: Final[Mapping[str, Exit]] = {
    "approved": Exit.OK,
    "recorded": Exit.OK,
    "declined": Exit.DECLINED,
    "withdrawn": Exit.WITHDRAWN,
    "draft": Exit.YOUR_TURN,
    "changes_requested": Exit.YOUR_TURN,
}


def state(name: str) -> str:
    """In words."""
    return STATES.get(name, name.replace("_", " ").capitalize())


def outcome(name: str) -> Exit:
    """What the state means as an exit code."""
    return OUTCOMES.get(name, Exit.UNDER_WAY)


def moment(written: str | None) -> str:
    """`2026-11-24T10:00:00Z` → `2026-11-24 10:00 UTC`; empty for nothing."""
    if not written:
        return ""
    return f"{datetime.fromisoformat(written):%Y-%m-%d %H:%M} UTC"


def status_lines(application: Mapping[str, Any]) -> list[str]:
    """An application as `gatehouse status` shows it."""
    lines = [
        f"{application['reference']}  {application['title'] or '(no name yet)'}",
        f"State      {state(application['status'])}",
    ]
    more = {
        "Tier": application.get("tier"),
        "Submitted": moment(application.get("submitted_at")),
        "Due": moment(application.get("due_at")),
        "Decided": moment(application.get("decided_at")),
    }
    lines += [f"{name:<10} {value}" for name, value in more.items() if value]
    lines += [f"Asked      {request_line(each)}" for each in open_requests(application)]
    lines += [f"Approval   {_approval(each)}" for each in application.get("approvals", ())]
    return lines


def open_requests(application: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The changes that reviewers still wait for."""
    return [each for each in application.get("requests", ()) if not each["closed_at"]]


def request_line(request: Mapping[str, Any]) -> str:
    """A request for a change."""
    reply = " (answered)" if request["reply"] else ""
    return f"{request['question']}: {request['text']}{reply}"


def _approval(approval: Mapping[str, Any]) -> str:
    return f"{approval['status']}, {approval['tier']}, until {moment(approval['valid_until'])}"
