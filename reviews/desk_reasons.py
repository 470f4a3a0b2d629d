"""Why is it here, since when, and what has a colleague said who handed it over?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django_stubs_ext import StrOrPromise

from reviews.models import Reason


@dataclass(frozen=True, slots=True)
class Why:
    """One reason that has not been served yet."""

    words: StrOrPromise
    since: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over, and waits for whoever it is for."""

    giver: str
    taker: str
    until: datetime
    note: str
    people: frozenset[int]  # the two whose it is to put it back

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """As the query of the desk gives it."""
        return cls(
            giver=row["giver"],
            taker=row["taker"],
            until=datetime.fromisoformat(row["until"]),
            note=row["note"],
            people=frozenset((row["giver_id"], row["taker_id"])),
        )


def why(rows: list[Mapping[str, Any]]) -> tuple[Why, ...]:
    """As the query of the desk gives them."""
    return tuple(
        Why(Reason(row["reason"]).label, datetime.fromisoformat(row["since"])) for row in rows
    )
