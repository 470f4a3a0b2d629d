"""What may a reviewer see of all that waits, and what may be offered to them?

Lists, counts, search, Next and claims ask here and nowhere else. What conflicts with a person is
decided lower, in `applications`, since the admin, the API, bulk acts and jobs ask there as well.
"""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.models import User
from applications.models import Application
from applications.models.conflicts import unconflicted
from applications.services.moves import ensure_reviewer

_Row = TypeVar("_Row", bound=Model)


def visible(items: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those of the applications, or of what waits about them, that `by` may find at all."""
    if not by.is_reviewer:
        return items.none()
    path = "" if items.model is Application else "application__"
    submitted = items.filter(**{f"{path}revision__isnull": False})
    return submitted.filter(unconflicted(by, path=path))


def workable(items: QuerySet[_Row, Any], *, by: User) -> QuerySet[_Row, Any]:
    """Those that may be offered to `by`. Whoever decided or is conflicted does not even see it."""
    return visible(items, by=by)


def ensure_workable(application: Application, *, by: User) -> None:
    """Raise the refusal that keeps `by` from working on the application, if there is one."""
    ensure_reviewer(application, by=by)
