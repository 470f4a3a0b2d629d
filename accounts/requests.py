"""Who is asking? For views that only signed-in people reach."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`; for annotations only."""

    user: User


def signed_in_user(request: HttpRequest) -> User:
    """Return the person behind a request that a permission has already let through."""
    return cast("User", request.user)
