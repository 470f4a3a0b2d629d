"""Set up the log."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Registers the check of the channels."""

    name = "events"

    def ready(self) -> None:
        """Load what registers itself."""
        from events import checks  # noqa: F401, PLC0415 -- registers the system check
