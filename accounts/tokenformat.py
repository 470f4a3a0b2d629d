"""What does a personal API token look like, and is this text one?

`gatepat_` + 32 characters of secret + 6 of CRC-32 over everything before them, in base62: a typing
mistake is refused without asking the database, and a scanner finds a leaked token for certain.
"""

from typing import Final

from common.base62 import ALPHABET, CHECKSUM_LENGTH, checksum, draw

SECRET_LENGTH: Final = 32  # 190 bits


def prefix(brand: str) -> str:
    """Return what every token of an installation starts with; no API key does."""
    return f"{brand}pat_"


def generate(brand: str) -> str:
    """Draw a new token."""
    start = prefix(brand) + draw(SECRET_LENGTH)
    return start + checksum(start)


def is_well_formed(text: str, *, brand: str) -> bool:
    """Whether prefix, length, alphabet and checksum are right."""
    start, check = text[:-CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
    body = start.removeprefix(prefix(brand))
    return (
        start.startswith(prefix(brand))
        and len(body) == SECRET_LENGTH
        and set(body) <= set(ALPHABET)
        and checksum(start) == check
    )
