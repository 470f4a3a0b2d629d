"""The app of API keys."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "keys"

    def ready(self) -> None:
        """Register the key's security scheme."""
        from keys import openapi  # noqa: F401, PLC0415 -- needs the loaded app registry
