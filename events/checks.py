"""Does every channel in the settings lead to a function?"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@register()
def channels_resolve(**_: Any) -> list[CheckMessage]:
    """Find a mistyped path at the start instead of at the first event."""
    return [
        error for name, path in settings.EVENT_CHANNELS.items() for error in _errors(name, path)
    ]


def _errors(name: str, path: str) -> list[CheckMessage]:
    try:
        channel = import_string(path)
    except ImportError as error:
        return [Error(f"EVENT_CHANNELS[{name!r}]: {error}", id="events.E001")]
    if callable(channel):
        return []
    return [Error(f"EVENT_CHANNELS[{name!r}]: {path} is not a function.", id="events.E002")]
