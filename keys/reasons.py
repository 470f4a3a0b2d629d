"""Why is there no key for an application now? A sentence for the applicant."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from applications import lines
from applications.models import Application
from applications.states import ApprovalStatus, Status

NOT_APPROVED: Final[Mapping[str, str]] = {
    Status.DRAFT: "This application has not been submitted yet.",
    Status.SUBMITTED: "This application waits for a reviewer.",
    Status.IN_REVIEW: "This application is being reviewed.",
    Status.AWAITING_SECOND: "This application waits for a second reviewer.",
    Status.CHANGES_REQUESTED: "The reviewers have asked for changes of this application.",
    Status.DECLINED: "This application was declined.",
    Status.APPEALED: "This application was declined, and the appeal is being decided.",
    Status.WITHDRAWN: "This application was withdrawn.",
}
NOT_IN_FORCE: Final[Mapping[str, str]] = {
    ApprovalStatus.SUSPENDED: "The approval is suspended. Its keys do not work meanwhile.",
    ApprovalStatus.REVOKED: "The approval was revoked. Its keys no longer work.",
    ApprovalStatus.EXPIRED: "The approval has ended. Its keys no longer work.",
}


def no_key_because(application: Application, *, now: datetime) -> str:
    """The reason, or "" while an approval is in force."""
    approval = lines.newest_approval(application)
    if approval is None:
        return NOT_APPROVED.get(application.status, "This application has no approval.")
    if approval.is_active(now):
        return ""
    return NOT_IN_FORCE.get(approval.status, NOT_IN_FORCE[ApprovalStatus.EXPIRED])
