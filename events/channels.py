"""Which function tells a channel of an event?"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from events.models import Event

Channel = Callable[[Event], None]


class UnknownChannel(LookupError):
    """The settings name no such channel in EVENT_CHANNELS."""


def check_known(name: str) -> None:
    """Refuse a channel that the settings do not name, before anything is written."""
    if name not in settings.EVENT_CHANNELS:
        raise UnknownChannel(f"EVENT_CHANNELS names no channel {name!r}.")


def resolve(name: str) -> Channel:
    """Return the function behind the channel."""
    check_known(name)
    return cast("Channel", import_string(settings.EVENT_CHANNELS[name]))
