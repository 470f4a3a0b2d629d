"""Who decides after reviewers have disagreed twice? A reviewer who owns the policy.

The first disagreement gives a new round to two other people. The second is a sign that the text is
not clear: whoever answers for it decides, together with those who decided the same before. Where no
such person may judge the application, other reviewers go on as after the first, so that it never
waits for nobody.
"""

from typing import Final

from django.db.models import Count, QuerySet

from accounts import queries as accounts
from accounts.models import User
from applications import conflicts
from applications.models import Application
from common.errors import DomainError

DISAGREEMENTS: Final = 2


class ForPolicyOwners(DomainError):
    """Reviewers disagreed twice on this application: a policy owner decides on it."""


def people_for(application: Application) -> QuerySet[User]:
    """The reviewers who own the policy and have no conflict of interest in the application."""
    return accounts.senior_reviewers().exclude(conflicts.people(application))


def is_due(application: Application, *, after: User) -> bool:
    """Whether a policy owner comes next, now that `after` has disagreed."""
    rounds = application.decisions.filter(revision=application.revision_id)
    disagreed = rounds.values("round").annotate(outcomes=Count("outcome", distinct=True))
    if disagreed.filter(outcomes__gt=1).order_by().count() < DISAGREEMENTS:
        return False
    return people_for(application).exclude(pk=after.pk).exists()


def ensure_turn(application: Application, *, by: User) -> None:
    """Raise if a policy owner decides and `by` is none, as long as there is one who may."""
    if application.is_escalated and not by.is_policy_owner and people_for(application).exists():
        raise ForPolicyOwners
