"""The app of people and organisations."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Describes itself to the OpenAPI document once everything is loaded."""

    name = "accounts"

    def ready(self) -> None:
        """Register the token's security scheme."""
        from accounts import openapi  # noqa: F401, PLC0415 -- needs the loaded app registry
