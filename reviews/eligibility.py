"""What may a reviewer see of all that waits, and what may be offered to them?

Lists, counts, search, Next and claims ask here and nowhere else. What conflicts with a person is
decided lower, in `applications`, since the admin, the API, bulk acts and jobs ask there as well.
"""

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from accounts import queries as accounts
from accounts.models import User
from applications import escalation
from applications.models import Application
from applications.models.conflicts import unconflicted
from applications.services.moves import ensure_reviewer
from reviews import queries, wellbeing
from reviews.models import HeldDecision, QueueItem

_Row = TypeVar("_Row", Application, QueueItem)


def visible(rows: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those of the queue's items, or of the applications, that `by` may find at all."""
    if not by.is_reviewer:
        return rows.none()
    if issubclass(rows.model, QueueItem):
        return rows.filter(unconflicted(by, application="application"))
    return rows.exclude(revision=None).filter(unconflicted(by))


def workable(rows: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those that may be offered to `by`. Whoever decided or is conflicted does not even see it.

    Not offered either is what they have left to others, what is too much for today, what another
    has decided and can still undo, what a policy owner decides after two disagreements, and
    anything while the record of the vendor they come from is not current.
    """
    key = "application" if issubclass(rows.model, QueueItem) else "pk"
    held = HeldDecision.objects.waiting().exclude(reviewer=by).filter(application=OuterRef(key))
    offered = wellbeing.suited(visible(rows, by=by), by=by).exclude(Exists(held))
    if by.is_policy_owner or not accounts.senior_reviewers().exists():
        return offered
    escalated = Application.objects.escalated().filter(pk=OuterRef(key))
    return offered.exclude(Exists(escalated))


def ensure_workable(application: Application, *, by: User) -> None:
    """Raise the refusal that keeps `by` from working on the application, if there is one."""
    ensure_reviewer(application, by=by)
    escalation.ensure_turn(application, by=by)
    if not queries.is_held(application, by=by):  # whoever has it keeps it until they give it back
        wellbeing.ensure_suited(application, by=by)
