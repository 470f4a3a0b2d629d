"""What belongs to one use case: its approvals, its revisions, and what may follow now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from applications import queries
from applications.models import Application, Approval, Revision
from applications.models.approval import USABLE
from applications.states import CLOSED, ApprovalStatus, Kind, Status
from guidelines.assessment import Assessment
from guidelines.materiality import Difference, difference

RECERTIFY_BEFORE: Final = timedelta(days=90)


def newest_approval(application: Application) -> Approval | None:
    """The last approval of the use case, in force or not."""
    return Approval.objects.filter(line=application.line_id).order_by("-pk").first()


def open_follow_up(application: Application) -> Application | None:
    """The amendment or recertification of the use case that is not closed."""
    follow_ups = Application.objects.present().filter(concerns=application.line_id)
    return follow_ups.exclude(status__in=CLOSED).first()


def can_amend(approval: Approval | None, *, now: datetime) -> bool:
    """Whether there is an approval in force."""
    return approval is not None and approval.is_active(now)


def can_recertify(approval: Approval | None, *, now: datetime) -> bool:
    """Whether an approval ends within 90 days, or has ended by its time."""
    if approval is None:
        return False
    is_over = approval.status == ApprovalStatus.EXPIRED
    is_near = approval.valid_until - RECERTIFY_BEFORE <= now
    return is_over or (approval.status == ApprovalStatus.ACTIVE and is_near)


def standing_revision(approval: Approval, *, at: datetime | None = None) -> Revision:
    """The answers that stand, or stood: the approved ones, with what was recorded after them."""
    recorded = Revision.objects.filter(
        application__concerns=approval.line_id,
        application__status=Status.RECORDED,
        submitted_at__gte=approval.valid_from,
        submitted_at__lte=at or timezone.now(),
    )
    return recorded.order_by("pk").last() or approval.revision


def standing_before(application: Application) -> Revision | None:
    """The answers that stood when an amendment or recertification was begun; None for others."""
    if not application.is_follow_up:
        return None
    begun_at = application.created_at
    approvals = Approval.objects.filter(line=application.line_id, valid_from__lte=begun_at)
    approval = approvals.order_by("-pk").first()
    return standing_revision(approval, at=begun_at) if approval else None


def difference_of(application: Application, assessment: Assessment) -> Difference | None:
    """What an amendment changes of the approval in force; None if there is nothing to compare."""
    if application.kind != Kind.AMENDMENT:
        return None
    approval = newest_approval(application)
    if not can_amend(approval, now=timezone.now()):
        return None
    before = standing_revision(approval)  # type: ignore[arg-type]  # there is one in force
    return difference(
        assessment.pack,
        before.all_answers(),
        assessment.effective.answers,
        is_same_pack=before.pack_id == queries.pack_version_of(application).pk,
    )


def is_recorded(application: Application, found: Difference | None) -> bool:
    """Whether an amendment is only recorded: nothing in it is judged, and nobody has asked."""
    return found is not None and not found.is_material and application.revision_id is None


def actions_about(approval: Approval, *, now: datetime) -> list[str]:
    """What may be begun about an approval now; of one that was replaced, nothing."""
    newest = newest_approval(approval.application)
    if newest != approval:
        return []
    is_free = open_follow_up(approval.application) is None
    found = {
        "amend": is_free and can_amend(approval, now=now),
        "recertify": is_free and can_recertify(approval, now=now),
        "relinquish": approval.status in USABLE,
    }
    return [action for action, is_open in found.items() if is_open]


@dataclass(frozen=True, slots=True)
class Follows:
    """What an applicant may begin about an approval now, and what is under way."""

    approval: Approval | None
    under_way: Application | None
    can_amend: bool
    can_recertify: bool
    can_relinquish: bool

    def allows(self, kind: Kind) -> bool:
        """Whether such an application may be begun now."""
        return {Kind.AMENDMENT: self.can_amend, Kind.RECERTIFICATION: self.can_recertify}[kind]

    @property
    def is_in_force(self) -> bool:
        """Whether keys work now."""
        return self.approval is not None and self.approval.is_active(timezone.now())


def follows(application: Application) -> Follows:
    """The next steps of a use case; two queries."""
    now = timezone.now()
    approval, under_way = newest_approval(application), open_follow_up(application)
    is_free = under_way is None
    return Follows(
        approval,
        under_way,
        can_amend=is_free and can_amend(approval, now=now),
        can_recertify=is_free and can_recertify(approval, now=now),
        can_relinquish=approval is not None and approval.status in USABLE,
    )
