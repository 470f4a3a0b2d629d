"""What may a reviewer see of all that waits, and what may be offered to them?

Lists, counts, search, Next and claims ask here and nowhere else. What conflicts with a person is
decided lower, in `applications`, since the admin, the API, bulk acts and jobs ask there as well.
"""

from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import User
from applications import appealing
from applications.models import Application, Decision
from applications.services.decisions import DecidedAlready
from applications.services.moves import ensure_reviewer

_Row = TypeVar("_Row", bound=Model)


def visible(items: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those of the applications, or of what waits about them, that `by` may find at all."""
    known = Application.objects.reviewable_by(by).exclude(appealing.is_for_others(by))
    return items.filter(**{f"{_path(items)}in": known.values("pk")})


def workable(items: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those that may be offered to `by`: whoever decided on a revision does not do so again."""
    decided = Decision.objects.filter(
        revision=OuterRef(_path(items).removesuffix("pk__") + "revision_id"), reviewer=by
    )
    return visible(items, by=by).exclude(Q(Exists(decided)))


def ensure_workable(application: Application, *, by: User) -> None:
    """Raise the refusal that keeps `by` from working on the application, if there is one."""
    ensure_reviewer(application, by=by)
    if application.decisions.filter(revision=application.revision_id, reviewer=by).exists():
        raise DecidedAlready


def _path(items: QuerySet[Any, Any]) -> str:
    """How a row leads to the key of its application."""
    return "pk__" if items.model is Application else "application__pk__"
