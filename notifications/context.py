"""What do the pages of signed-in people know about notifications?"""

from functools import partial

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from notifications import queries


def unread(request: HttpRequest) -> dict[str, object]:
    """How many are unread, counted only by a page whose navigation says so."""
    return {"unread_notifications": SimpleLazyObject(partial(_count, request))}


def _count(request: HttpRequest) -> str:
    """As the navigation says it; empty if there is nothing to say."""
    user = request.user
    count = queries.unread_count(user) if isinstance(user, User) else 0
    if count > queries.UNREAD_MAX:
        return f"{queries.UNREAD_MAX}+"
    return str(count or "")
