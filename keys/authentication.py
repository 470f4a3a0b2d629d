"""How a program shows an API key: as the bearer in the Authorization header."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from keys import queries
from keys.models import ApiKey

UNKNOWN = _("This is not a key of ours. Send it as 'Authorization: Bearer …'.")


class KeyAuthentication(BaseAuthentication):
    """`request.auth` is the key's row, whatever its status; nobody is signed in by it."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        """Missing: nothing. Malformed and unknown: one refusal for both."""
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if not scheme:
            return None
        key = None
        if scheme.lower() == b"bearer":
            key = queries.by_secret(secret.strip().decode("ascii", errors="replace"))
        if key is None:
            raise AuthenticationFailed(UNKNOWN)
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="gatehouse", error="invalid_token"'
