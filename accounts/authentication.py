"""Whose API token is it?"""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer gatepat_…`."""

    def authenticate(self, request: Request) -> None:
        """Find the person by their token."""

    def authenticate_header(self, request: Request) -> str:
        """Make refusals 401."""
        return 'Bearer realm="api"'
