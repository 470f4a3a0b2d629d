"""Why does something stand in the queue, in the words that a reviewer reads?"""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from applications.states import Status
from reviews.models import QueueItem, Reason

_STATES: Final[Mapping[Status, StrOrPromise]] = {
    Status.CHANGES_REQUESTED: _("Waits for the applicant"),
    Status.APPROVED: _("Approved"),
    Status.DECLINED: _("Declined"),
    Status.WITHDRAWN: _("Withdrawn"),
    Status.RECORDED: _("Recorded: nothing that was judged has changed"),
}


def words(item: QueueItem, reasons: Collection[str], *, is_held: bool, by: User) -> tuple[str, ...]:
    """A line for each reason that has not been served yet, and one for how far it has come."""
    told = [_word(Reason(reason), item, by=by) for reason in sorted(reasons, key=_importance)]
    state = _state(item, is_held=is_held)
    return tuple([*told, state] if state else told)


def is_back(item: QueueItem, *, by: User) -> bool:
    """Whether the applicant has answered what this reviewer asked."""
    return item.returned_to_id == by.pk and item.closed_at is None and item.paused_at is None


def _importance(reason: str) -> int:
    """What has come back to somebody comes first; then in the order of the list."""
    return -1 if reason == Reason.RETURNED else Reason.values.index(reason)


def _word(reason: Reason, item: QueueItem, *, by: User) -> str:
    if reason is Reason.RETURNED and is_back(item, by=by):
        return gettext("Returned to you: the applicant has answered")
    if reason is Reason.RESUBMITTED:
        number = item.application.current_revision().number
        return gettext("Resubmitted with changes, revision %(number)s") % {"number": number}
    if reason is Reason.APPEAL:
        return gettext("Appeal against a decline: for people who took no part in it")
    return str(reason.label)


def _state(item: QueueItem, *, is_held: bool) -> str:
    if is_held:
        return gettext("Under review")
    if item.status == Status.IN_REVIEW and item.round == 1:
        return gettext("Begun and put back")
    return str(_STATES.get(Status(item.status), ""))
