"""What happens next, in words, and where one can go from here? No state is a dead end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications.models import Appeal, Application, Approval
from applications.models.appeal import AppealOutcome
from applications.states import ApprovalStatus, Kind, Status

NEXT: Final[Mapping[str, StrOrPromise]] = {
    Status.DRAFT: _("Complete every section, check your answers and submit."),
    Status.SUBMITTED: _(
        "A reviewer will take it up. You need not do anything; we write to you at each step."
    ),
    Status.IN_REVIEW: _(
        "A reviewer compares your answers with the usage guidelines. If something is unclear, "
        "we ask you here and by e-mail."
    ),
    Status.AWAITING_SECOND: _(
        "A first reviewer has finished. Two people read applications like this one; "
        "the second one judges it afresh."
    ),
    Status.CHANGES_REQUESTED: _(
        "Change the answers that the reviewers ask about, check all answers and submit again."
    ),
    Status.DECLINED: _(
        "Read below what the reviewers found. When you have changed the product, "
        "make a new application; it is judged on its own."
    ),
    Status.APPEALED: _(
        "Reviewers who took no part in the decision judge the application again. "
        "We write to you when they have decided."
    ),
    Status.RECORDED: _(
        "We have recorded your changes. Nothing that was reviewed has changed, so that the "
        "approval stays as it is."
    ),
    Status.WITHDRAWN: _("Nobody reviews it any more. You can make a new application at any time."),
}
AFTER_APPROVAL: Final[Mapping[str, StrOrPromise]] = {
    ApprovalStatus.ACTIVE: _(
        "You can issue API keys now. Keep to the conditions below while you use them."
    ),
    ApprovalStatus.SUSPENDED: _(
        "The approval is suspended, and its keys do not work meanwhile. Read below why, and write "
        "to the reviewers."
    ),
    ApprovalStatus.REVOKED: _(
        "The approval has ended for good, and its keys no longer work. To use the models again, "
        "make a new application."
    ),
    ApprovalStatus.EXPIRED: _(
        "The time of the approval is over, and its keys no longer work. Recertify it, and issue "
        "new keys after the decision."
    ),
    ApprovalStatus.SUPERSEDED: _("A newer approval has taken the place of this one."),
}
DECLINED_AGAIN: Final = _(
    "Other reviewers have heard your appeal and declined the application again, for good. When you "
    "have changed the product, make a new application; it is judged on its own."
)


def words(
    application: Application, *, approval: Approval | None, appeal: Appeal | None, now: datetime
) -> StrOrPromise:
    """What happens next, or what one can do."""
    if application.status == Status.APPROVED:
        return AFTER_APPROVAL[_standing(approval, now=now)]
    is_upheld = appeal is not None and appeal.outcome == AppealOutcome.UPHELD
    if application.status == Status.DECLINED and is_upheld:
        return DECLINED_AGAIN
    return NEXT[application.status]


def _standing(approval: Approval | None, *, now: datetime) -> str:
    """The state of the approval, whether or not the clock has marked its end already."""
    if approval is None:
        return ApprovalStatus.REVOKED
    is_over = approval.status == ApprovalStatus.ACTIVE and not approval.is_active(now)
    return ApprovalStatus.EXPIRED if is_over else approval.status


def can_begin_again(application: Application) -> bool:
    """Whether a new application may begin with the answers of this one."""
    is_over = application.status in {Status.DECLINED, Status.WITHDRAWN}
    return application.kind == Kind.NEW and is_over and application.revision_id is not None
