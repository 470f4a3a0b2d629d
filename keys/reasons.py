"""Why is there no key for an application now? A sentence for the applicant."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications import lines
from applications.models import Application
from applications.states import ApprovalStatus, Status

NOT_APPROVED: Final[Mapping[str, StrOrPromise]] = {
    Status.DRAFT: _("This application has not been submitted yet."),
    Status.SUBMITTED: _("This application waits for a reviewer."),
    Status.IN_REVIEW: _("This application is being reviewed."),
    Status.AWAITING_SECOND: _("This application waits for a second reviewer."),
    Status.CHANGES_REQUESTED: _("The reviewers have asked for changes of this application."),
    Status.DECLINED: _("This application was declined."),
    Status.APPEALED: _("This application was declined, and the appeal is being decided."),
    Status.WITHDRAWN: _("This application was withdrawn."),
}
NOT_IN_FORCE: Final[Mapping[str, StrOrPromise]] = {
    ApprovalStatus.SUSPENDED: _("The approval is suspended. Its keys do not work meanwhile."),
    ApprovalStatus.REVOKED: _("The approval was revoked. Its keys no longer work."),
    ApprovalStatus.EXPIRED: _("The approval has ended. Its keys no longer work."),
}


def no_key_because(application: Application, *, now: datetime) -> str:
    """The reason, or "" while an approval is in force."""
    approval = lines.newest_approval(application)
    if approval is None:
        return str(
            NOT_APPROVED.get(application.status, gettext("This application has no approval."))
        )
    if approval.is_active(now):
        return ""
    return str(NOT_IN_FORCE.get(approval.status, NOT_IN_FORCE[ApprovalStatus.EXPIRED]))
