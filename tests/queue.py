"""What ought to stand in the queue for an application? Written down a second time, in Python."""

from applications.states import CLOSED, Status
from reviews.models import Reason

TOLD = (
    *("status", "tier", "round", "due_at", "soon_at", "paused_at"),
    *("returned_to_id", "returned_until"),
)


def expected_reasons(application):
    """Why it waits for a reviewer, by its present state alone."""
    if application.status in CLOSED or application.status == Status.CHANGES_REQUESTED:
        return set()
    if application.status == Status.AWAITING_SECOND:
        return {Reason.SECOND_REVIEW}
    if application.status == Status.APPEALED:
        return _of_appeal(application)
    returned = {Reason.RETURNED} if application.returned_to_id else set()
    return {_of_submission(application)} | returned


def _of_submission(application):
    if application.round > 1:
        return Reason.DISAGREEMENT
    if application.revision.number > 1:
        return Reason.RESUBMITTED
    return Reason.NEW if application.kind == "new" else Reason(application.kind)


def _of_appeal(application):
    found = {Reason.APPEAL}
    if application.round > application.appeal.round:
        found.add(Reason.DISAGREEMENT)
    if application.decisions.filter(
        revision=application.revision_id, round=application.round
    ).exists():
        found.add(Reason.SECOND_REVIEW)
    return found


def assert_in_step(application):
    """Its items say what the application says, and all that has been served is closed."""
    application.refresh_from_db()
    *earlier, last = application.items.exclude(kind="case").order_by("pk")
    assert all(item.closed_at and item.status in CLOSED for item in earlier)
    for name in TOLD:
        assert getattr(last, name) == getattr(application, name), name
    assert bool(last.closed_at) is (application.status in CLOSED)
    open_ones = last.reasons.filter(closed_at=None).exclude(reason__in=("handed_over", "quality"))
    assert set(open_ones.values_list("reason", flat=True)) == expected_reasons(application)
    assert not any(item.reasons.filter(closed_at=None).exists() for item in earlier)
