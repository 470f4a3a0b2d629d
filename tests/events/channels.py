"""Channels for the tests: settings name them by dotted path, as in production."""

from smtplib import SMTPServerDisconnected

from events.models import Event

told: list[int] = []


def remember(event: Event) -> None:
    told.append(event.pk)


def unreachable(event: Event) -> None:
    told.append(event.pk)
    raise SMTPServerDisconnected("Connection unexpectedly closed")


def broken(event: Event) -> None:
    told.append(event.pk)
    raise ZeroDivisionError


NOT_A_FUNCTION = "text"
