"""How does the OpenAPI document describe signing in with a token?"""

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A bearer scheme; drf-spectacular finds it by its being defined."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "apiToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the security scheme object."""
        return {"type": "http", "scheme": "bearer", "description": "A personal API token."}


DEVICE_FLOW: Final = (
    "The access token of a program that a person has let in by the OAuth 2.0 device flow "
    "(RFC 8628), as `gatehouse login` does: POST `client_id=gatehouse-cli` and `scope` to "
    "`/identity/o/api/device/code`, show the person `user_code` and `verification_uri`, then ask "
    "`/identity/o/api/token` every `interval` seconds. Scopes are those of personal API tokens."
)


class ProgramScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """OpenAPI 3.1 knows no device flow by itself; the discovery document does."""

    target_class = "accounts.authentication.ProgramAuthentication"
    name = "deviceFlow"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the security scheme object."""
        return {
            "type": "openIdConnect",
            "openIdConnectUrl": "/.well-known/openid-configuration",
            "description": DEVICE_FLOW,
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        """Name the scope that this operation needs."""
        is_read = auto_schema.method in SAFE_METHODS
        scope = getattr(auto_schema.view, "read_scope" if is_read else "write_scope", None)
        return {self.name: [str(scope)] if scope else []}
