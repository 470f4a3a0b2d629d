"""A place in a list as an address carries it: opaque, and harmless whatever it holds."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: by the moment that the list is sorted by, then by its key."""

    moment: datetime
    pk: int


def write(place: Place) -> str:
    """The text for the address."""
    plain = f"{place.moment.isoformat()}~{place.pk}"
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read(cursor: str) -> Place | None:
    """The place that a cursor names; None for anything else."""
    moment_text, _, pk = _plain(cursor).partition("~")
    try:
        moment = parse_datetime(moment_text)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not re.fullmatch("[0-9]{1,18}", pk):
        return None
    return Place(moment=moment, pk=int(pk))


def _plain(cursor: str) -> str:
    try:
        return urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except ValueError:  # no base64, or no text in it
        return ""
