"""Which decisions does somebody look at again, without knowing what was decided?

The lot is the hash of the event that made the decision final. Nobody knows it beforehand, nobody
can choose it, and whoever has the log can draw again and compare.
"""

from typing import Final

LOTS: Final = 2**32  # as many as the first four bytes of a hash can say
HUNDRED: Final = 100


def lot(event_hash: bytes) -> int:
    """The number that the hash draws: its first four bytes."""
    return int.from_bytes(bytes(event_hash)[:4], "big")


def is_drawn(number: int, *, rate: int) -> bool:
    """Whether this number is among `rate` per cent of all."""
    return number * HUNDRED < rate * LOTS
