"""How secrets are written: base-62 characters, and a CRC-32 that catches typing mistakes.

The checksum lets a damaged secret end before any look-up, and a scanner find a leaked one for
certain. It proves nothing: only the digest of the whole secret does.
"""

import secrets
import string
import zlib
from typing import Final

ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
CHECKSUM_LENGTH: Final = 6  # 62⁶ > 2³²


def draw(length: int) -> str:
    """That many characters from the system's random source; 32 of them hold 190 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def checksum(text: str) -> str:
    """The CRC-32 of the text in UTF-8, most significant character first."""
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
