"""Does every channel in the settings lead to a function?"""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@register()
def channels_resolve(**_: Any) -> list[CheckMessage]:
    """Find a mistyped path at the start instead of at the first event."""
    return [
        error
        for name, path in settings.EVENT_CHANNELS.items()
        for error in _errors(f"EVENT_CHANNELS[{name!r}]", path)
    ]


@register()
def hiding_resolves(**_: Any) -> list[CheckMessage]:
    """The same for what hides events from people."""
    return [error for path in settings.EVENT_HIDING for error in _errors("EVENT_HIDING", path)]


def _errors(name: str, path: str) -> list[CheckMessage]:
    try:
        named = import_string(path)
    except ImportError as error:
        return [Error(f"{name}: {error}", id="events.E001")]
    if callable(named):
        return []
    return [Error(f"{name}: {path} is not a function.", id="events.E002")]
