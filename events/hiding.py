"""Which subjects does a person read nothing about? Apps above say so, by name in the settings."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from accounts.models import User

Hiding = Callable[[User], Iterable[QuerySet[Any, str]]]
_Row = TypeVar("_Row", bound=Model)


def shown(rows: QuerySet[_Row], *, to: User, subject: str = "subject") -> QuerySet[_Row]:
    """The rows less those about subjects that EVENT_HIDING keeps from the person."""
    for path in settings.EVENT_HIDING:
        for subjects in cast("Hiding", import_string(path))(to):
            rows = rows.exclude(**{f"{subject}__in": subjects})
    return rows
