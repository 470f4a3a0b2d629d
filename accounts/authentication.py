"""Whose token is it, and what is it good for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts import services, tokenformat
from accounts.models import ApiToken
from accounts.services.connections import Grant

if TYPE_CHECKING:  # REST framework's settings load this module before its views
    from collections.abc import Callable

    from rest_framework.request import Request
    from rest_framework.views import APIView

    from accounts.models import User
    from accounts.scopes import Scope

UNKNOWN: Final = _("This token is unknown, expired or revoked.")
View = TypeVar("View", bound="Callable[..., object]")


class Bearer(BaseAuthentication):
    """What both kinds of tokens have in common; the first class in a view's list makes the 401."""

    def authenticate_header(self, request: Request) -> str:
        """Make refusals 401."""
        return 'Bearer realm="api"'


class TokenAuthentication(Bearer):
    """`Authorization: Bearer gatepat_…`; afterwards `request.auth` is the token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Find the person by their token; a request without one may have a session."""
        secret = _bearer(request)
        if secret is None or not secret.startswith(tokenformat.prefix(settings.KEY_BRAND)):
            return None
        token = services.authenticate_token(secret)
        if token is None:
            raise AuthenticationFailed(UNKNOWN)
        return token.user, token


class ProgramAuthentication(Bearer):
    """The access token of a program that the person has let in; `request.auth` is its grant.

    Stands behind TokenAuthentication: whatever bearer that one leaves has to be one of these.
    """

    def authenticate(self, request: Request) -> tuple[User, Grant] | None:
        """Find the person by the program's token."""
        secret = _bearer(request)
        if secret is None:
            return None
        grant = services.authenticate_program(secret)
        if grant is None:
            raise AuthenticationFailed(UNKNOWN)
        return grant.connection.user, grant


def _bearer(request: Request) -> str | None:
    scheme, _, secret = get_authorization_header(request).decode("latin-1").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else None


class HasScope(BasePermission):
    """A token needs the scope that the view names for reading or writing; a session has them all.

    A view says `read_scope` and `write_scope` (function views by `scoped`). One that names none
    admits no token.
    """

    message = _("This token lacks the scope for that.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Compare the token's scopes with the view's."""
        if not isinstance(request.auth, ApiToken | Grant):
            return True
        wanted = "read_scope" if request.method in SAFE_METHODS else "write_scope"
        return getattr(view, wanted, None) in request.auth.scopes


def scoped(*, read: Scope | None = None, write: Scope | None = None) -> Callable[[View], View]:
    """Name the scopes of a function view; stands above `@api_view`."""

    def name_scopes(view: View) -> View:
        view.cls.read_scope, view.cls.write_scope = read, write  # type: ignore[attr-defined]
        return view

    return name_scopes
